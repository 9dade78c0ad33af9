"""The statistics of the business, read from the sums."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.families import FamilyName
from avatar_core.figures import Figures, Milestone, Product, Sale, Span
from avatar_core.ids import PackId
from avatar_core.job_lifecycle import JobStatus
from avatar_core.ledger import Reason
from avatar_core.orders import JobKind
from avatar_core.stats import JobStats, Stats

from .engine import Connection
from .rows import number_of
from .sqlite import LONG
from .sums import ALL_SUMS, AMOUNT, WITH_FAMILY, counted
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


def _over(*parts: str) -> sa.Select[Any]:
    """Return the query for sums by these parts of their day; 0: all together."""
    of_day = [
        sa.extract(part, counted.c.day) if part in parts else sa.literal_column(other)
        for part, other in (("year", "0"), ("month", "1"), ("day", "1"))
    ]
    return (
        sa.select()
        .add_columns(*of_day, counted.c.name, AMOUNT)
        .where(counted.c.day >= sa.bindparam("since", type_=sa.Date()))
        .group_by(*(part for part in of_day if isinstance(part, sa.Extract)))
        .group_by(counted.c.name)
        .execution_options(**LONG)
    )


_FIGURES: Final = {
    Span.DAY: _over("year", "month", "day"),
    Span.MONTH: _over("year", "month"),
    Span.WHOLE: _over(),
}


@attrs.frozen
class SqlStats:
    """`avatar_core.ports.StatsReader` in one transaction."""

    connection: Connection

    async def everything(self, *, since: datetime) -> Stats:
        newcomers = await number_of(self.connection, _NEWCOMERS, since=since)
        found = await self.connection.execute(ALL_SUMS)
        sums = {name: int(amount) for name, amount in found if amount}
        return Stats(
            people=sums.get("people", 0),
            newcomers=newcomers,
            blocked=sums.get("blocked", 0),
            left=sums.get("left", 0),
            jobs=_sorted([*await self.open_jobs(), *_ended(sums)]),
            income=_under("income", sums),
            credits=_credits(sums),
        )

    async def open_jobs(self) -> Sequence[JobStats]:
        found = await self.connection.execute(_OPEN_JOBS)
        return _sorted(
            _job_stats(
                f"{row.kind}/{row.status}/{row.family}",
                row.jobs,
                int(row.delivered),
                row.oldest,
            )
            for row in found
        )

    async def figures(self, since: date | None, /, *, each: Span) -> Sequence[Figures]:
        first = date.min if since is None else since
        found = await self.connection.execute(_FIGURES[each], {"since": first})
        spans: dict[date, dict[str, int]] = {}
        for year, month, day, name, amount in found:
            if amount:
                of_span = date(int(year), int(month), int(day)) if year else first
                spans.setdefault(of_span, {})[name] = int(amount)
        return [_figures(day, sums) for day, sums in sorted(spans.items())]


def _figures(day: date, sums: Mapping[str, int]) -> Figures:
    made, earned = _under("made", sums), _under("earned", sums)
    return Figures(
        day=day,
        people=sums.get("people", 0),
        reached={
            Milestone(step): people for step, people in _under("reached", sums).items()
        },
        jobs=_sorted(_ended(sums)),
        credits=_credits(sums),
        income=_under("income", sums),
        sales={
            _product(name): Sale(made.get(name, 0), earned.get(name, 0))
            for name in made.keys() | earned.keys()
        },
        waits={
            (JobKind(kind), int(bound)): jobs
            for name, jobs in _under("wait", sums).items()
            for kind, _, bound in [name.partition("/")]
        },
        readiness={
            int(percent): jobs for percent, jobs in _under("readiness", sums).items()
        },
    )


def _product(name: str) -> Product:
    kind, family, pack = name.split("/")
    return Product(
        JobKind(kind),
        FamilyName(family) if family else None,
        PackId(pack) if pack else None,
    )


def _ended(sums: Mapping[str, int]) -> Iterable[JobStats]:
    delivered = _under("delivered", sums)
    for name, number in _under("jobs", sums).items():
        yield _job_stats(name, number, delivered.get(name, 0))


def _credits(sums: Mapping[str, int]) -> dict[Reason, int]:
    return {Reason(name): amount for name, amount in _under("credits", sums).items()}


def _sorted(jobs: Iterable[JobStats]) -> list[JobStats]:
    return sorted(jobs, key=lambda one: (one.kind, one.family or "", one.status))


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
