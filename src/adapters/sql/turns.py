"""Whose jobs are sent next: people take turns, and trainings leave a place."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa

from avatar_core.ids import JobId, PersonId
from avatar_core.orders import TURN_KINDS, JobKind
from avatar_core.policy import Places

from .engine import Connection
from .tables import SENT, jobs


# The planner uses the partial indexes only if the values are literals. It is also
# faster: SQLAlchemy processes each bound value, lists the slowest, for each execution.
REQUESTED: Final = sa.text("jobs.status = 'requested'")
_SENT: Final = sa.text(f"jobs.{SENT}")
TAKES_TURNS: Final = sa.text(
    "jobs.kind IN ({})".format(", ".join(f"'{kind}'" for kind in sorted(TURN_KINDS)))
)


def _is_of(kind: JobKind) -> sa.TextClause:
    return sa.text(f"jobs.kind = '{kind}'")


def _sent_since(kind: JobKind, since: str) -> sa.Select[Any]:
    """Select the open jobs of a kind that were sent after a time."""
    return sa.select(jobs.c.kind).where(
        _is_of(kind),
        jobs.c.ended_at.is_(None),
        sa.text("jobs.status <> 'requested'"),
        jobs.c.submitted_at > sa.bindparam(since),
    )


#: The jobs that hold a place: those being made ready by a worker, and those sent lately.
_HOLDING: Final = sa.union_all(
    sa.select(jobs.c.kind).where(
        sa.text("jobs.status = 'requested' AND jobs.starts > 0"),
        TAKES_TURNS,
        jobs.c.due_at > sa.bindparam("now"),
    ),
    *(
        _sent_since(
            kind,
            "trainings_since" if kind is JobKind.TRAINING else "others_since",
        )
        for kind in sorted(TURN_KINDS)
    ),
).subquery()
_HELD_PLACES: Final = sa.select(
    sa.func.count(), sa.func.count().filter(sa.text("kind = 'training'"))
).select_from(_HOLDING)


def _first_waiting(kind: JobKind, most: str) -> sa.Select[Any]:
    """Select the due jobs of a kind that are sent next, at most so many."""
    first = (
        sa.select(jobs.c.id, jobs.c.turn, jobs.c.position)
        .where(
            REQUESTED,
            _is_of(kind),
            jobs.c.due_at <= sa.bindparam("now"),
            jobs.c.deadline_at > sa.bindparam("now"),
        )
        .order_by(jobs.c.turn, jobs.c.position)
        .limit(sa.bindparam(most, type_=sa.Integer()))
    )
    return sa.select(first.subquery())


_CANDIDATES: Final = sa.union_all(
    *(
        _first_waiting(kind, "trainings" if kind is JobKind.TRAINING else "total")
        for kind in sorted(TURN_KINDS)
    )
).subquery()
_NEXT_TO_SEND: Final = (
    sa.select(_CANDIDATES.c.id)
    .order_by(_CANDIDATES.c.turn, _CANDIDATES.c.position)
    .limit(sa.bindparam("total", type_=sa.Integer()))
)
_LOWEST_WAITING: Final = sa.union_all(
    *(
        sa.select(sa.func.min(jobs.c.turn).label("turn")).where(REQUESTED, _is_of(kind))
        for kind in sorted(TURN_KINDS)
    )
).subquery()
_TURNS: Final = sa.select(
    sa.func.coalesce(
        sa.select(sa.func.max(jobs.c.turn)).where(_SENT).scalar_subquery(),
        sa.select(sa.func.min(_LOWEST_WAITING.c.turn)).scalar_subquery(),
        0,
    ),
    sa.func.coalesce(
        sa.select(sa.func.max(jobs.c.turn))
        .where(jobs.c.person == sa.bindparam("person"), jobs.c.ended_at.is_(None))
        .scalar_subquery(),
        0,
    ),
)


async def next_to_send(
    connection: Connection, now: datetime, places: Places
) -> Sequence[JobId]:
    """Return the due jobs that are sent next, as many as there are free places."""
    at = {
        "now": now,
        "trainings_since": places.trainings_since,
        "others_since": places.others_since,
    }
    held = await connection.execute(_HELD_PLACES, at)
    taken, by_trainings = held.one()
    if taken >= places.total:
        return ()
    room = {
        "total": places.total - taken,
        "trainings": max(0, places.trainings - by_trainings),
    }
    found = await connection.scalars(_NEXT_TO_SEND, {"now": now, **room})
    return [JobId(id_) for id_ in found]


async def next_turn(connection: Connection, person: PersonId) -> int:
    """Return the turn of a person's next order."""
    result = await connection.execute(_TURNS, {"person": person})
    first, own = result.one()
    return max(int(first), int(own) + 1)
