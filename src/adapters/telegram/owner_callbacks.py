"""The data of the owners' buttons; see `callbacks`."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from avatar_core import Language
from avatar_core.disputes import Remedy
from avatar_core.ids import BroadcastId, DisputeId, JobId, PaymentId, PersonId
from avatar_core.prices import Term


class Desk(StrEnum):
    """Where an owner's menu leads."""

    HOME = "home"
    FIND = "find"
    TALLY = "tally"
    TERMS = "terms"
    PROMOS = "promos"
    BROADCAST = "broadcast"
    DISPUTES = "disputes"


class PersonMove(StrEnum):
    """What an owner may tap about one person."""

    SHOW = "show"
    CREDITS = "credits"
    BLOCK = "block"
    UNBLOCK = "unblock"


class RescueMove(StrEnum):
    """What an owner may tap about one job."""

    SHOW = "show"
    RETRY = "retry"
    RELEASE = "release"
    RELEASE_FOR_GOOD = "off"


class PaymentMove(StrEnum):
    """What an owner may tap about one payment."""

    SHOW = "show"
    GIVE_UP = "refund"
    FOR_GOOD = "gone"


class TermMove(StrEnum):
    """What an owner may tap about one price or limit."""

    ASK = "ask"
    RESTORE = "restore"


class BroadcastMove(StrEnum):
    """What an owner may tap about one broadcast."""

    SHOW = "show"
    START = "start"
    CANCEL = "cancel"


class OwnerMenu(CallbackData, prefix="ow1"):
    """Leads an owner to a part of their side."""

    desk: Desk


class PersonAction(CallbackData, prefix="op1"):
    """Does something with one person, for an owner."""

    move: PersonMove
    person: PersonId


class ConfirmCredits(CallbackData, prefix="oc1"):
    """Gives or takes the credits last written about; two taps do it once."""

    tap: UUID


class RescueJob(CallbackData, prefix="oj1"):
    """Does something with anybody's job, for an owner."""

    move: RescueMove
    job: JobId


class PaymentAction(CallbackData, prefix="og1"):
    """Does something with anybody's payment, for an owner."""

    move: PaymentMove
    payment: PaymentId


class TermAction(CallbackData, prefix="ot1"):
    """Changes a price or a limit."""

    move: TermMove
    term: Term


class StopPromo(CallbackData, prefix="os1"):
    """Stops a promo code, for an owner; codes themselves may be too long."""

    promo: UUID


class DeedsPage(CallbackData, prefix="od1"):
    """Leafs through what the owners did; 0 is the newest page."""

    page: int


class UnansweredPage(CallbackData, prefix="ou1"):
    """Leafs through the jobs that fal.ai perhaps took unheard; 0 is the newest page."""

    page: int


class BroadcastAction(CallbackData, prefix="ob1"):
    """Does something with one broadcast."""

    move: BroadcastMove
    broadcast: BroadcastId


class WriteBroadcast(CallbackData, prefix="ol1"):
    """Asks for the words of a broadcast in one language."""

    broadcast: BroadcastId
    language: Language


class ShowDispute(CallbackData, prefix="ox1"):
    """Shows an owner a complaint with everything that happened."""

    dispute: DisputeId


class AnswerDispute(CallbackData, prefix="oy1"):
    """Settles a complaint; an answer in words is asked for first."""

    dispute: DisputeId
    remedy: Remedy
