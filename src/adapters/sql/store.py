"""The store: transactions over the rows, and the queue that they fill."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, Final, Protocol

import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ids import JobId, PersonId
from avatar_core.jobs import Job
from avatar_core.ports import Wake

from .admin_log import SqlAdminLog
from .audit import SqlAudit
from .avatars import SqlAvatars
from .broadcasts import SqlBroadcasts
from .disputes import SqlDisputes
from .engine import Connection, connected, reading, writing
from .erasure import SqlErasure
from .incidents import SqlIncidents
from .jobs import SqlJobs
from .ledger import SqlLedger
from .notices import SqlNotices
from .payments import SqlPayments
from .people import SqlPeople
from .photos import SqlPhotos
from .pictures import SqlPictures
from .promos import SqlPromos
from .scheduled_deletions import SqlScheduledDeletions
from .stats import SqlStats
from .tables import jobs
from .terms import SqlTerms


#: Held to the end of the transaction. Not a row lock: a newcomer has no row yet.
_LOCK_PERSON: Final = sa.select(
    sa.func.pg_advisory_xact_lock(sa.bindparam("person", type_=sa.BigInteger()))
)
_LOCK_OWNER: Final = sa.select(sa.func.pg_advisory_xact_lock(jobs.c.person))
_LOCK_OWNER_BY_ID: Final = _LOCK_OWNER.where(jobs.c.id == sa.bindparam("job"))
_LOCK_OWNER_BY_TOKEN: Final = _LOCK_OWNER.where(jobs.c.token == sa.bindparam("job"))


class JobQueue(Protocol):
    """Wakes workers for jobs; the rows say what is to be done."""

    async def put_with(
        self, connection: Connection, enqueued: Sequence[Wake], /
    ) -> None:
        """Enqueue the jobs in the transaction, just before it commits.

        Use *connection*, not the driver's connection underneath: SQLAlchemy may not
        have sent its BEGIN yet.
        """

    async def put_after(self, enqueued: Sequence[Wake], /) -> None:
        """Enqueue the jobs after the commit; if that fails, the sweep finds them."""


class NoQueue:
    """A queue that leaves every job to the sweep."""

    async def put_with(
        self, connection: Connection, enqueued: Sequence[Wake], /
    ) -> None:
        """Do nothing."""

    async def put_after(self, enqueued: Sequence[Wake], /) -> None:
        """Do nothing."""


class SqlReading:
    """`avatar_core.ports.Reading` on one connection."""

    def __init__(self, connection: Connection) -> None:
        self.people: Final = SqlPeople(connection)
        self.avatars: Final = SqlAvatars(connection)
        self.photos: Final = SqlPhotos(connection)
        self.jobs: Final = SqlJobs(connection)
        self.pictures: Final = SqlPictures(connection)
        self.ledger: Final = SqlLedger(connection)
        self.payments: Final = SqlPayments(connection)
        self.promos: Final = SqlPromos(connection)
        self.notices: Final = SqlNotices(connection)
        self.disputes: Final = SqlDisputes(connection)
        self.audit: Final = SqlAudit(connection)
        self.terms: Final = SqlTerms(connection)
        self.admin_log: Final = SqlAdminLog(connection)
        self.broadcasts: Final = SqlBroadcasts(connection)
        self.incidents: Final = SqlIncidents(connection)
        self.stats: Final = SqlStats(connection)


class SqlWork(SqlReading):
    """`avatar_core.ports.Work` on one connection."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.deletions: Final = SqlScheduledDeletions(connection)
        self.erasure: Final = SqlErasure(connection)
        self.enqueued: Final[list[Wake]] = []

    def enqueue(
        self, job: JobId, /, *, after: timedelta = timedelta(0), to_send: bool = False
    ) -> None:
        """Enqueue a wake, once this is committed."""
        self.enqueued.append(Wake(job, after, to_send))


class SqlStore:
    """`avatar_core.ports.Store` on SQLite or PostgreSQL."""

    def __init__(self, engine: AsyncEngine, queue: JobQueue) -> None:
        self._queue: Final = queue
        self._reading: Final = reading(engine)
        self._writing: Final = {
            durable: writing(engine, durable=durable) for durable in (True, False)
        }
        # SQLite lets only one transaction write at a time anyway.
        self._locks_people: Final = engine.dialect.name != "sqlite"

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[SqlWork]:
        """Begin a transaction; leaving it commits, an exception rolls back."""
        async with self._locking(_LOCK_PERSON, {"person": person}, durable) as work:
            yield work

    @asynccontextmanager
    async def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AsyncIterator[tuple[SqlWork, Job]]:
        """Begin a transaction of the person whose job has this id or token."""
        of = {"job": job}
        if isinstance(job, str):
            async with self._locking(_LOCK_OWNER_BY_TOKEN, of, durable) as work:
                yield work, await work.jobs.by_token(job)
        else:
            async with self._locking(_LOCK_OWNER_BY_ID, of, durable) as work:
                yield work, await work.jobs.get(job)

    @asynccontextmanager
    async def _locking(
        self, lock: sa.Select[Any], of: Mapping[str, object], durable: bool
    ) -> AsyncIterator[SqlWork]:
        async with connected(self._writing[durable]) as connection:
            if self._locks_people:
                await connection.execute(lock, of)
            work = SqlWork(connection)
            yield work
            if work.enqueued:
                await self._queue.put_with(connection, work.enqueued)
        if work.enqueued:
            await self._queue.put_after(work.enqueued)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlReading]:
        """Begin a read-only transaction that waits for no other."""
        async with connected(self._reading) as connection:
            yield SqlReading(connection)
