"""The answers to the refusals of the core."""

from typing import Final

import attrs

from avatar_core import AvatarStatus, JobStatus
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    ConsentMissingError,
    CreditsSpentError,
    ExportedLatelyError,
    InsufficientCreditsError,
    InvalidNumberError,
    InvalidTextError,
    NotFoundError,
    PaymentRefusedError,
    PhotoCountError,
    PhotoRejectedError,
    RefusedError,
    SalesStoppedError,
    Thing,
    TooManyAvatarsError,
    TooManyOpenJobsError,
    WorkUnfinishedError,
)

from .callbacks import Section
from .texts import Texts
from .view import View
from .views.creating import photo_fault
from .views.parts import menu, minute, words_fault


#: What is named when it is gone.
NAMED: Final = {
    Thing.AVATAR,
    Thing.PHOTO,
    Thing.PICTURE,
    Thing.JOB,
    Thing.PACK,
    Thing.FAMILY,
}


@attrs.frozen
class Answer:
    """An alert (plain text), or a screen."""

    words: str | None = None
    view: View | None = None
    #: What a message was about is gone: the main menu answers it.
    gone: bool = False


def answer_to(texts: Texts, error: RefusedError) -> Answer:
    """Return the answer to a refused action."""
    view = _screen(texts, error)
    return _words(texts, error) if view is None else Answer(view=view)


def _screen(texts: Texts, error: RefusedError) -> View | None:
    avatars = menu("button-avatars", Section.AVATARS)
    match error:
        case TooManyAvatarsError(limit=limit):
            return texts.page(texts("too-many-avatars", limit=limit), avatars)
        case TooManyOpenJobsError(limit=limit):
            return texts.page(texts("too-many-jobs", limit=limit), avatars)
        case ExportedLatelyError(again_at=at):
            back = menu("button-back", Section.PRIVACY)
            return texts.page(texts("mydata-wait", again=minute(texts, at)), back)
        case ConsentMissingError():
            return texts.page(texts("consent-missing"), avatars)
        case AvatarNotReadyError(status=AvatarStatus.DELETED):
            create = menu("button-create", Section.CREATE)
            return texts.page(texts("avatar-gone"), create, avatars)
        case SalesStoppedError():
            return texts.page(texts("sales-stopped"), avatars)
        case InsufficientCreditsError(price=price, available=available):
            missing = price - available
            return texts.page(
                texts("poor", price=price, available=available, missing=missing),
                menu("button-top-up", Section.TOP_UP),
                menu("button-balance", Section.BALANCE),
            )
        case _:
            return None


def _words(texts: Texts, error: RefusedError) -> Answer:
    plain, plain_of = texts.plain, texts.plain_of
    match error:
        case AvatarNotReadyError(status=status):
            return Answer(_capitalised(plain_of(status, "why-no-pictures")))
        case PhotoCountError(count=count, minimum=minimum, maximum=maximum):
            return Answer(plain("photo-count", count=count, min=minimum, max=maximum))
        case ActionNotAllowedError(status=AvatarStatus() as status):
            said = plain_of(status)
            return Answer(plain("not-allowed-avatar", status=said))
        case ActionNotAllowedError(status=JobStatus() as status):
            said = plain_of(status)
            return Answer(plain("not-allowed-job", status=said))
        case InvalidNumberError(minimum=minimum, maximum=maximum):
            return Answer(plain("number-fault", min=minimum, max=maximum))
        case InvalidTextError():
            return Answer(words_fault(texts, error))
        case CreditsSpentError(needed=needed, left=left):
            return Answer(plain("credits-spent", needed=needed, left=left))
        case PaymentRefusedError(fault=fault):
            return Answer(plain_of(fault))
        case WorkUnfinishedError(count=count):
            return Answer(plain("work-unfinished-yet", count=count))
        case PhotoRejectedError(fault=fault):
            return Answer(_capitalised(photo_fault(texts, fault)))
        case NotFoundError(thing=thing) if thing in NAMED:
            gone = thing not in {Thing.PHOTO, Thing.PICTURE}
            return Answer(plain_of(thing, "not-found"), gone=gone)
        case _:
            return Answer(plain("not-found"), gone=True)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
