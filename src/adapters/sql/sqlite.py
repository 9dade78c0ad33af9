"""The SQLite driver: the standard library's sqlite3, called from the event loop.

Most statements take less time than handing them to a thread and back, so they run in
the event loop. In a thread run a COMMIT that waits for the disk, statements marked
with `LONG`, and any wait for the lock of another process.
"""

import asyncio
import sqlite3
import time

from collections.abc import AsyncIterator, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from enum import Enum, auto
from functools import partial
from types import MappingProxyType
from typing import Any, Concatenate, Final, ParamSpec, TypeVar

import sqlalchemy as sa

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_
from sqlalchemy.util.concurrency import in_greenlet


P = ParamSpec("P")
T = TypeVar("T")

#: The execution options of a statement that may take longer than a few milliseconds.
LONG: Final = {"sqlite_long": True}
#: The execution option that holds the `Mode` of transactions; by default they read.
MODE: Final = "sqlite_mode"
#: Errors of a statement that would succeed once another process releases its lock.
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY})
#: Seconds of statements after which other tasks have their turn in the loop.
_HOLD_SECONDS: Final = 0.0005
#: Durable commits of a connection between its checkpoints, which move the write-ahead
#: log into the file.
_CHECKPOINT_EVERY: Final = 100
#: How long a checkpoint waits for others' reads.
_CHECKPOINT_PATIENCE_MS: Final = 100
_NO_OPTIONS: Final = MappingProxyType[str, Any]({})
_THREADS: Final = ThreadPoolExecutor(4, thread_name_prefix="sqlite")
#: A COMMIT holds the write lock, so it must not wait for long statements.
_COMMITS: Final = ThreadPoolExecutor(1, thread_name_prefix="sqlite-commit")


class Mode(Enum):
    """What a transaction may do, and what its COMMIT waits for."""

    READ = auto()
    #: Its COMMIT waits for the disk.
    WRITE = auto()
    #: Its COMMIT does not wait: a power failure may undo it, unless a `WRITE` follows.
    NONDURABLE_WRITE = auto()


_BEGIN: Final = {
    Mode.READ: ("BEGIN",),
    Mode.WRITE: ("PRAGMA synchronous = FULL", "BEGIN IMMEDIATE"),
    Mode.NONDURABLE_WRITE: ("PRAGMA synchronous = NORMAL", "BEGIN IMMEDIATE"),
}


class SqliteCursor(sqlite3.Cursor):
    """A cursor with what SQLAlchemy asks of the cursors of asyncio drivers."""

    async def _async_soft_close(self) -> None:
        """Do nothing: rows are not read ahead."""


class SqliteConnection(sqlite3.Connection):
    """A connection to a file, used by one task at a time, in any thread."""

    #: How long a statement in a thread waits for a lock. In the loop none waits.
    patience_ms: int = 10_000
    #: The mode of its transaction.
    mode: Mode = Mode.READ
    #: How many durable commits it has made.
    commits: int = 0

    def cursor(self, factory: Any = SqliteCursor) -> Any:
        """Return a cursor for SQLAlchemy."""
        return super().cursor(factory)


class SqliteDialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's dialect for sqlite3, callable from its asyncio engine."""

    driver = "direct"
    is_async = True
    has_terminate = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[AsyncAdaptedQueuePool]:  # noqa: ARG003
        """Return a pool that waits without blocking the loop."""
        return AsyncAdaptedQueuePool

    def do_execute(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Run a statement: in the loop, unless it is long or finds a lock."""
        long = context is not None and context.execution_options.get("sqlite_long")
        execute = partial(cursor.execute, statement, parameters)
        if not long:
            _called(cursor.connection, execute)
            return
        rows = _called(cursor.connection, partial(_fetch_all, execute), long=True)
        if rows is not None:
            context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                cursor, initial_buffer=rows
            )

    def do_executemany(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Run a statement with several rows of parameters in the loop."""
        del context
        _called(cursor.connection, partial(cursor.executemany, statement, parameters))

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin a transaction of the connection's mode."""
        driver = dbapi_connection.driver_connection

        def begin() -> None:
            for statement in _BEGIN[driver.mode]:
                driver.execute(statement)

        _called(driver, begin)

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit; if that waits for the disk, in a thread."""
        if dbapi_connection.mode is Mode.WRITE and in_greenlet():
            await_(_finished(dbapi_connection.commit, _COMMITS))
        else:
            dbapi_connection.commit()


registry.register("sqlite.direct", __name__, SqliteDialect.__name__)


def connect_arguments() -> dict[str, Any]:
    """Return the arguments of `sqlite3.connect` that the dialect relies on."""
    return {
        "factory": SqliteConnection,
        "check_same_thread": False,
        # No lock is waited for in the loop.
        "timeout": 0,
        # Otherwise the driver begins transactions itself, late and DEFERRED.
        "isolation_level": None,
    }


class _Held:
    """For how long statements have run in the loop since others had their turn."""

    seconds: float = 0.0


_held: Final = _Held()


class LoopConnection:
    """A connection in a transaction, called from the loop without a greenlet.

    It has the methods of SQLAlchemy's `AsyncConnection` that repositories use. Beginning
    and ending a transaction costs a third of what it costs there.
    """

    def __init__(self, sync: sa.Connection, driver: SqliteConnection) -> None:
        self.driver: Final = driver
        self._sync: Final = sync
        self._all_long: Final = "sqlite_long" in sync.get_execution_options()

    async def execute(
        self,
        statement: sa.Executable,
        parameters: Any = None,
        *,
        execution_options: Mapping[str, Any] = _NO_OPTIONS,
    ) -> sa.CursorResult[*tuple[Any, ...]]:
        """Run a statement; see this module for where it runs."""
        long = (
            self._all_long
            or "sqlite_long" in execution_options
            or "sqlite_long" in statement.get_execution_options()
        )
        execute = partial(
            self._sync.execute,
            statement,
            parameters,
            execution_options=execution_options,
        )
        return await _call(self.driver, execute, long=long)

    async def scalar(self, statement: sa.Executable, parameters: Any = None) -> Any:
        """Return the first column of the first row, or None."""
        return (await self.execute(statement, parameters)).scalar()

    async def scalars(
        self, statement: sa.Executable, parameters: Any = None
    ) -> sa.ScalarResult[Any]:
        """Return the first column of all rows."""
        return (await self.execute(statement, parameters)).scalars()

    async def run_sync(
        self,
        function: Callable[Concatenate[sa.Connection, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Call a function in a thread with the connection underneath."""
        return await _call(
            self.driver, partial(function, self._sync, *args, **kwargs), long=True
        )


@asynccontextmanager
async def loop_transaction(engine: AsyncEngine) -> AsyncIterator[LoopConnection]:
    """Begin a transaction; leaving it commits, an exception rolls back.

    The caller must not have more open than the pool has connections: outside a greenlet
    the pool cannot wait for one.
    """
    await _ready(engine)
    with engine.sync_engine.connect() as sync:
        driver: Any = sync.connection.driver_connection
        # Not by an event: each statement would look for its listeners.
        driver.mode = engine.get_execution_options().get(MODE, Mode.READ)
        try:
            transaction = await _call(driver, sync.begin)
            before = driver.total_changes
            yield LoopConnection(sync, driver)
            # A COMMIT of nothing does not wait for the disk.
            if driver.mode is Mode.WRITE and driver.total_changes != before:
                await _finished(partial(_commit, transaction, driver), _COMMITS)
            else:
                transaction.commit()
        except BaseException:
            # After a failed COMMIT, too: the pool would take it for done.
            if (unended := sync.get_transaction()) is not None:
                unended.rollback()
            raise
        finally:
            driver.mode = Mode.READ


def _commit(transaction: sa.RootTransaction, driver: SqliteConnection) -> None:
    """Commit in a thread, and make a checkpoint now and then.

    The first write after a checkpoint waits for the disk, so it is made here as well.
    """
    transaction.commit()
    driver.commits += 1
    if driver.commits % _CHECKPOINT_EVERY == 0:
        with suppress(sqlite3.Error):  # the next one makes up for it
            driver.execute("PRAGMA wal_checkpoint(PASSIVE)")
            driver.execute("PRAGMA user_version = 0")


async def checkpoint(engine: AsyncEngine, mode: str) -> bool:
    """Make a checkpoint of this mode in a thread; return whether it was completed."""
    await _ready(engine)
    with engine.sync_engine.connect() as sync:
        driver: Any = sync.connection.driver_connection

        def made() -> bool:
            driver.execute(f"PRAGMA busy_timeout = {_CHECKPOINT_PATIENCE_MS}")
            try:
                found = driver.execute(f"PRAGMA wal_checkpoint({mode})").fetchone()
            finally:
                driver.execute("PRAGMA busy_timeout = 0")
            return bool(found[0] == 0)

        return await _finished(made)


async def _ready(engine: AsyncEngine) -> None:
    """Open the first connection of an engine, which needs a greenlet."""
    if getattr(engine.dialect, "server_version_info", None) is None:
        async with engine.connect():
            pass


def _called(
    connection: SqliteConnection, function: Callable[[], T], *, long: bool = False
) -> T:
    """Call a function as `_call` does, if SQLAlchemy was called with await."""
    if not in_greenlet():  # by `LoopConnection`, which awaits what is to be awaited
        return function()
    return await_(_call(connection, function, long=long))


async def _call(
    connection: SqliteConnection, function: Callable[[], T], *, long: bool = False
) -> T:
    """Call a function that runs a statement; if it is long or finds a lock, in a thread."""
    if not long:
        begun = time.perf_counter()
        try:
            result = function()
        except (sqlite3.OperationalError, sa.exc.OperationalError) as error:
            if not _is_locked(error):
                raise
        else:
            # Many short statements in a row must not hold the loop either.
            _held.seconds += time.perf_counter() - begun
            if _held.seconds > _HOLD_SECONDS:
                _held.seconds = 0.0
                await asyncio.sleep(0)
            return result

    def patiently() -> T:
        connection.execute(f"PRAGMA busy_timeout = {connection.patience_ms}")
        try:
            return function()
        finally:
            connection.execute("PRAGMA busy_timeout = 0")

    return await _finished(patiently)


def _is_locked(error: sqlite3.OperationalError | sa.exc.OperationalError) -> bool:
    cause = error.orig if isinstance(error, sa.exc.OperationalError) else error
    return getattr(cause, "sqlite_errorcode", None) in _LOCKED


async def _finished(call: Callable[[], T], threads: ThreadPoolExecutor = _THREADS) -> T:
    """Wait for the end of a call even if cancelled: it is using the connection."""
    future = asyncio.get_running_loop().run_in_executor(threads, call)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([future])
        future.exception()  # it is not reported as never retrieved
        raise


def _fetch_all(execute: Callable[[], sqlite3.Cursor]) -> list[Any] | None:
    cursor = execute()
    return None if cursor.description is None else cursor.fetchall()
