"""Payments in the messenger's money (Telegram: Stars), and what they buy."""

import re

from datetime import datetime
from typing import Final, Self
from uuid import UUID, uuid5

import attrs

from .errors import PaymentFault, PaymentRefusedError
from .ids import PaymentId, PersonId
from .invariants import aware, check, not_negative, somebody
from .lifecycles import PAYMENT, Move, Moved
from .statuses import PaymentEvent as E, PaymentStatus as S


#: No package is bigger, or dearer, than this.
CREDITS_MAX: Final = 1_000_000
STARS_MAX: Final = 10_000
#: No payment at all, for whatever it was, is bigger.
CHARGE_MAX: Final = 2**31 - 1

_NAMESPACE: Final = UUID("6d0b7a52-35a1-4d6f-8f0e-6a2f3a1c7b10")
_CHARGE_ID: Final = re.compile(r"[ -~]{1,255}")
_PAYLOAD: Final = re.compile(r"top-up:(\d{1,7}):(\d{1,5}):(\d{1,16})", re.ASCII)


@attrs.frozen
class Package:
    """So many credits for so many Stars."""

    credits: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(CREDITS_MAX)]
    )
    stars: int = attrs.field(
        validator=[attrs.validators.ge(1), attrs.validators.le(STARS_MAX)]
    )


@attrs.frozen
class Bill:
    """A package, made out to one person."""

    person: PersonId = attrs.field(validator=somebody)
    package: Package

    @property
    def payload(self) -> str:
        """What the messenger gives back with the payment."""
        return f"top-up:{self.package.credits}:{self.package.stars}:{self.person}"

    @classmethod
    def read(cls, payload: str) -> Self | None:
        """Return the bill that has this payload; None if none of ours has."""
        found = _PAYLOAD.fullmatch(payload)
        if found is None:
            return None
        credits_, stars, person = map(int, found.groups())
        try:
            return cls(PersonId(person), Package(credits_, stars))
        except ValueError:
            return None

    def fault(self, person: PersonId, stars: int) -> PaymentFault | None:
        """Return what is wrong with *person* paying *stars* for it, if anything."""
        if self.person != person:
            return PaymentFault.NOT_YOURS
        if self.package.stars != stars:
            return PaymentFault.WRONG_AMOUNT
        return None


def payment_id(charge_id: str) -> PaymentId:
    """Return the id of a payment: told of twice, it is still the same one.

    Raises:
        PaymentRefusedError: No messenger names a payment so.
    """
    if _CHARGE_ID.fullmatch(charge_id) is None:
        raise PaymentRefusedError(PaymentFault.UNKNOWN)
    return PaymentId(uuid5(_NAMESPACE, charge_id))


@attrs.frozen(kw_only=True)
class Payment:
    """Money that arrived, and what became of it.

    Every method returns a new payment; none changes this one.

    Raises:
        ActionNotAllowedError: From every method that moves it: the status forbids it.
    """

    id: PaymentId
    person: PersonId = attrs.field(validator=somebody)
    #: The messenger's name of it.
    charge_id: str
    #: What the bill said.
    payload: str
    stars: int = attrs.field(validator=attrs.validators.gt(0))
    #: What it bought; 0: nothing.
    credits: int = attrs.field(default=0, validator=not_negative)
    #: Of those, taken back because the Stars were given back.
    reclaimed: int = attrs.field(default=0, validator=not_negative)
    status: S = attrs.field(
        default=PAYMENT.initial, validator=attrs.validators.instance_of(S)
    )
    #: What happened to it since it was loaded; written down when it is saved.
    moves: tuple[Move[S, E], ...] = attrs.field(default=(), eq=False, repr=False)
    #: Attempts in a row to give the Stars back that came to nothing.
    troubles: int = attrs.field(default=0, validator=not_negative)
    #: What the messenger said to the last of them, for the owner.
    detail: str | None = None
    created_at: datetime = attrs.field(validator=aware)
    #: When it is to be given back; None: it need not.
    due_at: datetime | None = attrs.field(default=None, validator=aware)
    version: int = 0

    def __attrs_post_init__(self) -> None:
        credited = self.status is S.CREDITED
        check(
            (self.reclaimed <= self.credits, "no more is taken back than was bought"),
            (
                not credited or (self.credits > 0 and not self.reclaimed),
                "what is credited has all its credits",
            ),
            (
                (self.status is S.REFUNDING) == (self.due_at is not None),
                "exactly what is to be given back is due",
            ),
        )

    @property
    def owed(self) -> int:
        """The credits still to be taken back: it was given back while they were away."""
        return self.credits - self.reclaimed if self.status is S.REFUNDED else 0

    def credit(self, credits_: int) -> Self:
        """End as the price of so many credits."""
        bought = attrs.evolve(self, credits=credits_)
        return attrs.evolve(bought, **bought._moved(E.CREDIT))

    def repeat(self) -> Self:
        """Note nothing: it was told of before."""
        return attrs.evolve(self, **self._moved(E.REPEAT))

    def refund(self, *, at: datetime) -> Self:
        """Have it given back, after the credits that it bought."""
        moved = self._moved(E.REFUND)
        if moved["status"] is self.status:
            return self
        return attrs.evolve(self, reclaimed=self.credits, due_at=at, **moved)

    def stumble(self, until: datetime, detail: str) -> Self:
        """Have the giving back tried again then."""
        return attrs.evolve(
            self, troubles=self.troubles + 1, detail=detail, due_at=until
        )

    def give_back(self, *, reclaimed: int | None = None) -> Self:
        """End with the Stars at the person's again.

        *reclaimed* is what could be taken back of credits that were bought, if
        they are not taken back yet.
        """
        return attrs.evolve(
            self,
            reclaimed=self.reclaimed if reclaimed is None else reclaimed,
            due_at=None,
            **self._moved(E.RETURN),
        )

    def reclaim(self, amount: int) -> Self:
        """Note that so many more of the credits were taken back."""
        return attrs.evolve(self, reclaimed=self.reclaimed + amount)

    def _moved(self, event: E) -> Moved[S, E]:
        return PAYMENT.moved(self, event, status=self.status, moves=self.moves)
