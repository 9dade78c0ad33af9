"""The life of a broadcast: one message of the owner to everybody who wants it."""

from typing import Final, Protocol

from ..statuses import BroadcastEvent as E, BroadcastStatus as S
from .table import Lifecycle, Transition


class BroadcastFacts(Protocol):
    """All that a guard may look at."""

    @property
    def written(self) -> bool: ...


def is_written(facts: BroadcastFacts) -> bool:
    """There are words to send."""
    return facts.written


_T = Transition[S, E, BroadcastFacts]

BROADCAST: Final = Lifecycle[S, E, BroadcastFacts](
    "broadcast",
    initial=S.DRAFT,
    by_people={E.WRITE, E.START, E.CANCEL},
    transitions=[
        _T(E.WRITE, S.DRAFT, S.DRAFT),
        _T(E.START, S.DRAFT, S.SENDING, is_written),
        _T(E.DELIVER, S.SENDING, S.SENDING),
        # The one message that was on its way when it was called off, or when
        # somebody else, taking its sender for dead, brought it to its end.
        _T(E.DELIVER, S.DONE, S.DONE),
        _T(E.DELIVER, S.CANCELLED, S.CANCELLED),
        _T(E.FINISH, S.SENDING, S.DONE),
        _T(E.CANCEL, S.DRAFT, S.CANCELLED),
        _T(E.CANCEL, S.SENDING, S.CANCELLED),
    ],
)
