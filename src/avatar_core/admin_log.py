"""What the admins did by hand, written down for ever."""

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
    CHANGE_TERM = "change_term"
    CREATE_PROMO = "create_promo"
    STOP_PROMO = "stop_promo"
    REFUND = "refund"
    ANSWER = "answer"
    START_BROADCAST = "start_broadcast"
    CANCEL_BROADCAST = "cancel_broadcast"


@attrs.frozen(kw_only=True)
class AdminAction:
    """One thing an admin did, written in the transaction that did it."""

    admin: PersonId
    what: AdminActionKind
    #: Whom it concerned.
    person: PersonId | None = None
    job: JobId | None = None
    #: What else it was about: a term, a promo code, a payment, a broadcast.
    subject: str = ""
    #: Credits, money, or the value a term was given.
    amount: int | None = None
    #: Of money.
    currency: str | None = None
    #: In the admin's own words.
    why: str = ""
    at: datetime
