"""The progress and the results of jobs."""

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from avatar_core import AvatarEvent, HoldStatus, JobStatus
from avatar_core.ids import PictureId
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    TrainingOrder,
    UpscaleOrder,
    Wording,
)
from avatar_core.packs import Pack
from avatar_core.pictures import Picture
from avatar_core.ports import News

from ..callbacks import AvatarMove, JobMove, Section, ShowPack
from ..picture_callbacks import PictureMove
from ..texts import Texts
from ..view import AnyButton, Button, Image, Row, View
from .parts import (
    NAME_SHOWN,
    WORDS_SHOWN,
    act,
    final,
    image_of,
    menu,
    on,
    share,
    shorten,
    size_name,
    steer,
)


#: Numbers in one row of buttons.
_ABREAST: Final = 5


def ending(texts: Texts, news: News, scenes: Sequence[Pack] = ()) -> View:
    """Show how a job ended, what it cost, and what to do next.

    *scenes* are offered if an avatar is ready now.
    For delivered pictures see `album_caption`, `delivered` and `lone_picture`.
    """
    match news.job.order:
        case TrainingOrder():
            return _training_end(texts, news, scenes)
        case GenerationOrder():
            return _pictures_end(texts, news)
        case DescriptionOrder():
            return described(texts, news)
        case UpscaleOrder() | EnrichmentOrder():  # the latter is never shown
            return _enlarged(texts, news)


def _training_end(texts: Texts, news: News, scenes: Sequence[Pack]) -> View:
    avatar, status = news.avatar, news.job.status
    succeeded = status is JobStatus.SUCCEEDED
    page = texts.page(
        texts.of(status, "training-end", name=name_of(texts, news))
        if avatar
        else texts.of(status),
        *_first_picture(texts, news),
        texts.of(avatar.type, "now-draw") if avatar and succeeded else None,
        why(texts, news),
        money(texts, news),
        *(
            Button(
                scene.title_in(texts.language),
                ShowPack(chosen=scene.id, avatar=avatar.id),
            )
            for scene in scenes
            if avatar and succeeded
        ),
        steer("button-retrain", JobMove.RETRAIN, news.job.id)
        if news.replaceable
        else None,
        *_after_training(news),
        image=_new_image(texts, news, news.pictures[0]) if news.pictures else None,
    )
    return attrs.evolve(page, festive=avatar is not None and succeeded)


def _first_picture(texts: Texts, news: News) -> Iterator[str]:
    """Say what the picture of a new avatar is, and whether it resembles the person."""
    if news.pictures:
        yield texts("first-picture")
    if news.likeness and news.likeness.too_low:
        yield texts("likeness-low")
    if news.replaceable:
        yield texts("likeness-offer")
    if news.first_pictures:
        yield texts("made-with-ai")


def ask_retrain(texts: Texts, news: News) -> View:
    """Ask whether to give up the avatar as it is for a free training."""
    return texts.page(
        texts("ask-retrain", name=name_of(texts, news)),
        final(steer("button-retrain-for-good", JobMove.RETRAIN_FOR_GOOD, news.job.id)),
        steer("button-keep-avatar", JobMove.SHOW, news.job.id),
    )


def _after_training(news: News) -> list[AnyButton]:
    avatar = news.avatar
    if avatar is None:
        return []
    offers = (
        (AvatarEvent.GENERATE, "button-avatar-generate", AvatarMove.GENERATE),
        (AvatarEvent.RETRY, "button-avatar-retry", AvatarMove.SUMMARY),
        (AvatarEvent.REOPEN, "button-avatar-reopen", AvatarMove.REOPEN),
    )
    return [
        *(
            act(key, move, avatar.id)
            for event, key, move in offers
            if event in avatar.actions
        ),
        act("button-avatar-card", AvatarMove.SHOW, avatar.id),
    ]


def _pictures_end(texts: Texts, news: News) -> View:
    if news.delivered:
        return delivered(texts, news)
    status, words = news.job.status, words_of(news)
    return texts.screen(
        texts.of(status, "pictures-end", words=words, count=news.ordered),
        why(texts, news),
        money(texts, news),
        _once_more(news),
        menu("button-generate", Section.GENERATE),
        steer("button-home", JobMove.DONE, news.job.id),
    )


def delivered(texts: Texts, news: News) -> View:
    """Show what to do next, below an album, which cannot have buttons."""
    done = texts.of(JobStatus.SUCCEEDED, "pictures-end", words=words_of(news))
    return texts.screen(done, *_result(texts, news), *_after_pictures(news))


def album_caption(texts: Texts, news: News) -> str:
    """Return the caption of an album of pictures."""
    if len(news.jobs) > 1:
        return texts("pack-delivered", name=name_of(texts, news), title=words_of(news))
    return _caption(texts, news)


def lone_picture(texts: Texts, news: News) -> View:
    """Show the only picture that an order delivered, and what to do next."""
    [picture] = news.pictures
    return texts.screen(
        _caption(texts, news),
        *_result(texts, news),
        *_after_pictures(news),
        image=_new_image(texts, news, picture),
    )


