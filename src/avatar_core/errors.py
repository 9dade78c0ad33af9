"""Every error that the core, or an adapter of one of its ports, may raise.

A `RefusedError` means that a person's request cannot be fulfilled, and an
`ExternalError` that an outside system failed.
The first line of a class's docstring begins its message; the fields follow.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import attrs


class AvatarCoreError(Exception):
    """Something in avatar_core went wrong."""

    # Shared: attrs would generate and compile one for every class.
    def __repr__(self) -> str:
        facts = (
            f"{field.name}={getattr(self, field.name)!r}"
            for field in getattr(type(self), "__attrs_attrs__", ())
        )
        return f"{type(self).__name__}({', '.join(facts)})"

    def __str__(self) -> str:
        sentence = (type(self).__doc__ or "").strip().splitlines()[0]
        fields = getattr(type(self), "__attrs_attrs__", ())
        facts = ", ".join(
            f"{field.name}={getattr(self, field.name)!s}" for field in fields
        )
        return f"{sentence} [{facts}]" if facts else sentence


class RefusedError(AvatarCoreError):
    """A person's request cannot be fulfilled; nothing was changed or charged."""


class Thing(StrEnum):
    """What an error is about."""

    PERSON = "person"
    AVATAR = "avatar"
    PHOTO = "photo"
    JOB = "job"
    HOLD = "hold"
    PICTURE = "picture"
    BROADCAST = "broadcast"
    PACK = "pack"
    FAMILY = "family"
    #: Something that only admins can ask for.
    COMMAND = "command"
    PAYMENT = "payment"
    PROMO = "promo"
    DISPUTE = "dispute"
    INCIDENT = "incident"


@attrs.frozen(str=False, repr=False)
class NotFoundError(RefusedError):
    """There is no such thing, or it belongs to somebody else.

    It does not say which, so that a stranger cannot find out which ids exist.
    """

    thing: Thing


class TextFault(StrEnum):
    """What is wrong with a typed text."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"


class InvalidTextError(RefusedError):
    """A typed text is not accepted."""


@attrs.frozen(str=False, repr=False)
class TextLengthError(InvalidTextError):
    """A typed text is outside its limits (in characters)."""

    fault: TextFault
    length: int
    minimum: int
    maximum: int


class Concern(StrEnum):
    """Why words are not drawn; see `word_policy`."""

    #: Somebody under 18, undressed or in a romance.
    MINORS = "minors"
    NUDITY = "nudity"
    PUBLIC_FIGURE = "public_figure"


@attrs.frozen(str=False, repr=False)
class WordsRefusedError(InvalidTextError):
    """The word policy does not allow these words."""

    concern: Concern


@attrs.frozen(str=False, repr=False)
class InvalidNumberError(RefusedError):
    """A typed number is outside its limits."""

    minimum: int
    maximum: int


@attrs.frozen(str=False, repr=False)
class BelowCostError(RefusedError):
    """The price brings less than the provider bills.

    The amounts are in thousandths of a US dollar.
    """

    price: int
    income: int
    cost: int


@attrs.frozen(str=False, repr=False)
class ConsentMissingError(RefusedError):
    """The person has not agreed to this version of what happens to photos."""

    version: int


class PhotoFault(StrEnum):
    """Why a photo was rejected."""

    NOT_AN_IMAGE = "not_an_image"
    OTHER_FORMAT = "other_format"
    DAMAGED = "damaged"
    ANIMATED = "animated"
    TOO_SMALL = "too_small"
    TOO_BIG = "too_big"
    TOO_MANY_PIXELS = "too_many_pixels"
    TOO_NARROW = "too_narrow"
    DUPLICATE = "duplicate"
    OVER_LIMIT = "over_limit"


@attrs.frozen(str=False, repr=False)
class PhotoRejectedError(RefusedError):
    """The photo cannot be used for training."""

    fault: PhotoFault


@attrs.frozen(str=False, repr=False)
class AvatarNotReadyError(RefusedError):
    """Pictures need a completed avatar; the status says what is missing."""

    status: StrEnum


@attrs.frozen(str=False, repr=False)
class ActionNotAllowedError(RefusedError):
    """The lifecycle does not allow this in the current status."""

    status: StrEnum
    event: StrEnum


class IllegalTransitionError(ActionNotAllowedError):
    """No row of the lifecycle's table leads from this status by this event."""


class GuardRejectedError(ActionNotAllowedError):
    """The table has such a row, but its guard refuses."""


@attrs.frozen(str=False, repr=False)
class PhotoCountError(ActionNotAllowedError):
    """A training needs more photos than there are, or fewer."""

    count: int
    minimum: int
    maximum: int


