"""The life of a dispute: a person says that something is wrong, an owner answers."""

from typing import Final

from ..statuses import DisputeEvent as E, DisputeStatus as S
from .table import Lifecycle, Transition


_T = Transition[S, E, object]

DISPUTE: Final = Lifecycle[S, E, object](
    "dispute",
    initial=S.OPEN,
    transitions=[
        _T(E.ANSWER, S.OPEN, S.ANSWERED),
        # Another owner, or a second tap: the first answer stays.
        _T(E.ANSWER, S.ANSWERED, S.ANSWERED),
    ],
)
