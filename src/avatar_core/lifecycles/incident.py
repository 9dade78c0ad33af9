"""The life of an incident: a trouble that only the owner of the product can mend.

One that stops the selling is a circuit breaker: open, half open while one order
or one queued job is let through to try, and closed again when that was taken.
"""

from typing import Final

from ..statuses import IncidentEvent as E, IncidentStatus as S
from .table import Lifecycle, Transition


_T = Transition[S, E, object]

INCIDENT: Final = Lifecycle[S, E, object](
    "incident",
    initial=S.OPEN,
    transitions=[
        # It shows again and again for as long as it lasts.
        _T(E.REPORT, S.OPEN, S.OPEN),
        _T(E.REPORT, S.PROBING, S.OPEN),
        _T(E.REPORT, S.RESOLVED, S.OPEN),
        _T(E.PROBE, S.OPEN, S.PROBING),
        # The one before was called off, or never came to be sent.
        _T(E.PROBE, S.PROBING, S.PROBING),
        _T(E.RESOLVE, S.OPEN, S.RESOLVED),
        _T(E.RESOLVE, S.PROBING, S.RESOLVED),
    ],
)
