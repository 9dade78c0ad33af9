"""The callback data of the admins' buttons; see `callbacks`."""

from enum import StrEnum
from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from avatar_core import Language
from avatar_core.broadcasts import Payers
from avatar_core.disputes import Remedy
from avatar_core.ids import BroadcastId, DisputeId, JobId, PaymentId, PersonId
from avatar_core.prices import Term


class Desk(StrEnum):
    """A part of the admins' menu."""

    HOME = "home"
    FIND = "find"
    PEOPLE = "people"
    STATS = "stats"
    TERMS = "terms"
    PROMOS = "promos"
    BROADCAST = "broadcast"
    DISPUTES = "disputes"
    LOG = "log"
    #: The jobs whose submission got no answer.
    UNANSWERED = "unanswered"


class PersonMove(StrEnum):
    """An admin's action on a person."""

    SHOW = "show"
    CREDITS = "credits"
    BLOCK = "block"
    UNBLOCK = "unblock"


class RescueMove(StrEnum):
    """An admin's action on a job."""

    SHOW = "show"
    RETRY = "retry"
    RELEASE = "release"
    RELEASE_FOR_GOOD = "off"


class PaymentMove(StrEnum):
    """An admin's action on a payment."""

    SHOW = "show"
    GIVE_UP = "refund"
    FOR_GOOD = "gone"


class TermMove(StrEnum):
    """An admin's action on a price or limit."""

    ASK = "ask"
    RESTORE = "restore"
    #: Set the number that was typed, although it sells below cost.
    BELOW_COST = "loss"


class BroadcastMove(StrEnum):
    """An admin's action on a broadcast."""

    SHOW = "show"
    #: Show the admin what people will get, and ask whether to send it.
    LOOK = "look"
    SCHEDULE = "later"
    START = "start"
    CANCEL = "cancel"


class AdminMenu(CallbackData, prefix="ow1"):
    """Open a part of the admins' menu; of a list, page 0 is the newest."""

    desk: Desk
    page: int = 0


class PersonAction(CallbackData, prefix="op1"):
    """Do something with a person."""

    move: PersonMove
    person: PersonId


class ConfirmCredits(CallbackData, prefix="oc1"):
    """Grant or take the credits just typed; two taps have one effect."""

    tap: UUID


class RescueJob(CallbackData, prefix="oj1"):
    """Do something with any person's job."""

    move: RescueMove
    job: JobId


class SeePictures(CallbackData, prefix="oi1"):
    """Show a page of the pictures of any person's order; page 0 is the first."""

    job: JobId
    page: int


class PaymentAction(CallbackData, prefix="og1"):
    """Do something with any person's payment."""

    move: PaymentMove
    payment: PaymentId


class TermAction(CallbackData, prefix="ot1"):
    """Change a price or a limit."""

    move: TermMove
    term: Term


class StopPromo(CallbackData, prefix="os1"):
    """Stop a promo code, given by an id because codes may be too long."""

    promo: UUID


class BroadcastAction(CallbackData, prefix="ob1"):
    """Do something with a broadcast."""

    move: BroadcastMove
    broadcast: BroadcastId


class AimBroadcast(CallbackData, prefix="oa1"):
    """Set which people a draft of a broadcast is for."""

    payers: Payers
    broadcast: BroadcastId
    idle_days: int


class WriteBroadcast(CallbackData, prefix="ol1"):
    """Ask for the text of a broadcast in one language."""

    broadcast: BroadcastId
    language: Language


class ShowDispute(CallbackData, prefix="ox1"):
    """Show a dispute with its history."""

    dispute: DisputeId


class AnswerDispute(CallbackData, prefix="oy1"):
    """Answer a dispute; for an answer in words, the text is asked for first."""

    dispute: DisputeId
    remedy: Remedy
