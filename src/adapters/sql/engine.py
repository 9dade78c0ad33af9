"""Engines: how a connection is opened, and how a transaction begins."""

import asyncio
import sqlite3
import time

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing, nullcontext
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, TypeAlias
from weakref import WeakKeyDictionary

import attrs
import sqlalchemy as sa

from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from avatar_core.errors import StoreUnavailableError

from .address import SqliteAddress, parse
from .errors import translated
from .postgres import IDLE_SECONDS, Opening
from .sqlite import (
    MODE,
    LoopConnection,
    Mode,
    SqliteConnection,
    checkpoint,
    connect_arguments,
    loop_transaction,
)


#: What repositories run their statements on.
Connection: TypeAlias = AsyncConnection | LoopConnection
#: Without a pooler, `parameters` sets this when the connection is opened.
_BOUND_IDLENESS: Final = (
    f"SET LOCAL idle_in_transaction_session_timeout = '{IDLE_SECONDS}s'"
)
#: By dialect. A query without a table does not make SQLite look at its file.
_PING: Final = {
    "sqlite": sa.text("SELECT count(*) FROM sqlite_schema"),
    "postgresql": sa.text("SELECT 1"),
}
#: A connection that rested longer is asked whether it still works.
_REST_SECONDS: Final = 1.0
_RESTED_SINCE: Final = "rested_since"
_SWITCH_SECONDS: Final = 10.0
#: Transactions that read a SQLite file at a time.
_READERS: Final = 20
#: A task that waits this long must be waiting for itself: one `work` inside another.
_PATIENCE_SECONDS: Final = 30


@attrs.define
class _Queue:
    """Where transactions of one SQLite file wait without a connection.

    SQLite would have writers poll for the file's lock, in no order.
    """

    readers: asyncio.Semaphore = attrs.field(
        factory=lambda: asyncio.Semaphore(_READERS)
    )
    writers: asyncio.Semaphore = attrs.field(factory=lambda: asyncio.Semaphore(1))


_QUEUES: Final[WeakKeyDictionary[sa.Pool, _Queue]] = WeakKeyDictionary()