def _new_image(texts: Texts, news: News, picture: Picture) -> Image:
    return attrs.evolve(image_of(texts, picture), new=news.untried)


def _generation(news: News) -> GenerationOrder:
    if not isinstance(news.job.order, GenerationOrder):
        raise TypeError("only a generation delivers pictures")
    return news.job.order


def _caption(texts: Texts, news: News) -> str:
    return texts(
        "pictures-delivered",
        name=name_of(texts, news),
        words=words_of(news),
        size=size_name(texts, _generation(news).size),
    )


def _result(texts: Texts, news: News) -> tuple[str | None, ...]:
    """Say how the order was fulfilled, and what it cost."""
    fallback = _generation(news).wording is Wording.FALLBACK
    return (
        texts("words-as-written") if fallback else None,
        texts("pictures-partly", delivered=news.delivered, ordered=news.ordered)
        if news.delivered < news.ordered
        else None,
        money(texts, news),
        texts("which-to-remix") if len(news.pictures) > 1 else None,
        texts("made-with-ai") if news.first_pictures else None,
    )


def _after_pictures(news: News) -> list[AnyButton | Row]:
    """Return the buttons below pictures; they open new messages."""
    pictures = news.pictures
    several = len(pictures) > 1
    remixes = [
        on("button-remix-number", PictureMove.VARY, picture.id, number=number)
        if several
        else on("button-remix", PictureMove.VARY, picture.id)
        for number, picture in enumerate(pictures, 1)
    ]
    rows = [
        tuple(remixes[start : start + _ABREAST])
        for start in range(0, len(remixes), _ABREAST)
    ]
    return [
        *rows,
        *(
            in_gallery(one.id) if several else (in_gallery(one.id), share(one.id))
            for one in pictures[:1]
        ),
        _once_more(news),
        steer("button-packs", JobMove.STYLES, news.job.id),
        steer("button-home", JobMove.DONE, news.job.id),
    ]


def _once_more(news: News) -> AnyButton:
    packed = _generation(news).pack is not None
    key = "button-again-pack" if packed else "button-again"
    return steer(key, JobMove.AGAIN, news.job.id)


def in_gallery(picture: PictureId) -> AnyButton:
    """Return the button from a delivered picture to its card."""
    return on("button-in-gallery", PictureMove.OPEN, picture)


def _enlarged(texts: Texts, news: News) -> View:
    """Show how an upscale ended; its picture is sent with it as a file."""
    picture = next(iter(news.pictures), None)
    size = f"{picture.width}×{picture.height}" if picture else ""
    return texts.screen(
        texts.of(news.job.status, "upscale-end", name=name_of(texts, news)),
        texts("upscale-size", size=size) if picture else None,
        why(texts, news),
        money(texts, news),
        in_gallery(picture.id) if picture else _enlarge_again(news),
        steer("button-home", JobMove.DONE, news.job.id),
    )


def _enlarge_again(news: News) -> AnyButton | None:
    order = news.job.order
    if not isinstance(order, UpscaleOrder):
        return None
    return on("button-enlarge-again", PictureMove.VARY, order.source)


def described(texts: Texts, news: News) -> View:
    """Show the description of a photo, or why there is none."""
    job = news.job
    scene = news.scene if job.status is JobStatus.SUCCEEDED else None
    return texts.screen(
        texts.of(job.status, "description-end"),
        texts("scene", scene=scene.text) if scene else why(texts, news),
        texts("scene-next") if scene else None,
        money(texts, news),
        steer("button-draw-scene", JobMove.DRAW, job.id) if scene else None,
        steer("button-edit-scene", JobMove.EDIT, job.id) if scene else None,
        act("button-another-photo", AvatarMove.FROM_PHOTO, job.avatar),
        steer("button-home", JobMove.DONE, job.id),
    )


def why(texts: Texts, news: News) -> str | None:
    """Say why the job failed, if it did."""
    if news.job.status is not JobStatus.FAILED or news.job.failure is None:
        return None
    return texts.of(news.job.failure)


def money(texts: Texts, news: News) -> str | None:
    """Say whether held credits were spent or released; None while they are held."""
    hold = news.hold
    available = news.balance.available
    match hold.status:
        case HoldStatus.RELEASED:
            if not hold.amount:
                return None
            return texts("money-returned", credits=hold.amount)
        case HoldStatus.CAPTURED if hold.captured < hold.amount:
            return texts(
                "money-partly",
                credits=hold.captured,
                returned=hold.amount - hold.captured,
                available=available,
            )
        case HoldStatus.CAPTURED:
            return texts("money-spent", credits=hold.captured, available=available)
        case HoldStatus.HELD:
            return None


def name_of(texts: Texts, news: News) -> str:
    """Return the name of the avatar, which may have been deleted."""
    if news.avatar is None:
        return texts.plain("this-avatar")
    return shorten(news.avatar.name, NAME_SHOWN)


def words_of(news: News) -> str:
    """Return the prompt of the order, shortened."""
    match news.job.order:
        case GenerationOrder(words=words):
            return shorten(words, WORDS_SHOWN)
        case _:
            return ""
