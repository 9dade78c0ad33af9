"""Money: whole credits, every movement written twice, every hold ended once."""

from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeAlias

import attrs

from .ids import JobId, PaymentId, PersonId
from .invariants import aware, check, somebody
from .lifecycle import Lifecycle, Move, Moved, Transition


class AccountKind(StrEnum):
    """What an account is for."""

    #: A person's credits to spend, and those set aside for open jobs.
    AVAILABLE = "available"
    HELD = "held"
    #: Where credits come from, given or bought, and where they go when earned.
    GRANTS = "grants"
    SALES = "sales"
    REVENUE = "revenue"


#: The accounts of the house belong to nobody in the chat.
HOUSE: Final = PersonId(0)


_OF_THE_HOUSE: Final = {AccountKind.GRANTS, AccountKind.SALES, AccountKind.REVENUE}


@attrs.frozen
class Account:
    """One column of the ledger."""

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
    """What a posting was for."""

    WELCOME = "welcome"
    HOLD = "hold"
    CAPTURE = "capture"
    RELEASE = "release"
    #: Bought, and taken back because their price was given back.
    TOP_UP = "top_up"
    REFUND = "refund"
    PROMO = "promo"
    REFERRAL = "referral"
    #: By the owner's hand: given, taken, and given back for a job gone wrong.
    GRANT = "grant"
    TAKE = "take"
    AMENDS = "amends"


@attrs.frozen(kw_only=True)
class Posting:
    """Credits that left one account for another, for ever.

    The two columns in one row are the double entry: no posting can be made
    that does not balance.
    """

    #: Unique for ever: posting it again changes nothing.
    key: str
    source: Account
    dest: Account
    amount: int = attrs.field(validator=attrs.validators.gt(0))
    reason: Reason
    job: JobId | None = None
    payment: PaymentId | None = None
    #: What else it was for: a promo code, the reason an owner gave.
    note: str | None = None
    at: datetime = attrs.field(validator=aware)

    def __attrs_post_init__(self) -> None:
        check(
            (
                self.source != self.dest,
                "a posting moves credits between two accounts",
            ),
            (
                (self.payment is not None)
                == (self.reason in {Reason.TOP_UP, Reason.REFUND}),
                "exactly what was bought or given back has a payment",
            ),
        )


@attrs.frozen
class Balance:
    """A person's credits."""

    available: int
    held: int


@attrs.frozen
class Gain:
    """What came to a person for one reason."""

    times: int
    credits: int


class HoldStatus(StrEnum):
    """Where the credits set aside for one job stand."""

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
    """The credits set aside for one job; the job's id is the hold's too.

    Raises:
        ActionNotAllowedError: From every method: it has ended.
    """

    job: JobId
    person: PersonId = attrs.field(validator=somebody)
    amount: int = attrs.field(validator=attrs.validators.ge(0))
    captured: int = 0
    status: S = attrs.field(
        default=HOLD.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        check(
            (0 <= self.captured <= self.amount, "no more is captured than is held"),
            (
                (self.status is S.CAPTURED) == (self.captured > 0),
                "exactly a captured hold has captured something",
            ),
        )

    def capture(self, amount: int) -> Self:
        """End with *amount* earned; the rest goes back."""
        return attrs.evolve(self, captured=amount, **self._moved(E.CAPTURE))

    def release(self) -> Self:
        """End with everything going back."""
        return attrs.evolve(self, **self._moved(E.RELEASE))

    def _moved(self, event: E) -> Moved[S, E]:
        return HOLD.moved(self, event)


def available(person: PersonId) -> Account:
    """Return the account a person spends from."""
    return Account(person, AccountKind.AVAILABLE)


def held(person: PersonId) -> Account:
    """Return the account of what a person's open jobs have set aside."""
    return Account(person, AccountKind.HELD)
