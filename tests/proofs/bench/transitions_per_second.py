"""The overhead of the public API over the bare state machine."""

import timeit

from collections.abc import Callable
from typing import Final

import attrs

from tests.core.sound import DRAFT
from tests.proofs.figures import Figure
from transitions import Machine

from avatar_core import AVATAR, AvatarEvent, AvatarStatus


_TIMES: Final = 20_000
_REPEATS: Final = 7


@attrs.define
class _Model:
    state: AvatarStatus


def _rate(statement: Callable[[], object]) -> float:
    """Return calls a second, the best of some repeats."""
    timer = timeit.Timer(statement)
    return _TIMES / min(timer.repeat(_REPEATS, _TIMES))


def measure() -> list[Figure]:
    """Compare with triggering the same event on a bare machine."""
    bare = Machine(
        model=None,
        states=AvatarStatus,
        initial=AvatarStatus.DRAFT,
        auto_transitions=False,
        transitions=[
            {
                "trigger": row.event,
                "source": row.source,
                "dest": row.dest,
                "conditions": row.guard,
            }
            for row in AVATAR.transitions
        ],
    )
    event, draft = bare.events[AvatarEvent.ADD_PHOTO], AvatarStatus.DRAFT

    floor = _rate(lambda: event.trigger(_Model(draft), DRAFT))
    said = f"event.trigger of transitions: {floor:,.0f}/s"
    return [
        Figure(
            name="AVATAR.after(status, event, avatar)",
            floor=said,
            value=_rate(lambda: AVATAR.after(draft, AvatarEvent.ADD_PHOTO, DRAFT))
            / floor,
            bound=0.7,
            unit="x",
            at_least=True,
        ),
        Figure(
            name="avatar.add_photo(), a new frozen avatar included",
            floor=said,
            value=_rate(lambda: DRAFT.add_photo(at=DRAFT.created_at)) / floor,
            bound=0.7,
            unit="x",
            at_least=True,
        ),
    ]
