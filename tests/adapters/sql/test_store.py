"""What the SQL store does beyond the contract."""

import asyncio
import threading

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from adapters.sql import (
    NoQueue,
    SqlStore,
    StoreRefusedError,
    open_engine,
    tables,
)
from adapters.sql.engine import connected, writing
from avatar_core.avatars import Avatar, Gender
from avatar_core.errors import NotFoundError, StoreUnavailableError
from avatar_core.failures import Failure
from avatar_core.families import AvatarType, FamilyName
from avatar_core.ids import AvatarId, JobId, PersonId
from avatar_core.jobs import Job
from avatar_core.lifecycle import written
from avatar_core.orders import TrainingOrder
from avatar_core.people import Language, Person
from avatar_core.testing import SequentialIds


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
IDS = SequentialIds("store")
ANN = Person(id=PersonId(1), language=Language.ENGLISH, created_at=NOW)
AVATAR = Avatar(
    id=AvatarId(IDS()),
    owner=ANN.id,
    name="Ann",
    type=AvatarType.PORTRAIT,
    gender=Gender.FEMALE,
    family=FamilyName("flux-portrait"),
    created_at=NOW,
)
JOB = Job(
    id=JobId(IDS()),
    person=ANN.id,
    avatar=AVATAR.id,
    order=TrainingOrder(
        family=AVATAR.family,
        model="a/trainer",
        avatar_type=AvatarType.PORTRAIT,
        steps=1000,
        trigger="av1",
    ),
    price=300,
    token="secret",
    created_at=NOW,
    due_at=NOW,
    deadline_at=NOW + timedelta(hours=3),
)


class RefusingQueue:
    """A queue that fails inside the transaction."""

    def __init__(self) -> None:
        self.told = False

    async def put_with(
        self, connection: AsyncConnection, wakes: Sequence[tuple[JobId, timedelta]], /
    ) -> None:
        """Fail, after writing something of its own."""
        await connection.execute(
            tables.conversations.insert(), {"person": 9, "state": "", "data": {}}
        )
        raise ConnectionResetError

    async def put_after(self, wakes: Sequence[tuple[JobId, timedelta]], /) -> None:
        """Note that it was called at all."""
        self.told = True


async def test_a_queue_that_fails_undoes_the_work(engine: AsyncEngine) -> None:
    """Rows and wakes of one transaction are kept together or not at all."""
    queue = RefusingQueue()
    store = SqlStore(engine, queue)

    async def enter() -> None:
        async with store.work(ANN.id) as work:
            await work.people.add(ANN)
            work.wake(JOB.id)

    with pytest.raises(ConnectionResetError):
        await enter()

    assert not queue.told
    async with store.read() as reading:
        with pytest.raises(NotFoundError):
            await reading.people.get(ANN.id)
    async with engine.connect() as connection:
        assert not (await connection.execute(sa.select(tables.conversations))).all()


async def test_a_work_that_wakes_nobody_leaves_the_queue_alone(
    engine: AsyncEngine,
) -> None:
    """Without wakes the queue is asked for nothing."""
    queue = RefusingQueue()

    async with SqlStore(engine, queue).work(ANN.id) as work:
        await work.people.add(ANN)

    assert not queue.told


async def test_moments_are_kept_in_utc(store: SqlStore) -> None:
    """A moment in another zone comes back as the same moment in UTC."""
    moment = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=3)))
    async with store.work(ANN.id) as work:
        await work.people.add(attrs.evolve(ANN, created_at=moment))

    async with store.read() as reading:
        kept = (await reading.people.get(ANN.id)).created_at

    assert kept == moment
    assert kept.tzinfo is UTC


async def test_a_moment_without_a_zone_is_refused(store: SqlStore) -> None:
    """Whoever forgets the zone is told at once."""
    naive = NOW.replace(tzinfo=None)

    with pytest.raises(StoreRefusedError, match="without a zone"):
        async with store.work(ANN.id) as work:
            await work.doomed.add(["key"], at=naive)


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
    """Characters that PostgreSQL does not keep are replaced, on SQLite as well."""
    async with store.work(ANN.id) as work:
        await work.people.add(ANN)
        await work.avatars.add(AVATAR)
        await work.jobs.add(JOB)
        failed = JOB.fail(Failure.PROVIDER, given, at=NOW)
        await work.jobs.save(written(failed))

    async with store.read() as reading:
        assert (await reading.jobs.get(JOB.id)).detail == kept