def open_engine(url: str) -> AsyncEngine:
    """Return an engine for a SQLite file or a PostgreSQL database.

    A missing directory of a SQLite file is created.

    Raises:
        DatabaseUrlError: The URL cannot be used.
        OSError: The directory cannot be created.
        sqlite3.Error: The file cannot be opened, or is not a database.
    """
    address = parse(url)
    if isinstance(address, SqliteAddress):
        return _open_sqlite(address)
    opening = Opening(address)
    engine = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=opening,
        pool_size=10,
        max_overflow=10,
        pool_recycle=1800,
        # The connection used last has prepared its statements, and needs no ping.
        pool_use_lifo=True,
    )

    def begin(connection: sa.Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql(_BOUND_IDLENESS)

    def first_connect(*_: object) -> None:
        # With such a listener each statement takes longer.
        if opening.pooled:
            sa.event.listen(engine.sync_engine, "begin", begin)

    sa.event.listen(engine.sync_engine, "first_connect", first_connect)
    _ping_after_a_rest(engine)
    return engine


def _ping_after_a_rest(engine: AsyncEngine) -> None:
    """Replace pooled connections that broke while nobody used them.

    `pool_pre_ping` asks at every checkout: a round trip more for each transaction.
    """

    def checkin(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info[_RESTED_SINCE] = time.monotonic()

    def checkout(
        connection: Any, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
    ) -> None:
        rested = time.monotonic() - record.info.get(_RESTED_SINCE, time.monotonic())
        if rested < _REST_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except Exception as error:
            # The others are as old, and would each wait as long.
            raise sa.exc.InvalidatePoolError(str(error)) from error

    sa.event.listen(engine.sync_engine, "checkin", checkin)
    sa.event.listen(engine.sync_engine, "checkout", checkout)


async def answers(engine: AsyncEngine) -> bool:
    """Return True if the database answers; raise the error if it does not."""
    async with engine.connect() as connection:
        await connection.execute(_PING[engine.dialect.name])
        return True


@lru_cache(maxsize=16)
def writing(engine: AsyncEngine, *, durable: bool = True) -> AsyncEngine:
    """Return the same engine for transactions that write.

    They take SQLite's write lock when they begin: a transaction that has already
    read may be refused it, however long it waits.

    Args:
        engine: The engine.
        durable: Whether the COMMIT waits for SQLite's disk. If not, a power failure
            may undo the last commits, as if the process had been killed before them.
    """
    mode = Mode.WRITE if durable else Mode.NONDURABLE_WRITE
    return engine.execution_options(**{MODE: mode})


@lru_cache(maxsize=16)
def reading(engine: AsyncEngine) -> AsyncEngine:
    """Return the same engine for transactions that read one snapshot."""
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


@lru_cache(maxsize=16)
def reading_once(engine: AsyncEngine) -> AsyncEngine:
    """Return the same engine for a single statement that reads.

    It needs no transaction, whose BEGIN and COMMIT would each take a round trip.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="AUTOCOMMIT")


@asynccontextmanager
async def connected(engine: AsyncEngine) -> AsyncIterator[Connection]:
    """Lend a connection in a transaction, committed on leaving.

    Raises:
        StoreUnavailableError: The connection cannot be opened, or broke.
        StoreRefusedError: A constraint was violated.
    """
    with translated():
        if engine.dialect.name == "sqlite":
            async with _turn(engine), loop_transaction(engine) as connection:
                yield connection
            return
        async with AsyncExitStack() as stack:
            try:
                opened = await stack.enter_async_context(engine.connect())
            except sa.exc.DBAPIError:
                raise
            # Drivers raise many kinds of errors when they connect.
            except Exception as error:
                raise StoreUnavailableError(str(error)) from error
            async with opened.begin():
                yield opened


async def empty_log(engine: AsyncEngine) -> bool:
    """Move SQLite's write-ahead log into its file and truncate it; return whether.

    The log keeps old versions of rows, words of the forgotten among them. Writers wait
    only for the last frames, and for readers of old ones a tenth of a second: if one
    takes longer, call this again. PostgreSQL is left alone.
    """
    if engine.dialect.name != "sqlite":
        return True
    if not await checkpoint(engine, "PASSIVE"):
        return False
    async with _turn(writing(engine)):
        return await checkpoint(engine, "TRUNCATE")


@asynccontextmanager
async def _turn(engine: AsyncEngine) -> AsyncIterator[None]:
    """Wait for a connection to a SQLite file, and writers for their turn."""
    pool = engine.sync_engine.pool
    queue = _QUEUES.get(pool) or _QUEUES.setdefault(pool, _Queue())
    writes = MODE in engine.get_execution_options()
    door = queue.writers if writes else queue.readers
    try:
        waits = asyncio.timeout(_PATIENCE_SECONDS) if door.locked() else nullcontext()
        async with waits:
            await door.acquire()
    except TimeoutError:
        raise StoreUnavailableError("too many wait for the database") from None
    try:
        yield
    finally:
        door.release()


def _open_sqlite(address: SqliteAddress) -> AsyncEngine:
    Path(address.path).parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(address.path)) as connection:
        _switch_to_wal(connection)
    engine = create_async_engine(
        URL.create("sqlite+direct", database=address.path),
        connect_args=connect_arguments(),
        pool_size=5,
        # With a few for those who use the engine itself.
        max_overflow=_READERS,
    )
    sa.event.listen(engine.sync_engine, "connect", _set_up_sqlite)
    return engine


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to write-ahead logging, even if another process does so too.

    Of two that switch a new file at once, SQLite refuses one and ignores the busy
    timeout, to avoid a deadlock (sqlite.org/c3ref/busy_handler.html).
    """
    last = time.monotonic() + _SWITCH_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            busy = error.sqlite_errorcode == sqlite3.SQLITE_BUSY
            if not busy or time.monotonic() > last:
                raise
            time.sleep(0.01)
        else:
            return


def _set_up_sqlite(connection: SqliteConnection, _record: object) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted or replaced is overwritten with zeros.
    connection.execute("PRAGMA secure_delete = ON")
    # A checkpoint waits for the disk: `loop_transaction` makes them in a thread.
    connection.execute("PRAGMA wal_autocheckpoint = 0")
