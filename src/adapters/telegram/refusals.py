"""The answers to the refusals of the core."""

import attrs

from avatar_core import AvatarStatus, JobStatus
from avatar_core.errors import (
    ActionNotAllowedError,
    AvatarNotReadyError,
    CreditsSpentError,
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

from .texts import Texts
from .view import View
from .views import refusals as views
from .views.creating import photo_fault


@attrs.frozen
class Answer:
    """An alert (plain text), or a screen."""

    words: str | None = None
    view: View | None = None
    #: The thing on the screen is gone: the main menu replaces it.
    gone: bool = False


def answer_to(texts: Texts, error: RefusedError) -> Answer:
    """Return the answer to a refused action."""
    view = _screen(texts, error)
    return Answer(view=view) if view is not None else _words(texts, error)


def _screen(texts: Texts, error: RefusedError) -> View | None:
    match error:
        case TooManyAvatarsError():
            return views.too_many_avatars(texts, error)
        case TooManyOpenJobsError():
            return views.too_many_jobs(texts, error)
        case InsufficientCreditsError():
            return views.poor(texts, error)
        case SalesStoppedError():
            return views.sales_stopped(texts)
        case _:
            return None


def _words(texts: Texts, error: RefusedError) -> Answer:
    match error:
        case NotFoundError(thing=Thing.PHOTO | Thing.PICTURE as thing):
            photo = thing is Thing.PHOTO
            return Answer(
                texts.plain("not-found-photo" if photo else "not-found-picture")
            )
        case AvatarNotReadyError(status=status):
            return Answer(_capitalised(texts.plain_of("why-no-pictures", status)))
        case PhotoCountError(count=count, minimum=minimum, maximum=maximum):
            return Answer(
                texts.plain("photo-count", count=count, min=minimum, max=maximum)
            )
        case ActionNotAllowedError(status=AvatarStatus() as status):
            return Answer(_not_allowed(texts, "avatar", status))
        case ActionNotAllowedError(status=JobStatus() as status):
            return Answer(_not_allowed(texts, "job", status))
        case InvalidNumberError(minimum=minimum, maximum=maximum):
            return Answer(texts.plain("number-fault", min=minimum, max=maximum))
        case InvalidTextError():
            limits = {"min": error.minimum, "max": error.maximum}
            return Answer(
                texts.plain_of(
                    "words-fault", error.fault, length=error.length, **limits
                )
            )
        case CreditsSpentError(needed=needed, left=left):
            return Answer(texts.plain("credits-spent", needed=needed, left=left))
        case PaymentRefusedError(fault=fault):
            return Answer(texts.plain_of("payment-fault", fault))
        case WorkUnfinishedError(count=count):
            return Answer(texts.plain("work-unfinished-yet", count=count))
        case PhotoRejectedError(fault=fault):
            return Answer(_capitalised(photo_fault(texts, fault)))
        case _:
            return Answer(texts.plain("not-found"), gone=True)


def _not_allowed(texts: Texts, what: str, status: AvatarStatus | JobStatus) -> str:
    said = texts.plain_of(f"{what}-status", status)
    return texts.plain(f"not-allowed-{what}", status=said)


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
