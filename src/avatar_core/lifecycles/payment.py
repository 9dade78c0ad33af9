"""The life of a payment: it buys credits at once, or it goes back."""

from typing import Final, Protocol

from ..statuses import PaymentEvent as E, PaymentStatus as S
from .table import Lifecycle, Transition


class PaymentFacts(Protocol):
    """All that a guard may look at."""

    @property
    def credits(self) -> int: ...


def buys_something(facts: PaymentFacts) -> bool:
    """It is for credits that we sell, at their price."""
    return facts.credits > 0


_T = Transition[S, E, PaymentFacts]

PAYMENT: Final = Lifecycle[S, E, PaymentFacts](
    "payment",
    initial=S.RECEIVED,
    transitions=[
        _T(E.CREDIT, S.RECEIVED, S.CREDITED, buys_something),
        _T(E.REFUND, S.RECEIVED, S.REFUNDING),
        _T(E.REFUND, S.CREDITED, S.REFUNDING),
        _T(E.RETURN, S.REFUNDING, S.REFUNDED),
        # Given back without us, by the messenger itself.
        _T(E.RETURN, S.CREDITED, S.REFUNDED),
        # Each is told at least once, and an owner may tap twice.
        *(_T(E.REPEAT, status, status) for status in S if status is not S.RECEIVED),
        _T(E.REFUND, S.REFUNDING, S.REFUNDING),
        _T(E.REFUND, S.REFUNDED, S.REFUNDED),
        _T(E.RETURN, S.REFUNDED, S.REFUNDED),
    ],
)
