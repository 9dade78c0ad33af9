"""Packages of credits, the bills for them, and payments."""

import re

from datetime import datetime
from enum import StrEnum
from typing import Final, Self, TypeAlias
from uuid import UUID, uuid5

import attrs

from .errors import PaymentFault, PaymentRefusedError
from .ids import PaymentId, PersonId
from .invariants import aware, check, not_negative, somebody
from .lifecycle import Lifecycle, Move, Transition
from .money import Money


#: The most credits in one package.
CREDITS_MAX: Final = 1_000_000

_NAMESPACE: Final = UUID("6d0b7a52-35a1-4d6f-8f0e-6a2f3a1c7b10")
_CHARGE_ID: Final = re.compile(r"[ -~]{1,255}")
_PAYLOAD: Final = re.compile(
    r"top-up:(\d{1,7}):(\d{1,10}):([A-Z]{3}):(\d{1,16})", re.ASCII
)


@attrs.frozen
class Package:
    """A number of credits at one price."""

    credits: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(CREDITS_MAX)]
    )
    price: Money


@attrs.frozen
class Bill:
    """A bill for a package, made out to one person."""

    person: PersonId = attrs.field(validator=somebody)
    package: Package

    @property
    def payload(self) -> str:
        """The text that comes back with the payment."""
        package = self.package
        price = f"{package.price.amount}:{package.price.currency}"
        return f"top-up:{package.credits}:{price}:{self.person}"

    @classmethod
    def read(cls, payload: str) -> Self | None:
        """Return the bill with this payload, or None if it is not one of ours."""
        found = _PAYLOAD.fullmatch(payload)
        if found is None:
            return None
        credits_, amount, currency, person = found.groups()
        try:
            price = Money(int(amount), currency)
            return cls(PersonId(int(person)), Package(int(credits_), price))
        except ValueError:
            return None

    def fault(self, person: PersonId, paid: Money) -> PaymentFault | None:
        """Return why *person* may not pay this amount for it; None if they may."""
        if self.person != person:
            return PaymentFault.NOT_YOURS
        if self.package.price != paid:
            return PaymentFault.WRONG_AMOUNT
        return None


def money_paid(amount: int, currency: str) -> Money:
    """Return the amount that a payment service reports.

    Raises:
        PaymentRefusedError: It is not a possible amount.
    """
    try:
        return Money(amount, currency)
    except (TypeError, ValueError):
        raise PaymentRefusedError(PaymentFault.WRONG_AMOUNT) from None


def payment_id(charge_id: str) -> PaymentId:
    """Return the id of a payment, always the same for one charge.

    Raises:
        PaymentRefusedError: The charge id is malformed.
    """
    if _CHARGE_ID.fullmatch(charge_id) is None:
        raise PaymentRefusedError(PaymentFault.UNKNOWN)
    return PaymentId(uuid5(_NAMESPACE, charge_id))


class PaymentStatus(StrEnum):
    """The status of a payment."""

    RECEIVED = "received"
    CREDITED = "credited"
    #: It bought nothing, or an admin gave it up: it is being refunded.
    REFUNDING = "refunding"
    REFUNDED = "refunded"


class PaymentEvent(StrEnum):
    """What can happen to a payment."""

    CREDIT = "credit"
    #: The payment service reports it again.
    REPEAT = "repeat"
    REFUND = "refund"
    #: The person has the money back.
    RETURN = "return"


S: TypeAlias = PaymentStatus
E: TypeAlias = PaymentEvent


def buys_something(payment: "Payment") -> bool:
    """It pays the price of credits that we sell."""
    return payment.credits > 0


_T = Transition[S, E, "Payment"]

