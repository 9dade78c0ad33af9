"""The progress and the results of jobs."""

import math

from datetime import timedelta
from typing import Final

from avatar_core import AvatarEvent, JobEvent, JobStatus
from avatar_core.failures import Unanswered
from avatar_core.ids import PictureId
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    TrainingOrder,
    UpscaleOrder,
    Wording,
)
from avatar_core.ports import News

from ..callbacks import AvatarMove, JobMove, PictureAction, PictureMove, Section
from ..texts import Texts
from ..view import Button, View
from .outcome import money, name_of, why, words_of
from .parts import (
    WORDS_SHOWN,
    act,
    bar,
    button,
    in_gallery,
    menu,
    page,
    paragraphs,
    rows,
    shorten,
    size_name,
    steer,
)
from .scenes import described


_WHOLE: Final = 100
#: A lower percentage is too little for an estimate.
_MEANINGFUL: Final = 10


def standing(texts: Texts, news: News) -> View:
    """Show a job, open or ended."""
    return progress(texts, news) if news.open else ending(texts, news)


def progress(texts: Texts, news: News) -> View:
    """Show the progress of an open job."""
    job = news.job
    status = (
        texts.plain("progress-words")
        if job.awaits_words
        else texts.plain_of("job-status", job.status)
    )
    match job.order:
        case GenerationOrder(words=words) if len(news.jobs) > 1:
            head = texts(
                "progress-pack",
                title=shorten(words, WORDS_SHOWN),
                bar=bar(news.delivered, news.ordered),
                delivered=news.delivered,
                ordered=news.ordered,
            )
        case GenerationOrder(count=count, words=words):
            head = texts(
                "progress-generation",
                count=count,
                words=shorten(words, WORDS_SHOWN),
                status=status,
            )
        case TrainingOrder():
            head = texts("progress-training", name=name_of(texts, news), status=status)
        case DescriptionOrder():
            head = texts("progress-description", status=status)
        case UpscaleOrder():
            head = texts("progress-upscale", status=status)
        case EnrichmentOrder():
            head = status  # never shown
    cancellable = any(
        JobEvent.ASK_CANCEL in one.actions and not one.cancel_asked
        for one in news.jobs
        if one.open
    )
    return View(
        text=paragraphs(head, _how_far(texts, news), _meanwhile(texts, news)),
        buttons=rows(
            steer(texts, "button-refresh", JobMove.SHOW, job.id),
            steer(texts, "button-cancel-job", JobMove.CANCEL, job.id)
            if cancellable
            else None,
            steer(texts, "button-home", JobMove.LEAVE, job.id),
        ),
    )


def _how_far(texts: Texts, news: News) -> str | None:
    job = news.job
    if len(news.jobs) > 1:
        return None
    lines = []
    if job.unanswered is Unanswered.PENDING:
        lines.append(texts("progress-unanswered"))
    if job.status is JobStatus.SUBMITTED and job.progress.queue_position:
        lines.append(texts("progress-queue", position=job.progress.queue_position))
    if job.status is JobStatus.RUNNING and job.progress.percent is not None:
        percent = max(0, min(_WHOLE, job.progress.percent))
        lines.append(
            texts("progress-percent", bar=bar(percent, _WHOLE), percent=percent)
        )
    estimate = None if job.cancel_asked else _estimate(texts, news)
    if estimate:
        lines.append(estimate)
    return "\n".join(lines)


def _estimate(texts: Texts, news: News) -> str | None:
    if news.typical is None:
        return None
    percent = news.job.progress.percent
    if (
        news.job.status is JobStatus.RUNNING
        and percent is not None
        and _MEANINGFUL <= percent < _WHOLE
    ):
        left = news.typical * (_WHOLE - percent) / _WHOLE
        return texts("progress-left", minutes=_minutes(left))
    return texts("progress-usually", minutes=_minutes(news.typical))


def _minutes(time: timedelta) -> int:
    return max(1, math.ceil(time / timedelta(minutes=1)))


def _meanwhile(texts: Texts, news: News) -> str:
    if all(job.cancel_asked for job in news.jobs if job.open):
        return texts("progress-cancelling")
    return texts("progress-no-need-to-wait")


def ask_cancel(texts: Texts, news: News) -> View:
    """Ask to confirm the cancellation of a job."""
    job = news.job
    return page(
        texts,
        texts("ask-cancel"),
        steer(texts, "button-go-on", JobMove.SHOW, job.id),
        steer(texts, "button-cancel-for-good", JobMove.CANCEL_FOR_GOOD, job.id),
    )