@attrs.frozen(str=False, repr=False)
class LimitReachedError(RefusedError):
    """The person already has as many of something as one may have."""

    limit: int


class TooManyAvatarsError(LimitReachedError):
    """The person already has as many avatars as one may have."""


class TooManyOpenJobsError(LimitReachedError):
    """The person already has as many unfinished jobs as one may have."""


@attrs.frozen(str=False, repr=False)
class WorkUnfinishedError(RefusedError):
    """The person has orders that have not ended."""

    count: int


@attrs.frozen(str=False, repr=False)
class InsufficientCreditsError(RefusedError):
    """The available balance does not cover the price (both in credits)."""

    price: int
    available: int


class TooManyDisputesError(LimitReachedError):
    """The person already has as many unanswered disputes as one may have."""


class SalesStoppedError(RefusedError):
    """Sales of this kind are stopped until an incident at the provider is over."""


class PaymentFault(StrEnum):
    """Why a payment is not accepted."""

    #: It is not for anything that we ever sold.
    UNKNOWN = "unknown"
    NOT_OFFERED = "not_offered"
    WRONG_AMOUNT = "wrong_amount"
    #: The bill was made out to somebody else.
    NOT_YOURS = "not_yours"
    BLOCKED = "blocked"


@attrs.frozen(str=False, repr=False)
class PaymentRefusedError(RefusedError):
    """The payment is not accepted."""

    fault: PaymentFault


class PromoFault(StrEnum):
    """Why a promo code gives nothing."""

    UNKNOWN = "unknown"
    #: By this person.
    USED = "used"
    EXPIRED = "expired"
    #: All of its uses are taken.
    FULL = "full"
    #: Not looked up: the person has tried too many wrong codes.
    TOO_MANY_TRIED = "too_many_tried"


@attrs.frozen(str=False, repr=False)
class PromoRefusedError(RefusedError):
    """The promo code gives nothing."""

    fault: PromoFault


@attrs.frozen(str=False, repr=False)
class ExportedLatelyError(RefusedError):
    """A person may have a copy of their data once a day."""

    again_at: datetime


@attrs.frozen(str=False, repr=False)
class CreditsSpentError(RefusedError):
    """Credits that are to be taken back are spent."""

    needed: int
    left: int


@attrs.frozen(str=False, repr=False)
class ExternalError(AvatarCoreError):
    """An outside system did not do what it was asked."""

    detail: str


class ProviderError(ExternalError):
    """The provider did not do what it was asked."""


class ProviderUnavailableError(ProviderError):
    """The provider could not be reached; nothing is known to have changed there."""


class Refusal(StrEnum):
    """Why the provider did not accept a request."""

    #: A temporary problem; the same may be accepted later.
    NOT_NOW = "not_now"
    #: The input is at fault; the same would be refused again.
    INPUT = "input"
    #: Its content check.
    BLOCKED = "blocked"
    #: Our account is out of money, or locked.
    BALANCE = "balance"
    #: It does not accept our key (any more).
    KEY = "key"
    #: It does not offer this model (any more).
    ENDPOINT = "endpoint"


@attrs.frozen(str=False, repr=False)
class ProviderRefusedError(ProviderError):
    """The provider definitely did not accept the request."""

    why: Refusal


class AmbiguousSubmitError(ProviderError):
    """The request was sent without an answer: the provider may have accepted it."""


class BadArtefactError(ExternalError):
    """What the provider delivered is empty, damaged or not what was ordered."""


class FacesUnavailableError(ExternalError):
    """Faces cannot be found at present."""


@attrs.frozen(str=False, repr=False)
class BlobNotFoundError(AvatarCoreError):
    """There is no blob with this key."""

    key: str


class StoreUnavailableError(ExternalError):
    """The store could not be reached, or was too busy; trying again may help."""


@attrs.frozen(str=False, repr=False)
class NotifierUnavailableError(AvatarCoreError):
    """The person could not be reached now; try again after this time."""

    after: timedelta


class MessageRefusedError(ExternalError):
    """The messenger refused this message; a retry may succeed, or never."""


class PersonLeftError(AvatarCoreError):
    """The person has left the chat; they can be told when they return."""


class BillingUnavailableError(ExternalError):
    """The payment service could not be asked for a bill."""


class RefundFailedError(ExternalError):
    """It is not known whether a payment was refunded; asking again is harmless."""


class LeaseLostError(AvatarCoreError):
    """The lease on a piece of work ran out: another process may have taken over."""


@attrs.frozen(str=False, repr=False)
class StaleError(AvatarCoreError):
    """The row was saved by another transaction since it was loaded."""

    thing: Thing


@attrs.frozen(str=False, repr=False)
class AlreadyExistsError(AvatarCoreError):
    """There is a row with this key already."""

    thing: Thing