PAYMENT: Final = Lifecycle[S, E, "Payment"](
    "payment",
    initial=S.RECEIVED,
    transitions=[
        _T(E.CREDIT, S.RECEIVED, S.CREDITED, buys_something),
        *_T.each(E.REFUND, (S.RECEIVED, S.CREDITED), S.REFUNDING),
        _T(E.RETURN, S.REFUNDING, S.REFUNDED),
        # Refunded without us, by the payment service itself.
        _T(E.RETURN, S.CREDITED, S.REFUNDED),
        # Each event is reported at least once, and an admin may tap twice.
        *_T.each(E.REPEAT, [status for status in S if status is not S.RECEIVED]),
        *_T.each(E.REFUND, (S.REFUNDING, S.REFUNDED)),
        _T(E.RETURN, S.REFUNDED, S.REFUNDED),
    ],
)


@attrs.frozen(kw_only=True)
class Payment:
    """A payment that was received, and what it bought.

    Every method returns a new payment; none changes this one.

    Raises:
        ActionNotAllowedError: Raised by methods that move it: the status forbids it.
    """

    id: PaymentId
    person: PersonId = attrs.field(validator=somebody)
    #: The payment service's id of the charge.
    charge_id: str
    #: The payload of the bill.
    payload: str
    amount: int
    currency: str
    #: The credits it bought; 0: none.
    credits: int = attrs.field(default=0, validator=not_negative)
    #: How many of them were taken back because of a refund.
    reclaimed: int = attrs.field(default=0, validator=not_negative)
    status: S = attrs.field(
        default=PAYMENT.initial, validator=attrs.validators.instance_of(S)
    )
    #: The moves since it was loaded; saving it writes them to the audit trail.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: Consecutive failed attempts to refund it.
    troubles: int = attrs.field(default=0, validator=not_negative)
    #: The payment service's answer to the last of them, for the admin.
    detail: str | None = None
    created_at: datetime = attrs.field(validator=aware)
    #: When to request the refund, or to ask how far it is; None: none is under way.
    due_at: datetime | None = attrs.field(default=None, validator=aware)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        Money(self.amount, self.currency)
        credited = self.status is S.CREDITED
        check(
            (self.reclaimed <= self.credits, "no more is taken back than was bought"),
            (
                not credited or (self.credits > 0 and not self.reclaimed),
                "a credited payment has credits, none of them taken back",
            ),
            (
                (self.status is S.REFUNDING) == (self.due_at is not None),
                "a payment is due exactly while it is being refunded",
            ),
        )

    @property
    def money(self) -> Money:
        """What was paid."""
        return Money(self.amount, self.currency)

    @property
    def owed(self) -> int:
        """The credits still to be taken back: they were spent when it was refunded."""
        return self.credits - self.reclaimed if self.status is S.REFUNDED else 0

    def credit(self, credits_: int) -> Self:
        """Record that it bought this many credits."""
        bought = attrs.evolve(self, credits=credits_)
        return attrs.evolve(bought, **PAYMENT.moved(bought, E.CREDIT))

    def repeat(self) -> Self:
        """Change nothing: the payment was reported before."""
        return attrs.evolve(self, **PAYMENT.moved(self, E.REPEAT))

    def refund(self, *, at: datetime) -> Self:
        """Have it refunded, after its credits were taken back."""
        moved = PAYMENT.moved(self, E.REFUND)
        if moved["status"] is self.status:
            return self
        return attrs.evolve(self, reclaimed=self.credits, due_at=at, **moved)

    def retry_later(self, until: datetime, detail: str) -> Self:
        """Have the refund tried again at *until*."""
        return attrs.evolve(
            self, troubles=self.troubles + 1, detail=detail, due_at=until
        )

    def await_refund(self, until: datetime) -> Self:
        """Have a refund that the payment service has begun checked at *until*."""
        return attrs.evolve(self, troubles=0, detail=None, due_at=until)

    def give_back(self, *, reclaimed: int | None = None) -> Self:
        """End it as refunded.

        *reclaimed* is how many of its credits could be taken back, if that was not done
        before.
        """
        return attrs.evolve(
            self,
            reclaimed=self.reclaimed if reclaimed is None else reclaimed,
            due_at=None,
            **PAYMENT.moved(self, E.RETURN),
        )

    def reclaim(self, amount: int) -> Self:
        """Record that *amount* more of its credits were taken back."""
        return attrs.evolve(self, reclaimed=self.reclaimed + amount)
