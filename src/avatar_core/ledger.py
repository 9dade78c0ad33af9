"""The ledger: double-entry postings of whole credits, and holds that end once."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeAlias

import attrs

from .ids import JobId, PaymentId, PersonId
from .invariants import aware, check, somebody
from .lifecycle import Lifecycle, Move, Transition


class AccountKind(StrEnum):
    """The kinds of accounts."""

    #: A person's available credits, and those held for open jobs.
    AVAILABLE = "available"
    HELD = "held"
    #: The sources of credits, granted and bought, and where earned credits go.
    GRANTS = "grants"
    SALES = "sales"
    REVENUE = "revenue"


#: The holder of the product's own accounts, who is not a person.
HOUSE: Final = PersonId(0)


_OF_THE_HOUSE: Final = {AccountKind.GRANTS, AccountKind.SALES, AccountKind.REVENUE}


@attrs.frozen
class Account:
    """An account in the ledger."""

    holder: PersonId
    kind: AccountKind

    def __attrs_post_init__(self) -> None:
        check(
            (
                (self.holder == HOUSE) == (self.kind in _OF_THE_HOUSE),
                f"no account of {self.holder} is for {self.kind}",
            ),
            (self.holder >= HOUSE, f"{self.holder} is nobody"),
        )


GRANTS: Final = Account(HOUSE, AccountKind.GRANTS)
SALES: Final = Account(HOUSE, AccountKind.SALES)
REVENUE: Final = Account(HOUSE, AccountKind.REVENUE)


class Reason(StrEnum):
    """The reason for a posting."""

    WELCOME = "welcome"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    #: Bought, and taken back because the payment was refunded.
    TOP_UP = "top_up"
    REFUND = "refund"
    PROMO = "promo"
    REFERRAL = "referral"
    #: For having come by a friend's invitation.
    INVITED = "invited"
    #: By an admin: granted, taken, and given back for a failed order.
    GRANT = "grant"
    TAKE = "take"
    AMENDS = "amends"
    #: A free training, ordered because the likeness of another one was too low: what it
    #: would have cost, granted by the house to itself.
    RETRAINING = "retraining"


@attrs.frozen(kw_only=True)
class Posting:
    """A movement of credits between two accounts; it is never changed.

    Both accounts are in one row, so no posting can be out of balance.
    """

    #: Unique for ever; posting the same key again changes nothing.
    key: str
    source: Account
    dest: Account
    amount: int = attrs.field(validator=attrs.validators.gt(0))
    #: How many of them are bonus credits: given by us, not bought.
    bonus: int = attrs.field()
    reason: Reason
    job: JobId | None = None
    payment: PaymentId | None = None
    #: A promo code, or an admin's reason.
    note: str | None = None
    at: datetime = attrs.field(validator=aware)

    @bonus.default
    def _of_a_gift(self) -> int:
        return self.amount if self.source == GRANTS else 0

    def __attrs_post_init__(self) -> None:
        check(
            (0 <= self.bonus <= self.amount, "bonus credits are part of the amount"),
            (
                self.source != GRANTS or self.bonus == self.amount,
                "what is granted is bonus credits",
            ),
            (
                SALES not in {self.source, self.dest} or not self.bonus,
                "bonus credits are neither sold nor refunded",
            ),
            (
                self.source != self.dest,
                "a posting moves credits between two accounts",
            ),
            (
                (self.payment is not None)
                == (self.reason in {Reason.TOP_UP, Reason.REFUND}),
                "a posting has a payment exactly when it sells or refunds credits",
            ),
        )


@attrs.frozen
class Balance:
    """A person's credits."""

    available: int
    held: int
    #: How many of the available ones are bonus credits.
    bonus: int = 0

    @property
    def bought(self) -> int:
        """The available credits that were paid for."""
        return self.available - self.bonus

    def bonus_in(self, amount: int) -> int:
        """Return how many bonus credits spending *amount* takes: these go first."""
        return min(amount, self.bonus)


@attrs.frozen
class Gain:
    """What a person has gained for one reason."""

    times: int
    credits: int


class HoldStatus(StrEnum):
    """The status of a hold."""

    HELD = "held"
    CAPTURED = "captured"
    RELEASED = "released"


class HoldEvent(StrEnum):
    """What can happen to a hold."""

    CAPTURE = "capture"
    RELEASE = "release"


S: TypeAlias = HoldStatus
E: TypeAlias = HoldEvent


_T = Transition[S, E, "Hold"]

HOLD: Final = Lifecycle[S, E, "Hold"](
    "hold",
    initial=S.HELD,
    transitions=[
        _T(E.CAPTURE, S.HELD, S.CAPTURED),
        _T(E.RELEASE, S.HELD, S.RELEASED),
    ],
)


@attrs.frozen(kw_only=True)
class Hold:
    """Credits held for one order; its id is that of the order's leading job.

    Raises:
        ActionNotAllowedError: Raised by every method: the hold has ended.
    """

    job: JobId
    person: PersonId = attrs.field(validator=somebody)
    amount: int = attrs.field(validator=attrs.validators.ge(0))
    #: How many of them are bonus credits.
    bonus: int = 0
    captured: int = 0
    status: S = attrs.field(
        default=HOLD.initial, validator=attrs.validators.instance_of(S)
    )
    #: The moves since it was loaded; saving it writes them to the audit trail.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        check(
            (0 <= self.captured <= self.amount, "no more is captured than is held"),
            (0 <= self.bonus <= self.amount, "bonus credits are part of what is held"),
            (
                (self.status is S.CAPTURED) == (self.captured > 0),
                "a hold has captured something exactly when it is captured",
            ),
        )

    @property
    def bonus_captured(self) -> int:
        """The bonus credits among those captured: they go first."""
        return min(self.bonus, self.captured)

    def capture(self, amount: int) -> Self:
        """End it: *amount* is earned, the rest is released."""
        return attrs.evolve(self, captured=amount, **HOLD.moved(self, E.CAPTURE))

    def release(self) -> Self:
        """End it: everything is released."""
        return attrs.evolve(self, **HOLD.moved(self, E.RELEASE))


def available(person: PersonId) -> Account:
    """Return the account that a person spends from."""
    return Account(person, AccountKind.AVAILABLE)


def held(person: PersonId) -> Account:
    """Return the account of the credits held for a person's open jobs."""
    return Account(person, AccountKind.HELD)
