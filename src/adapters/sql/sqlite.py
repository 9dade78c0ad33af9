"""The SQLite driver: the standard library's sqlite3 under SQLAlchemy's asyncio.

Most statements take less time than handing them to a thread and back, so they run in
the event loop. In a thread run the COMMIT of a transaction that writes (it waits for
the disk), statements marked with `LONG`, and any wait for the lock of another process.
"""

import asyncio
import sqlite3
import time

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final, ParamSpec, TypeVar

from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL
from sqlalchemy.engine.cursor import FullyBufferedCursorFetchStrategy
from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_


P = ParamSpec("P")
T = TypeVar("T")

#: The execution options of a statement that may take longer than a few milliseconds.
LONG: Final = {"sqlite_long": True}
#: Errors of a statement that would succeed once another process releases its lock.
_LOCKED: Final = frozenset({sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY})
#: For how long statements may follow each other in the loop.
_HOLD_SECONDS: Final = 0.001
_THREADS: Final = ThreadPoolExecutor(4, thread_name_prefix="sqlite")


class SqliteCursor(sqlite3.Cursor):
    """A cursor with what SQLAlchemy asks of the cursors of asyncio drivers."""

    async def _async_soft_close(self) -> None:
        """Do nothing: rows are not read ahead."""


class SqliteConnection(sqlite3.Connection):
    """A connection to a file, used by one task at a time, in any thread."""

    #: How long a statement in a thread waits for a lock. In the loop none waits.
    patience_ms: int = 10_000
    #: Whether the transaction may write, so that its COMMIT waits for the disk.
    writes: bool = False
    #: When its task last let others run, by `time.perf_counter`.
    yielded_at: float = 0.0

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
        if context is not None and context.execution_options.get("sqlite_long"):
            rows = _in_thread(
                cursor.connection, _fetch_all, cursor, statement, parameters
            )
            if rows is not None:
                context.cursor_fetch_strategy = FullyBufferedCursorFetchStrategy(
                    cursor, initial_buffer=rows
                )
            return
        _at_once(cursor.connection, cursor.execute, statement, parameters)

    def do_executemany(
        self, cursor: Any, statement: str, parameters: Any, context: Any = None
    ) -> None:
        """Run a statement with several rows of parameters in the loop."""
        del context
        _at_once(cursor.connection, cursor.executemany, statement, parameters)

    def do_commit(self, dbapi_connection: Any) -> None:
        """Commit; if the transaction may write, in a thread."""
        if dbapi_connection.writes:
            await_(_finished(dbapi_connection.commit))
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


def _at_once(
    connection: SqliteConnection,
    function: Callable[P, object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> None:
    try:
        function(*args, **kwargs)
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode not in _LOCKED:
            raise
        _in_thread(connection, function, *args, **kwargs)
        return
    await_(_yielded(connection))


async def _yielded(connection: SqliteConnection) -> None:
    """Let others run if statements have held the loop for long enough."""
    if time.perf_counter() - connection.yielded_at > _HOLD_SECONDS:
        await asyncio.sleep(0)
        connection.yielded_at = time.perf_counter()


def _in_thread(
    connection: SqliteConnection,
    function: Callable[P, T],
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Call a function in a thread, where it may wait for locks."""

    def call() -> T:
        connection.execute(f"PRAGMA busy_timeout = {connection.patience_ms}")
        try:
            return function(*args, **kwargs)
        finally:
            connection.execute("PRAGMA busy_timeout = 0")

    return await_(_finished(call))


async def _finished(call: Callable[[], T]) -> T:
    """Wait for the end of a call even if cancelled: it is using the connection."""
    future = asyncio.get_running_loop().run_in_executor(_THREADS, call)
    try:
        return await asyncio.shield(future)
    except asyncio.CancelledError:
        while not future.done():
            with suppress(asyncio.CancelledError):
                await asyncio.wait([future])
        future.exception()  # it is not reported as never retrieved
        raise


def _fetch_all(cursor: Any, statement: str, parameters: Any) -> list[Any] | None:
    cursor.execute(statement, parameters)
    return None if cursor.description is None else cursor.fetchall()
