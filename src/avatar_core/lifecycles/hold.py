"""The life of a hold: credits set aside for one job."""

from typing import Final

from ..statuses import HoldEvent as E, HoldStatus as S
from .table import Lifecycle, Transition


_T = Transition[S, E, object]

HOLD: Final = Lifecycle[S, E, object](
    "hold",
    initial=S.HELD,
    transitions=[
        _T(E.CAPTURE, S.HELD, S.CAPTURED),
        _T(E.RELEASE, S.HELD, S.RELEASED),
    ],
)
