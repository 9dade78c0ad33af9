"""Wakes for workers, by PgQueuer: in memory, or in the same PostgreSQL as the rows.

A wake only names a job to look at; it may be lost or repeated, since the job's row says
what to do. A wake whose handler raises is not repeated. Wakes have no dedupe key on
purpose: in PgQueuer a new wake would conflict with the running one, and be lost.
"""

import asyncio

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final, TypeAlias, cast
from uuid import UUID

import asyncpg
import structlog

from pgqueuer.adapters.drivers.asyncpg import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.adapters.inmemory import InMemoryDriver, InMemoryQueries
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.errors import FailingListenerError
from pgqueuer.domain.models import Job as QueuedWake
from pgqueuer.ports.driver import Driver
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.ids import JobId
from avatar_core.ports import Wake


Handler: TypeAlias = Callable[[JobId], Awaitable[None]]
Wakes: TypeAlias = Sequence[Wake]

_ENTRYPOINT: Final = "avatar_core.job"
#: How late a wake is at most if its notification was lost.
_LOOK_EVERY: Final = timedelta(seconds=1)
#: A worker without a heartbeat for this long loses its wakes to another.
_WORKER_DEAD_AFTER: Final = timedelta(seconds=20)
#: How exactly delays are kept in memory; PostgreSQL is polled less often.
_MEMORY_POLL: Final = timedelta(milliseconds=10)
_POSTGRES_POLL: Final = timedelta(milliseconds=100)
_RECONNECT_SECONDS: Final = 2.0
#: PgQueuer keeps a history, unused here, and never shortens it.
_CLEAR_HISTORY_EVERY: Final = 1000
#: One connection listens, the others work.
_POOL: Final = {"min_size": 2, "max_size": 4}

_log = structlog.get_logger(__name__)


class _Worker:
    """Calls a handler for wakes until it is stopped."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._manager: QueueManager | None = None
        self._running = 0
        self._ended = asyncio.Condition()

    @property
    def stopping(self) -> bool:
        return self._stopping.is_set()

    async def work(
        self,
        queries: Queries | InMemoryQueries,
        handler: Handler,
        *,
        concurrency: int,
        poll: timedelta,
    ) -> None:
        """Work until `stop`, then wait for running handlers."""
        manager = QueueManager(queries)
        manager.min_dequeue_poll_interval = poll
        # PgQueuer's own limit is at least two.
        places = asyncio.Semaphore(concurrency)
        ended = 0

        async def handle(enqueue: QueuedWake) -> None:
            nonlocal ended
            try:
                async with places:
                    await handler(JobId(UUID((enqueue.payload or b"").decode())))
            finally:
                ended += 1
                if ended % _CLEAR_HISTORY_EVERY == 0:
                    await queries.clear_queue_log(_ENTRYPOINT)

        manager.entrypoint(_ENTRYPOINT, accepts_context=False, on_failure="delete")(
            handle
        )
        self._manager = manager
        try:
            if self.stopping:
                return
            await queries.clear_queue_log(_ENTRYPOINT)
            await manager.run(
                dequeue_timeout=_LOOK_EVERY,
                # A larger batch keeps the places of finished wakes for a while.
                batch_size=1,
                max_concurrent_tasks=max(2, concurrency),
                shutdown_on_listener_failure=True,
                heartbeat_timeout=_WORKER_DEAD_AFTER,
                log_aggregation_interval=timedelta(0),
            )
        finally:
            self._manager = None

    async def stop(self) -> None:
        self._stopping.set()
        if self._manager is not None:
            self._manager.shutdown.set()
        async with self._ended:
            await self._ended.wait_for(lambda: not self._running)

    async def pause(self, seconds: float) -> None:
        """Wait for *seconds* or until `stop`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def __aenter__(self) -> None:
        self._running += 1

    async def __aexit__(self, *_: object) -> None:
        async with self._ended:
            self._running -= 1
            self._ended.notify_all()