async def test_a_row_that_the_database_refuses(store: SqlStore) -> None:
    """What contradicts other rows is not written, and the driver is not heard."""

    async def write() -> None:
        async with store.work(ANN.id) as work:
            await work.people.add(ANN)
            await work.avatars.add(attrs.evolve(AVATAR, owner=PersonId(404)))

    with pytest.raises(StoreRefusedError):
        await write()

    async with store.read() as reading:
        assert not await reading.avatars.of(ANN.id)


async def test_a_number_too_big_is_refused(store: SqlStore) -> None:
    """Such a number is no sign that the database is away: asking again is in vain."""
    with pytest.raises(StoreRefusedError):
        async with store.read() as reading:
            await reading.people.get(PersonId(2**63))


async def test_a_word_that_is_none_is_not_written(
    store: SqlStore, engine: AsyncEngine
) -> None:
    """The database refuses a status that is none, whoever writes it."""
    async with store.work(ANN.id) as work:
        await work.people.add(ANN)
        await work.avatars.add(AVATAR)
    for statement in (
        "UPDATE avatars SET status = 'DRAFT'",
        "UPDATE avatars SET status = 'nonsense'",
    ):
        async with engine.connect() as connection:
            with pytest.raises(sa.exc.IntegrityError):
                await connection.exec_driver_sql(statement)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://nobody@127.0.0.1:1/nothing",
        "postgresql://nobody@/nothing?host=/nowhere",
        "sqlite:////dev/null/nothing.db",
    ],
)
async def test_a_database_that_is_not_there(url: str) -> None:
    """Whoever cannot connect hears so in the adapter's own words."""
    if url.startswith("sqlite"):
        with pytest.raises(OSError, match="null"):
            open_engine(url)
        return
    engine = open_engine(url)
    with pytest.raises(StoreUnavailableError):
        async with SqlStore(engine, NoQueue()).read():
            pass
    await engine.dispose()


async def test_a_locked_file(tmp_path: Path) -> None:
    """SQLite's own lock, held by another process, is not waited for for ever."""
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    other = open_engine(f"sqlite:///{tmp_path}/rows.db")
    async with connected(writing(other)), engine.connect() as impatient:
        raw = (await impatient.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute("PRAGMA busy_timeout = 1")
        await impatient.close()
        with pytest.raises(StoreUnavailableError, match="locked"):
            async with SqlStore(engine, NoQueue()).work(ANN.id):
                pass
    await engine.dispose()
    await other.dispose()


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite://", "sqlite:///:memory:"])
def test_other_databases_are_refused(url: str) -> None:
    """Only a file or a PostgreSQL database can keep the rows."""
    with pytest.raises(ValueError, match=r"sqlite|SQLite"):
        open_engine(url)


async def test_the_directory_of_a_file_is_made(tmp_path: Path) -> None:
    """A path that leads through missing directories will do."""
    engine = open_engine(f"sqlite+aiosqlite:///{tmp_path}/a/b/rows.db")
    async with connected(engine) as connection:
        pragmas = [
            (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    await engine.dispose()

    assert pragmas == ["wal", 1, 2, 10000]


def test_a_new_file_is_opened_twice_at_once(tmp_path: Path) -> None:
    """Of two processes that start together on a new file, neither is refused."""
    together = threading.Barrier(2)

    def opened(number: int) -> None:
        together.wait()
        open_engine(f"sqlite:///{tmp_path}/{number}.db")

    with ThreadPoolExecutor(2) as threads:
        for number in range(30):
            list(threads.map(opened, [number, number]))


async def test_who_stops_waiting_leaves_the_line(tmp_path: Path) -> None:
    """A cancelled writer gives its place to those behind it."""
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    store = SqlStore(engine, NoQueue())

    async def enter() -> str:
        async with store.work(ANN.id):
            return "in"

    async with store.work(ANN.id):
        first, second = asyncio.create_task(enter()), asyncio.create_task(enter())
        await asyncio.wait({first, second}, timeout=0.05)
        first.cancel()

    assert await second == "in"
    with pytest.raises(asyncio.CancelledError):
        await first
    await engine.dispose()