def ending(texts: Texts, news: News) -> View:
    """Show how a job ended, what it cost, and what to do next.

    For delivered pictures see `pictures_caption` and `delivered`.
    """
    match news.job.order:
        case TrainingOrder():
            return _training_end(texts, news)
        case GenerationOrder():
            return _pictures_end(texts, news)
        case DescriptionOrder():
            return described(texts, news)
        case UpscaleOrder() | EnrichmentOrder():  # the latter is never shown
            return _enlarged(texts, news)


def _training_end(texts: Texts, news: News) -> View:
    head = (
        texts.of("training-end", news.job.status, name=name_of(texts, news))
        if news.avatar
        else texts.of("job-status", news.job.status)
    )
    return page(
        texts,
        paragraphs(head, _now_draw(texts, news), why(texts, news), money(texts, news)),
        *_after_training(texts, news),
    )


def _now_draw(texts: Texts, news: News) -> str | None:
    if news.avatar is None or news.job.status is not JobStatus.SUCCEEDED:
        return None
    return texts.of("now-draw", news.avatar.type)


def _after_training(texts: Texts, news: News) -> list[Button]:
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
            act(texts, key, move, avatar.id)
            for event, key, move in offers
            if event in avatar.actions
        ),
        act(texts, "button-avatar-card", AvatarMove.SHOW, avatar.id),
    ]


def _pictures_end(texts: Texts, news: News) -> View:
    if news.delivered:
        return delivered(texts, news)
    return View(
        text=paragraphs(
            texts.of(
                "pictures-end",
                news.job.status,
                words=words_of(news),
                count=news.ordered,
            ),
            why(texts, news),
            money(texts, news),
        ),
        buttons=rows(
            _once_more(texts, news),
            menu(texts, "button-generate", Section.GENERATE),
            steer(texts, "button-home", JobMove.DONE, news.job.id),
        ),
    )


def delivered(texts: Texts, news: News) -> View:
    """Show what to do next, below an album, which cannot have buttons."""
    return View(
        text=paragraphs(
            texts.of("pictures-end", JobStatus.SUCCEEDED, words=words_of(news)),
            _as_written(texts, news),
            _partly(texts, news),
            money(texts, news),
        ),
        buttons=after_pictures(texts, news),
    )


def pictures_caption(texts: Texts, news: News) -> str:
    """Return the caption of the pictures; that of a single one has the price, too."""
    job = news.job
    if not isinstance(job.order, GenerationOrder):
        raise TypeError("only a generation delivers pictures")
    lone = len(news.pictures) == 1
    if len(news.jobs) > 1 and not lone:
        return texts("pack-delivered", name=name_of(texts, news), title=words_of(news))
    head = texts(
        "pictures-delivered",
        name=name_of(texts, news),
        words=words_of(news),
        size=size_name(texts, job.order.size),
        seed=str(news.pictures[0].seed if lone else job.order.seed),
    )
    if not lone:
        return head
    return paragraphs(
        head, _as_written(texts, news), _partly(texts, news), money(texts, news)
    )


def after_pictures(texts: Texts, news: News) -> tuple[tuple[Button, ...], ...]:
    """Return the buttons below pictures; they open new messages."""
    first = next(iter(news.pictures), None)
    return (
        *((_onwards(texts, first.id),) if first else ()),
        *rows(
            _once_more(texts, news),
            steer(texts, "button-home", JobMove.DONE, news.job.id),
        ),
    )


def _onwards(texts: Texts, picture: PictureId) -> tuple[Button, ...]:
    return (
        button(
            texts, "button-remix", PictureAction(move=PictureMove.VARY, picture=picture)
        ),
        in_gallery(texts, picture),
    )


def _once_more(texts: Texts, news: News) -> Button:
    order = news.job.order
    packed = isinstance(order, GenerationOrder) and order.pack is not None
    key = "button-again-pack" if packed else "button-again"
    return steer(texts, key, JobMove.AGAIN, news.job.id)


def _as_written(texts: Texts, news: News) -> str | None:
    order = news.job.order
    if isinstance(order, GenerationOrder) and order.wording is Wording.FALLBACK:
        return texts("words-as-written")
    return None


def _partly(texts: Texts, news: News) -> str | None:
    if news.delivered >= news.ordered:
        return None
    return texts("pictures-partly", delivered=news.delivered, ordered=news.ordered)


def _enlarged(texts: Texts, news: News) -> View:
    """Show how an upscale ended; its picture is sent with it as a file."""
    sizes = [(picture.width, picture.height) for picture in news.pictures]
    size = f"{sizes[0][0]}×{sizes[0][1]}" if sizes else None
    return View(
        text=paragraphs(
            texts.of("upscale-end", news.job.status, name=name_of(texts, news)),
            texts("upscale-size", size=size) if size else None,
            why(texts, news),
            money(texts, news),
        ),
        buttons=rows(
            *(in_gallery(texts, picture.id) for picture in news.pictures),
            steer(texts, "button-home", JobMove.DONE, news.job.id),
        ),
    )