class MemoryQueue:
    """Wakes in memory, for a single process."""

    def __init__(self) -> None:
        self._queries = InMemoryQueries(InMemoryDriver())
        self._worker = _Worker()

    async def put_with(self, connection: object, enqueued: Wakes, /) -> None:
        """Do nothing: memory takes no part in transactions."""

    async def put_after(self, enqueued: Wakes, /) -> None:
        """Queue wakes for these jobs."""
        await _enqueue(self._queries, enqueued)

    async def run(self, handler: Handler, *, concurrency: int) -> None:
        """Call *handler* for every wake, until `stop`.

        Args:
            handler: Is given the job. PgQueuer logs what it raises, and drops the wake.
            concurrency: Handlers at the same time.
        """
        async with self._worker:
            await self._worker.work(
                self._queries, handler, concurrency=concurrency, poll=_MEMORY_POLL
            )

    async def stop(self) -> None:
        """Accept no more wakes, for good, and wait for running handlers."""
        await self._worker.stop()


class PostgresQueue:
    """Wakes in PostgreSQL, queued in the transactions they belong to."""

    def __init__(self, connect: Mapping[str, Any]) -> None:
        """Use the database that these arguments of `asyncpg.connect` name.

        It must be PostgreSQL itself: notifications do not pass through a pooler in
        transaction mode.
        """
        self._connect: Final = connect
        self._worker = _Worker()

    async def install(self) -> None:
        """Create or upgrade PgQueuer's tables.

        Several processes may call it at once, at every start.
        """
        connection = await asyncpg.connect(**self._connect)
        try:
            queries = Queries(AsyncpgDriver(connection))
            async with queries.schema_lock():
                if await queries.schema_is_installed():
                    await queries.upgrade()
                else:
                    await queries.install()
        finally:
            await connection.close()

    async def put_with(self, connection: object, enqueued: Wakes, /) -> None:
        """Queue these wakes in the transaction of *connection*, to PostgreSQL."""
        assert isinstance(connection, AsyncConnection)  # noqa: S101 - it is PostgreSQL's
        driver = cast("Driver", _SqlalchemyDriver(connection))
        await _enqueue(Queries(driver), enqueued)

    async def put_after(self, enqueued: Wakes, /) -> None:
        """Do nothing: the wakes were committed with the rows."""

    async def run(self, handler: Handler, *, concurrency: int) -> None:
        """Call *handler* for every wake, queued by any process, until `stop`.

        If the connection is lost, wait for running handlers, then reconnect every two
        seconds.

        Args:
            handler: Is given the job. PgQueuer logs what it raises, and drops the wake.
            concurrency: Handlers at the same time in this process.
        """
        async with self._worker:
            while not self._worker.stopping:
                try:
                    await self._work(handler, concurrency)
                except (
                    OSError,
                    asyncpg.InterfaceError,
                    asyncpg.PostgresConnectionError,
                    asyncpg.OperatorInterventionError,
                    FailingListenerError,
                ) as error:
                    _log.warning("queue.disconnected", error=repr(error))
                    await self._worker.pause(_RECONNECT_SECONDS)

    async def stop(self) -> None:
        """Accept no more wakes, for good, and wait for running handlers."""
        await self._worker.stop()

    async def _work(self, handler: Handler, concurrency: int) -> None:
        pool = await asyncpg.create_pool(**self._connect, **_POOL)
        try:
            await self._worker.work(
                Queries(AsyncpgPoolDriver(pool)),
                handler,
                concurrency=concurrency,
                poll=_POSTGRES_POLL,
            )
        except BaseException:
            # close() would wait for a listener that may be dead.
            pool.terminate()
            raise
        await pool.close()


class _SqlalchemyDriver:
    """The part of PgQueuer's driver that enqueuing needs, over SQLAlchemy.

    SQLAlchemy begins its transaction with its own first statement. On the raw
    connection PgQueuer would commit at once before that.
    """

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def fetch(self, query: str, *args: object) -> list[dict[str, Any]]:
        rows = await self._connection.exec_driver_sql(query, args)
        return [dict(row) for row in rows.mappings()]


async def _enqueue(queries: Queries | InMemoryQueries, enqueued: Wakes) -> None:
    if enqueued:
        await queries.enqueue(
            [_ENTRYPOINT] * len(enqueued),
            [wake.job.hex.encode() for wake in enqueued],
            # Of those that are due, the highest come first.
            [0 if wake.to_send else 1 for wake in enqueued],
            [wake.after for wake in enqueued],
        )
