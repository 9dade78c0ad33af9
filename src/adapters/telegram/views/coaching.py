"""What the coach says about the photos of an avatar."""

from avatar_core import Avatar, AvatarEvent
from avatar_core.avatars import MIN_PHOTOS
from avatar_core.coach import THRESHOLDS, Judgement, Mark
from avatar_core.orders import TrainingOrder
from avatar_core.use_cases import TrainingQuote, Uploads

from ..callbacks import AvatarMove, DropMarked, ShowMarked
from ..texts import Texts, paragraphs
from ..view import AnyButton, Image, View
from .parts import act, around, button, final, name_of


def verdict(texts: Texts, uploads: Uploads) -> str | None:
    """Return what the coach says on the upload card, if there is anything to say."""
    judgement = uploads.judgement
    if judgement.readiness is None and not judgement.marks:
        return None
    lines: list[str | None] = [_found(texts, judgement)]
    if judgement.readiness is not None and judgement.photos >= MIN_PHOTOS:
        lines += [_missing(texts, judgement), readiness(texts, judgement.readiness)]
    return paragraphs("\n".join(filter(None, lines)), _offer(texts, uploads))


def verdict_buttons(uploads: Uploads) -> list[AnyButton]:
    """Return the buttons that belong to the coach's words on the upload card."""
    avatar, marked = uploads.avatar.id, len(uploads.judgement.marks)
    buttons: list[AnyButton] = []
    if marked:
        first = ShowMarked(avatar=avatar, index=0)
        buttons.append(button("button-marked", first, count=marked))
    if _may_offer(uploads):
        buttons.append(act("button-compare", AvatarMove.COMPARE, avatar))
    return buttons


def _may_offer(uploads: Uploads) -> bool:
    looked_at = [photo for photo in uploads.accepted if photo.faces]
    return not uploads.comparing and len(looked_at) >= THRESHOLDS.compared


def _offer(texts: Texts, uploads: Uploads) -> str | None:
    return texts("coach-offer-comparing") if _may_offer(uploads) else None


def readiness(texts: Texts, value: int) -> str:
    """Return the readiness of a set of photos, and what it means."""
    return texts("coach-readiness", readiness=value)


def _found(texts: Texts, judgement: Judgement) -> str:
    if not judgement.marks:
        return texts("coach-all-good", photos=judgement.photos)
    counts = judgement.counts
    marked = ", ".join(marked_photos(texts, mark, counts[mark]) for mark in counts)
    return texts(
        "coach-found", photos=judgement.photos, good=judgement.good, marked=marked
    )


def marked_photos(texts: Texts, mark: Mark, count: int) -> str:
    """Say how many photos have a mark, without markup."""
    return texts.plain_of(mark, count=count)


def _missing(texts: Texts, judgement: Judgement) -> str | None:
    if not judgement.wishes:
        return None
    wishes = ", ".join(texts.plain_of(wish) for wish in judgement.wishes)
    return texts("coach-missing", wishes=wishes)


def marked(texts: Texts, uploads: Uploads, index: int) -> View:
    """Show a marked photo with its marks; an index past the end shows the last."""
    avatar, judgement = uploads.avatar, uploads.judgement
    photos = [photo for photo in uploads.accepted if photo.id in judgement.marks]
    back = act("button-to-upload", AvatarMove.UPLOAD, avatar.id)
    if not photos:
        return texts.page(texts("coach-none-marked"), back)
    here = max(0, min(index, len(photos) - 1))
    photo = photos[here]
    number = uploads.accepted.index(photo) + 1
    advice = [
        texts.of(mark, "advice", number=judgement.repeats.get(photo.id, 0))
        for mark in judgement.marks[photo.id]
    ]
    return texts.page(
        texts("coach-marked", number=number, total=len(uploads.accepted)),
        "\n".join(advice),
        texts("coach-you-decide"),
        final(button("button-drop-marked", DropMarked(photo=photo.id)))
        if AvatarEvent.REMOVE_PHOTO in avatar.actions
        else None,
        around(lambda n: ShowMarked(avatar=avatar.id, index=n), here, len(photos)),
        back,
        image=Image(key=photo.key) if photo.key else None,
    )


def tips(texts: Texts, uploads: Uploads) -> View:
    """Say which photos make a good avatar, and first what this set is short of."""
    avatar, judgement = uploads.avatar, uploads.judgement
    own = [
        texts.of(mark, "advice-set", count=n) for mark, n in judgement.counts.items()
    ]
    own += [texts.of(wish, "advice") for wish in judgement.wishes]
    return texts.page(
        "\n".join([texts("coach-your-set"), *own]) if own else None,
        texts.of(avatar.type, "photo-tips"),
        act("button-to-upload", AvatarMove.UPLOAD, avatar.id),
    )


def ask_as_they_are(texts: Texts, quote: TrainingQuote) -> View:
    """Say what to expect of a training with these photos, and ask whether to go on."""
    avatar, judgement = quote.avatar, quote.judgement
    return texts.page(
        texts(
            "coach-ask",
            name=name_of(texts, avatar),
            readiness=judgement.readiness or 0,
        ),
        "\n".join(filter(None, [_found(texts, judgement), _missing(texts, judgement)])),
        texts("coach-expect"),
        _better_photos(avatar),
        act("button-as-they-are", AvatarMove.AS_THEY_ARE, avatar.id),
    )


def _better_photos(avatar: Avatar) -> AnyButton:
    move = AvatarMove.UPLOAD if avatar.collecting else AvatarMove.REOPEN
    return act("button-better-photos", move, avatar.id)


def recorded_verdict(texts: Texts, order: TrainingOrder) -> str | None:
    """Return what the coach had said when a training was ordered, if anything."""
    if order.readiness is None:
        return None
    marked = ", ".join(
        marked_photos(texts, mark, count) for mark, count in order.marks.items()
    )
    return texts("timeline-photos", readiness=order.readiness, marked=marked or "—")
