"""The statistics of the business, counted by the database."""

from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.families import FamilyName
from avatar_core.payments import PaymentStatus
from avatar_core.stats import JobStats, Stats

from .engine import Connection
from .sqlite import LONG
from .tables import ORDER_TABLES, jobs, payments, people, postings, with_orders


_PEOPLE: Final = (
    sa.select(
        sa.func.count().label("people"),
        sa.func.count(sa.case((people.c.created_at >= sa.bindparam("since"), 1))).label(
            "newcomers"
        ),
        sa.func.count(people.c.blocked_at).label("blocked"),
        sa.func.count(people.c.left_at).label("left"),
    )
    .select_from(people)
    .execution_options(**LONG)
)
#: The tables of the orders that use the models of a family.
_WITH_FAMILY: Final = [table for table in ORDER_TABLES.values() if "family" in table.c]
_FAMILY: Final = sa.func.coalesce(*(table.c.family for table in _WITH_FAMILY))

_JOBS: Final = (
    sa.select(
        jobs.c.kind,
        _FAMILY.label("family"),
        jobs.c.status,
        sa.func.count().label("jobs"),
        sa.func.sum(jobs.c.delivered).label("delivered"),
    )
    .select_from(with_orders(_WITH_FAMILY))
    .group_by(jobs.c.kind, _FAMILY, jobs.c.status)
    .order_by(jobs.c.kind, _FAMILY, jobs.c.status)
    .execution_options(**LONG)
)
_CREDITS: Final = (
    sa.select(postings.c.reason, sa.func.sum(postings.c.amount).label("amount"))
    .group_by(postings.c.reason)
    .execution_options(**LONG)
)
_INCOME: Final = (
    sa.select(payments.c.currency, sa.func.sum(payments.c.amount).label("amount"))
    .where(payments.c.status == PaymentStatus.CREDITED)
    .group_by(payments.c.currency)
    .execution_options(**LONG)
)


@attrs.frozen
class SqlStats:
    """`avatar_core.ports.StatsReader` in one transaction."""

    connection: Connection

    async def everything(self, *, since: datetime) -> Stats:
        counted = await self.connection.execute(_PEOPLE, {"since": since})
        work = await self.connection.execute(_JOBS)
        income = await self.connection.execute(_INCOME)
        moved = await self.connection.execute(_CREDITS)
        return Stats(
            **counted.mappings().one(),
            jobs=[
                JobStats(
                    kind=row.kind,
                    family=None if row.family is None else FamilyName(row.family),
                    status=row.status,
                    jobs=row.jobs,
                    delivered=int(row.delivered),
                )
                for row in work
            ],
            income={row.currency: int(row.amount) for row in income},
            credits={row.reason: int(row.amount) for row in moved},
        )
