"""Creating an avatar: the dialog, the photos, the summary before the training."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Avatar, AvatarEvent, AvatarType, Gender, PriceBook
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS
from avatar_core.errors import InvalidTextError, NotFoundError, PhotoFault, Thing
from avatar_core.families import Family, FamilyName
from avatar_core.photos import Photo
from avatar_core.texts import NAME_MAX, NAME_MIN
from avatar_core.use_cases import PictureQuote, TrainingQuote, Uploads

from ..callbacks import (
    AvatarMove,
    DeletePhoto,
    NewAvatar,
    PickFamily,
    PickGenderIn,
    Section,
    ShowPhoto,
    StartTraining,
    WhyGenderMatters,
)
from ..texts import Texts
from ..view import AnyButton, Button, Image, View
from .coaching import readiness, verdict, verdict_buttons
from .parts import (
    FILE_NAME_SHOWN,
    act,
    around,
    bar,
    button,
    continue_draft,
    final,
    menu,
    name_of,
    paying,
    shorten,
    words_fault,
)


#: The least length of the shorter side of a training photo, in pixels.
_MIN_SIDE: Final = 512
_STARTS: Final = frozenset({AvatarEvent.START, AvatarEvent.RETRY})


def choose_family(
    texts: Texts,
    prices: PriceBook,
    families: Sequence[Family],
    draft: Avatar | None = None,
) -> View:
    """Ask what the new avatar is of, or offer to go on with the draft."""
    choices = [
        button(
            "button-family",
            PickFamily(family=family.name),
            family=texts.plain(f"family-{family.name}"),
            price=prices.within(family).training,
        )
        for family in families
    ]
    return texts.page(
        texts("choose-family", min=MIN_PHOTOS, max=MAX_PHOTOS),
        continue_draft(draft) if draft else None,
        *choices,
        menu("button-help", Section.HELP),
    )


def choose_gender(texts: Texts, family: FamilyName) -> View:
    """Ask for the gender, which prompts mention."""
    return texts.page(
        texts("choose-gender"),
        *_genders(texts, family),
        button("button-why-gender", WhyGenderMatters(family=family)),
        menu("button-back", Section.CREATE),
    )


def why_gender(texts: Texts, family: FamilyName) -> View:
    """Explain what the gender is for."""
    return texts.page(
        texts("why-gender"),
        *_genders(texts, family),
        button("button-back", PickFamily(family=family)),
    )


def _genders(texts: Texts, family: FamilyName) -> list[AnyButton]:
    return [
        Button(texts.plain_of(gender), PickGenderIn(family=family, gender=gender))
        for gender in Gender
    ]


def whose_photos(
    texts: Texts,
    families: Sequence[Family],
    proposed: str,
    nonce: str,
    like: PictureQuote | None = None,
) -> View:
    """Ask who is in photos that were sent first; a tap creates the avatar.

    *like* offers a picture like the only photo.
    """
    firsts = {family.avatar_type: family for family in reversed(families)}
    portrait = firsts.get(AvatarType.PORTRAIT)
    style = firsts.get(AvatarType.STYLE)
    people = [
        Button(
            texts.plain_of(gender),
            NewAvatar(family=portrait.name, gender=gender, nonce=nonce),
        )
        for gender in Gender
        if portrait
    ]
    return texts.page(
        texts("photos-no-draft", name=proposed),
        act(
            "button-like-this",
            AvatarMove.FROM_THIS,
            like.avatar.id,
            price=like.prices.description,
        )
        if like
        else None,
        tuple(people),
        button(
            "button-not-a-person",
            NewAvatar(family=style.name, gender=None, nonce=nonce),
        )
        if style
        else None,
        menu("button-other-kinds", Section.CREATE)
        if len(families) > len(firsts)
        else None,
    )


def ask_name(
    texts: Texts,
    family: Family,
    proposed: str,
    gender: Gender | None,
    nonce: str,
    fault: InvalidTextError | None = None,
) -> View:
    """Ask for the name of the avatar; *fault* is of the last answer."""
    take = NewAvatar(family=family.name, gender=gender, nonce=nonce)
    return texts.page(
        words_fault(texts, fault, "name-fault"),
        texts.of(family.avatar_type, "ask-name", min=NAME_MIN, max=NAME_MAX),
        button("button-take-name", take, name=proposed),
        button("button-back", PickFamily(family=family.name))
        if family.avatar_type is AvatarType.PORTRAIT
        else menu("button-back", Section.CREATE),
    )


def upload(texts: Texts, uploads: Uploads, *, note: str | None = None) -> View:
    """Show the accepted photos, and what to do next."""
    avatar = uploads.avatar
    count = avatar.photo_count
    head = texts(
        "upload",
        name=name_of(texts, avatar),
        bar=bar(count, MAX_PHOTOS),
        count=count,
        max=MAX_PHOTOS,
    )
    return texts.page(
        note,
        head,
        _next_step(texts, uploads),
        verdict(texts, uploads),
        act("button-ready", AvatarMove.SUMMARY, avatar.id)
        if AvatarEvent.START in avatar.actions
        else None,
        *verdict_buttons(uploads),
        button("button-photos", ShowPhoto(avatar=avatar.id, index=0), count=count)
        if count
        else None,
        act("button-tips", AvatarMove.TIPS, avatar.id),
        act("button-avatar-card", AvatarMove.SHOW, avatar.id),
    )


def _next_step(texts: Texts, uploads: Uploads) -> str:
    avatar = uploads.avatar
    count = avatar.photo_count
    if count == 0:
        return texts.of(avatar.type, "upload-empty", min=MIN_PHOTOS, max=MAX_PHOTOS)
    if count < MIN_PHOTOS:
        return texts("upload-missing", missing=MIN_PHOTOS - count)
    if uploads.judgement.too_low:
        return texts("coach-enough")
    if count < MAX_PHOTOS:
        return texts("upload-enough", max=MAX_PHOTOS)
    return texts("upload-full")


def rejected(
    texts: Texts, uploads: Uploads, batch: str, *, reply_to: int | None = None
) -> View:
    """Say why photos that were sent together were rejected, below one of them.

    Raises:
        NotFoundError: None of them is known any more.
    """
    reasons: dict[PhotoFault, list[Photo]] = {}
    for photo in uploads.rejected_of(batch):
        if photo.fault is not None:
            reasons.setdefault(photo.fault, []).append(photo)
    if not reasons:
        raise NotFoundError(Thing.PHOTO)
    lines = [
        _reason(texts, uploads, fault, photos) for fault, photos in reasons.items()
    ]
    return View(text="\n".join([texts("upload-rejected"), *lines]), reply_to=reply_to)


def _reason(
    texts: Texts, uploads: Uploads, fault: PhotoFault, photos: Sequence[Photo]
) -> str:
    first, *others = photos
    if others:
        why = photo_fault(texts, fault)
        return texts("upload-rejected-many", count=len(photos), why=why)
    original = uploads.number_of_the_same_as(first)
    return texts(
        "upload-rejected-line",
        name=shorten(first.file_name or "", FILE_NAME_SHOWN)
        or texts.plain("unnamed-photo"),
        why=photo_fault(texts, fault, original=original),
    )


def photo_fault(
    texts: Texts,
    fault: PhotoFault,
    *,
    side: int = _MIN_SIDE,
    original: int | None = None,
) -> str:
    """Say what is wrong with a photo, as half a sentence without markup.

    *side* is the least length of the shorter side, in pixels; *original* is the number
    of the photo that a duplicate repeats, if that is still there.
    """
    return texts.plain_of(fault, max=MAX_PHOTOS, side=str(side), number=original or 0)


def photo_page(texts: Texts, uploads: Uploads, index: int) -> View:
    """Show an accepted photo; an index past the end shows the last."""
    avatar, photos = uploads.avatar, uploads.accepted
    name = name_of(texts, avatar)
    collecting = {AvatarEvent.ADD_PHOTO, AvatarEvent.REMOVE_PHOTO} & avatar.actions
    back = (
        act("button-to-upload", AvatarMove.UPLOAD, avatar.id)
        if collecting
        else act("button-avatar-card", AvatarMove.SHOW, avatar.id)
    )
    if not photos:
        return texts.page(texts("photos-none", name=name), back)
    here = max(0, min(index, len(photos) - 1))
    photo = photos[here]
    delete = (
        final(button("button-delete-photo", DeletePhoto(photo=photo.id)))
        if AvatarEvent.REMOVE_PHOTO in avatar.actions
        else None
    )
    return texts.page(
        texts("photo-page", number=here + 1, total=len(photos), name=name),
        around(lambda n: ShowPhoto(avatar=avatar.id, index=n), here, len(photos)),
        delete,
        back,
        image=Image(key=photo.key) if photo.key else None,
    )


def kind(texts: Texts, avatar: Avatar) -> str:
    """Return the family and gender of an avatar, without markup."""
    family = texts.plain(f"family-{avatar.family}")
    if avatar.gender is None:
        return family
    return f"{family} · {texts.plain_of(avatar.gender)}"


def summary(texts: Texts, quote: TrainingQuote) -> View:
    """Show what the training costs; offer it if it is possible and affordable."""
    avatar = quote.avatar
    startable = bool(_STARTS & avatar.actions)
    affordable = quote.balance.available >= quote.price
    facts = texts(
        "summary",
        name=name_of(texts, avatar),
        kind=kind(texts, avatar),
        photos=avatar.photo_count,
        price=quote.price,
        available=quote.balance.available,
    )
    start = (
        paying(
            button(
                "button-start-training",
                StartTraining(avatar=avatar.id, version=avatar.version),
                price=quote.price,
            )
        )
        if startable and affordable
        else None
    )
    ready = quote.judgement.readiness
    return texts.page(
        facts,
        texts("summary-free") if avatar.retrains else None,
        None if ready is None else readiness(texts, ready),
        *_obstacles(texts, quote, startable=startable),
        start,
        None if affordable else menu("button-top-up", Section.TOP_UP),
        _photos_again(quote),
        act("button-avatar-card", AvatarMove.SHOW, avatar.id),
    )


def _photos_again(quote: TrainingQuote) -> AnyButton | None:
    avatar = quote.avatar
    if AvatarEvent.REOPEN in avatar.actions:
        return act("button-more-photos", AvatarMove.REOPEN, avatar.id)
    if {AvatarEvent.ADD_PHOTO, AvatarEvent.REMOVE_PHOTO} & avatar.actions:
        return act("button-more-photos", AvatarMove.UPLOAD, avatar.id)
    return None


def _obstacles(texts: Texts, quote: TrainingQuote, *, startable: bool) -> list[str]:
    avatar, balance = quote.avatar, quote.balance
    missing_photos = MIN_PHOTOS - avatar.photo_count
    missing_credits = quote.price - balance.available
    lines = []
    if missing_photos > 0:
        lines.append(texts("summary-missing-photos", missing=missing_photos))
    elif not startable:
        lines.append(texts.of(avatar.status))
    if missing_credits > 0:
        lines.append(texts("summary-missing-credits", missing=missing_credits))
        if balance.held:
            lines.append(texts("summary-held", held=balance.held))
    return lines or [texts("summary-ready")]
