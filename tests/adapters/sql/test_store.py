"""The SQL store beyond the contract of every store."""

import asyncio
import threading

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from adapters.sql import (
    Connection,
    NoQueue,
    SqlStore,
    StoreRefusedError,
    open_engine,
    tables,
)
from adapters.sql.engine import connected, writing
from adapters.sql.sqlite import SqliteConnection
from avatar_core.errors import NotFoundError, StoreUnavailableError
from avatar_core.failures import Failure
from avatar_core.ids import PersonId
from avatar_core.lifecycle import written
from avatar_core.ports import Wake


class RefusingQueue:
    """A queue that fails inside the transaction."""

    def __init__(self) -> None:
        self.told = False

    async def put_with(
        self, connection: Connection, enqueued: Sequence[Wake], /
    ) -> None:
        """Fail, after writing something of its own."""
        await connection.execute(
            tables.conversations.insert(),
            {"person": 9, "state": "", "data": {}, "at": NOW},
        )
        raise ConnectionResetError

    async def put_after(self, enqueued: Sequence[Wake], /) -> None:
        """Note the call."""
        self.told = True


async def test_a_queue_that_fails_undoes_the_work(engine: AsyncEngine) -> None:
    """The rows and wakes of a transaction are committed together or not at all."""
    queue = RefusingQueue()
    store = SqlStore(engine, queue)

    async def enter() -> None:
        async with store.work(ANNA) as work:
            await work.people.add(PERSON)
            work.enqueue(JOB.id)

    with pytest.raises(ConnectionResetError):
        await enter()

    assert not queue.told
    async with store.read() as reading:
        with pytest.raises(NotFoundError):
            await reading.people.get(ANNA)
    async with engine.connect() as connection:
        assert not (await connection.execute(sa.select(tables.conversations))).all()


async def test_a_work_that_wakes_nobody_leaves_the_queue_alone(
    engine: AsyncEngine,
) -> None:
    """Without wakes the queue is not called."""
    queue = RefusingQueue()

    async with SqlStore(engine, queue).work(ANNA) as work:
        await work.people.add(PERSON)

    assert not queue.told


async def test_timestamps_are_read_in_utc(store: SqlStore) -> None:
    """A timestamp in another zone is read as the same time in UTC."""
    given = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    async with store.work(ANNA) as work:
        await work.people.add(attrs.evolve(PERSON, created_at=given))

    async with store.read() as reading:
        kept = (await reading.people.get(ANNA)).created_at

    assert kept == given
    assert kept.tzinfo is UTC


async def test_a_naive_timestamp_is_refused(store: SqlStore) -> None:
    """A naive timestamp is refused."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StoreRefusedError, match="without a zone"):
        async with store.work(ANNA) as work:
            await work.deletions.add(["key"], at=naive)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("no \0 byte", "no \N{REPLACEMENT CHARACTER} byte"),
        (
            "половина \ud83d пары \0",
            "половина \N{REPLACEMENT CHARACTER} пары \N{REPLACEMENT CHARACTER}",
        ),
        ("whole 👩\u200d🎨", "whole 👩\u200d🎨"),
    ],
)
async def test_a_job_can_end_whatever_the_provider_said(
    store: SqlStore, given: str, kept: str
) -> None:
    """Characters that PostgreSQL cannot store are replaced, on SQLite too."""
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
        await work.jobs.add(JOB)
        failed = JOB.fail(Failure.PROVIDER, given, at=NOW)
        await work.jobs.save(written(failed))

    async with store.read() as reading:
        assert (await reading.jobs.get(JOB.id)).detail == kept


async def test_a_row_that_the_database_refuses(store: SqlStore) -> None:
    """A violated constraint raises the adapter's error, not the driver's."""

    async def write() -> None:
        async with store.work(ANNA) as work:
            await work.people.add(PERSON)
            await work.avatars.add(attrs.evolve(DRAFT, owner=PersonId(404)))

    with pytest.raises(StoreRefusedError):
        await write()

    async with store.read() as reading:
        assert not await reading.avatars.of(ANNA)


async def test_a_number_too_big_is_refused(store: SqlStore) -> None:
    """It is not reported as an unavailable database, which a caller would retry."""
    with pytest.raises(StoreRefusedError):
        async with store.read() as reading:
            await reading.people.get(PersonId(2**63))


async def test_the_database_refuses_an_unknown_status(
    store: SqlStore, engine: AsyncEngine
) -> None:
    """The database refuses a value outside the enum."""
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
    for statement in (
        "UPDATE avatars SET status = 'DRAFT'",
        "UPDATE avatars SET status = 'nonsense'",
    ):
        async with engine.connect() as connection:
            with pytest.raises(sa.exc.IntegrityError):
                await connection.exec_driver_sql(statement)


async def test_a_locked_file(tmp_path: Path) -> None:
    """The wait for a lock held by another process is limited."""
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    other = open_engine(f"sqlite:///{tmp_path}/rows.db")
    async with connected(writing(other)), engine.connect() as impatient:
        raw = (await impatient.get_raw_connection()).driver_connection
        assert isinstance(raw, SqliteConnection)
        raw.patience_ms = 1
        await impatient.close()
        with pytest.raises(StoreUnavailableError, match="locked"):
            async with SqlStore(engine, NoQueue()).work(ANNA):
                pass
    await engine.dispose()
    await other.dispose()


async def test_the_directory_of_a_file_is_made(tmp_path: Path) -> None:
    """Missing directories of the path are made, and the file is set up."""
    engine = open_engine(f"sqlite:///{tmp_path}/a/b/rows.db")
    async with connected(engine) as connection:
        pragmas = [
            await connection.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    await engine.dispose()

    assert pragmas == ["wal", 1, 2, 0]


def test_a_new_file_is_opened_twice_at_once(tmp_path: Path) -> None:
    """Of two that open a new file at once, neither is refused."""
    together = threading.Barrier(2)

    def opened(number: int) -> None:
        together.wait()
        open_engine(f"sqlite:///{tmp_path}/{number}.db")

    with ThreadPoolExecutor(2) as threads:
        for number in range(30):
            list(threads.map(opened, [number, number]))


async def test_a_cancelled_writer_leaves_the_line(tmp_path: Path) -> None:
    """The writers behind a cancelled one still get their turn."""
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    store = SqlStore(engine, NoQueue())

    async def enter() -> str:
        async with store.work(ANNA):
            return "in"

    async with store.work(ANNA):
        first, second = asyncio.create_task(enter()), asyncio.create_task(enter())
        await asyncio.wait({first, second}, timeout=0.05)
        first.cancel()

    assert await second == "in"
    with pytest.raises(asyncio.CancelledError):
        await first
    await engine.dispose()
