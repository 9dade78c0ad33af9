"""The statistics of the business, read from the sums."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.families import FamilyName
from avatar_core.job_lifecycle import JobStatus
from avatar_core.ledger import Reason
from avatar_core.orders import JobKind
from avatar_core.stats import JobStats, Stats

from .engine import Connection
from .rows import number_of
from .sums import ALL_SUMS, WITH_FAMILY
from .tables import jobs, people, with_orders


_NEWCOMERS: Final = sa.select(sa.func.count()).where(
    people.c.created_at >= sa.bindparam("since")
)
_FAMILY: Final = sa.func.coalesce(*(table.c.family for table in WITH_FAMILY), "")
_OPEN_JOBS: Final = (
    sa.select(
        jobs.c.kind,
        jobs.c.status,
        _FAMILY.label("family"),
        sa.func.count().label("jobs"),
        sa.func.sum(jobs.c.delivered).label("delivered"),
        sa.func.min(jobs.c.created_at).label("oldest"),
    )
    .select_from(with_orders(WITH_FAMILY))
    .where(jobs.c.ended_at.is_(None))
    .group_by(jobs.c.kind, jobs.c.status, _FAMILY)
)


@attrs.frozen
class SqlStats:
    """`avatar_core.ports.StatsReader` in one transaction."""

    connection: Connection

    async def everything(self, *, since: datetime) -> Stats:
        newcomers = await number_of(self.connection, _NEWCOMERS, since=since)
        found = await self.connection.execute(ALL_SUMS)
        sums = {name: int(amount) for name, amount in found if amount}
        work = await self.connection.execute(_OPEN_JOBS)
        counted = [
            _job_stats(
                f"{row.kind}/{row.status}/{row.family}",
                row.jobs,
                int(row.delivered),
                row.oldest,
            )
            for row in work
        ]
        delivered = _under("delivered", sums)
        counted += [
            _job_stats(name, number, delivered.get(name, 0))
            for name, number in _under("jobs", sums).items()
        ]
        return Stats(
            people=sums.get("people", 0),
            newcomers=newcomers,
            blocked=sums.get("blocked", 0),
            left=sums.get("left", 0),
            jobs=sorted(
                counted,
                key=lambda one: (one.kind, one.family or "", one.status),
            ),
            income=_under("income", sums),
            credits={
                Reason(name): amount for name, amount in _under("credits", sums).items()
            },
        )


def _under(topic: str, sums: Mapping[str, int]) -> dict[str, int]:
    """Return the sums of a topic by the rest of their names."""
    return {
        name.removeprefix(f"{topic}/"): amount
        for name, amount in sums.items()
        if name.startswith(f"{topic}/")
    }


def _job_stats(
    name: str, jobs: int, delivered: int, oldest: datetime | None = None
) -> JobStats:
    kind, status, family = name.split("/")
    return JobStats(
        kind=JobKind(kind),
        family=FamilyName(family) if family else None,
        status=JobStatus(status),
        jobs=jobs,
        delivered=delivered,
        oldest=oldest,
    )
