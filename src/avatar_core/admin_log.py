"""The log of what admins did by hand, kept for ever."""

from datetime import datetime
from enum import StrEnum

import attrs

from .ids import JobId, PersonId


class AdminActionKind(StrEnum):
    """What an admin can do."""

    GRANT = "grant"
    TAKE = "take"
    BLOCK = "block"
    UNBLOCK = "unblock"
    RETRY = "retry"
    RELEASE = "release"
    #: They looked at the pictures of an order.
    LOOK = "look"
    CHANGE_TERM = "change_term"
    CREATE_PROMO = "create_promo"
    STOP_PROMO = "stop_promo"
    REFUND = "refund"
    ANSWER = "answer"
    SCHEDULE_BROADCAST = "schedule_broadcast"
    START_BROADCAST = "start_broadcast"
    CANCEL_BROADCAST = "cancel_broadcast"


@attrs.frozen(kw_only=True)
class AdminAction:
    """One action of an admin, saved in the same transaction as its effect."""

    admin: PersonId
    what: AdminActionKind
    #: The person concerned.
    person: PersonId | None = None
    job: JobId | None = None
    #: What else was concerned: a term, a promo code, a payment or a broadcast.
    subject: str = ""
    #: Credits, money, or the new value of a term.
    amount: int | None = None
    #: Set if the amount is money.
    currency: str | None = None
    #: The reason in the admin's own words.
    why: str = ""
    at: datetime
