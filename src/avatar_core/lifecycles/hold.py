"""The life of a hold: credits set aside for one job."""

from typing import Final, Protocol

from ..statuses import HoldEvent as E, HoldStatus as S
from .table import Lifecycle, Transition


class HoldFacts(Protocol):
    """All that a guard may look at."""

    @property
    def amount(self) -> int: ...

    @property
    def captured(self) -> int: ...


def captures_something(facts: HoldFacts) -> bool:
    """Between one credit and the whole hold is captured; the rest goes back."""
    return 0 < facts.captured <= facts.amount


_T = Transition[S, E, HoldFacts]

HOLD: Final = Lifecycle[S, E, HoldFacts](
    "hold",
    initial=S.HELD,
    transitions=[
        _T(E.CAPTURE, S.HELD, S.CAPTURED, captures_something),
        _T(E.RELEASE, S.HELD, S.RELEASED),
    ],
)
