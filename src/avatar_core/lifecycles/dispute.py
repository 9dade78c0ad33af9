"""The life of a dispute: a person says that something is wrong, an owner answers."""

from typing import Final, Protocol

from ..statuses import DisputeEvent as E, DisputeStatus as S
from .table import Lifecycle, Transition


class DisputeFacts(Protocol):
    """All that a guard may look at."""

    @property
    def settled(self) -> bool: ...


def is_settled(facts: DisputeFacts) -> bool:
    """What was done about it is known."""
    return facts.settled


_T = Transition[S, E, DisputeFacts]

DISPUTE: Final = Lifecycle[S, E, DisputeFacts](
    "dispute",
    initial=S.OPEN,
    transitions=[
        _T(E.ANSWER, S.OPEN, S.ANSWERED, is_settled),
        # Another owner, or a second tap: the first answer stays.
        _T(E.ANSWER, S.ANSWERED, S.ANSWERED),
    ],
)
