"""What SQLite does in the event loop, and what in a thread."""

import asyncio
import sqlite3
import threading
import time

from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from adapters.sql import NoQueue, SqlStore, empty_log, metadata, open_engine
from adapters.sql.engine import reading, writing
from adapters.sql.sqlite import _CHECKPOINT_EVERY, LONG, loop_transaction
from adapters.sql.tables import sums
from avatar_core.ids import PersonId


#: How long the loop may be held.
MOST_SECONDS = 0.005
_WRITE = "INSERT INTO sums (day, name, amount) VALUES ('2026-12-01', 'one', 1)"


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    """Return an engine of a new file with all tables."""
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    async with loop_transaction(writing(engine)) as connection:
        await connection.run_sync(metadata.create_all)
    yield engine
    await engine.dispose()


async def test_only_the_commit_of_a_write_is_in_a_thread(engine: AsyncEngine) -> None:
    """Short statements run in the loop; a COMMIT that waits for the disk does not."""
    loop, ran = threading.get_ident(), dict[str, bool]()

    def note(statement: str) -> None:
        ran[statement.split(maxsplit=1)[0]] = threading.get_ident() == loop

    read, write = sa.text("SELECT 1"), sa.text(_WRITE)
    for each, statement, commits_in_loop in (
        (reading(engine), read, True),
        (writing(engine, durable=False), write, True),
        (writing(engine), write, False),
        (writing(engine), read, True),
    ):
        async with loop_transaction(each) as connection:
            connection.driver.set_trace_callback(note)
            await connection.execute(statement)
        assert ran[str(statement).split(maxsplit=1)[0]]
        assert ran["COMMIT"] == commits_in_loop


async def test_a_commit_is_durable_whatever_the_one_before_was(
    engine: AsyncEngine,
) -> None:
    """A connection syncs its durable commits (FULL), also after others (NORMAL)."""
    for durable, level in ((True, 2), (False, 1), (True, 2)):
        async with loop_transaction(writing(engine, durable=durable)) as connection:
            assert level == await connection.scalar(sa.text("PRAGMA synchronous"))


async def test_the_store_commits_as_durably_as_asked(engine: AsyncEngine) -> None:
    """Only transactions that are not to be durable wait for no disk."""
    store, level = SqlStore(engine, NoQueue()), sa.text("PRAGMA synchronous")
    async with store.work(PersonId(1)) as work:
        assert 2 == await work.people.connection.scalar(level)
    async with store.work(PersonId(1), durable=False) as work:
        assert 1 == await work.people.connection.scalar(level)


async def test_the_log_is_kept_short(engine: AsyncEngine, tmp_path: Path) -> None:
    """After so many durable commits the write-ahead log begins anew."""
    async with loop_transaction(writing(engine)) as connection:
        connection.driver.commits = _CHECKPOINT_EVERY - 1
        await connection.execute(sa.text(_WRITE))

    with closing(sqlite3.connect(tmp_path / "rows.db")) as other:
        _, frames, _ = other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()

    assert frames == 1


async def test_what_was_deleted_is_in_no_file(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """Deleted and replaced words are in neither the file nor its write-ahead log."""
    words = [{"name": f"Quetzalcoatl {number} " * 40} for number in range(50)]
    async with loop_transaction(writing(engine)) as connection:
        for each in words:
            await connection.execute(
                sums.insert(), {**each, "day": NOW.date(), "amount": 1}
            )
    assert await empty_log(engine)
    async with loop_transaction(writing(engine)) as connection:
        for each in words[:25]:
            await connection.execute(sums.delete().where(sums.c.name == each["name"]))
        await connection.execute(sums.update().values(name=""))

    emptied = await empty_log(engine)

    files = [path.read_bytes() for path in tmp_path.iterdir()]  # noqa: ASYNC240 - small
    assert emptied
    assert not [file for file in files if b"Quetzalcoatl" in file]


async def test_a_reader_of_old_rows_delays_only_the_emptying(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """The log is emptied once nobody reads its old rows; others go on meanwhile."""
    with closing(sqlite3.connect(tmp_path / "rows.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sums").fetchone()
        async with loop_transaction(writing(engine)) as connection:
            await connection.execute(sa.text(_WRITE))
        emptied = await empty_log(engine)
        async with loop_transaction(writing(engine)) as connection:
            await connection.execute(sa.text(_WRITE))

    assert not emptied
    assert await empty_log(engine)
    assert 0 == (tmp_path / "rows.db-wal").stat().st_size


async def test_the_lock_of_another_process_is_waited_for_in_a_thread(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """While a writer waits for the lock, the loop goes on and can release it."""
    other = sqlite3.connect(tmp_path / "rows.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    store = SqlStore(engine, NoQueue())

    async def enter() -> None:
        async with store.work(ANNA) as work:
            await work.people.add(PERSON)

    entering = asyncio.create_task(enter())
    done, _ = await asyncio.wait({entering}, timeout=0.05)
    other.execute("ROLLBACK")
    other.close()
    await entering

    assert not done
    async with store.read() as reading_:
        assert await reading_.people.get(ANNA) == PERSON


async def test_long_statements_run_in_a_thread(engine: AsyncEngine) -> None:
    """A statement that is marked as long waits here for the loop, and is read whole."""
    released = threading.Event()
    async with loop_transaction(reading(engine)) as connection:
        driver = connection.driver
        driver.create_function("wait", 0, lambda: released.wait(10))
        asking = asyncio.create_task(
            connection.execute(
                sa.text("SELECT wait() UNION ALL SELECT 7"), execution_options=LONG
            )
        )
        await asyncio.wait({asking}, timeout=0.05)
        released.set()

        assert [1, 7] == (await asking).scalars().all()


async def test_a_cancelled_task_waits_for_its_thread(engine: AsyncEngine) -> None:
    """The connection of a cancelled statement is given back when the thread is done."""
    began, released = threading.Event(), threading.Event()
    finished = []

    def wait() -> int:
        began.set()
        released.wait(10)
        finished.append(True)
        return 1

    async def ask() -> None:
        async with loop_transaction(reading(engine)) as connection:
            connection.driver.create_function("wait", 0, wait)
            await connection.execute(sa.text("SELECT wait()"), execution_options=LONG)

    asking = asyncio.create_task(ask())
    assert await asyncio.to_thread(began.wait, 10)
    asking.cancel()
    await asyncio.wait({asking}, timeout=0.05)
    assert not asking.done()
    released.set()
    with pytest.raises(asyncio.CancelledError):
        await asking

    assert finished


async def test_a_failed_commit_is_rolled_back(engine: AsyncEngine) -> None:
    """Its connection does not keep the write lock in the pool."""
    promise = "person INTEGER REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED"
    async with loop_transaction(writing(engine)) as connection:
        await connection.execute(sa.text(f"CREATE TABLE promises ({promise})"))
    with pytest.raises(sa.exc.IntegrityError):
        async with loop_transaction(writing(engine)) as connection:
            await connection.execute(sa.text("INSERT INTO promises VALUES (99)"))

    async with loop_transaction(writing(engine)) as connection:
        count = sa.text("SELECT count(*) FROM promises")
        assert await connection.scalar(count) == 0


async def test_the_loop_is_never_held(engine: AsyncEngine) -> None:
    """Between two turns of the loop little is computed, however much is written.

    What holds the loop does so in each of three rounds; a busy machine does not.
    """
    store = SqlStore(engine, NoQueue())

    async def worst_turn(people: range) -> float:
        worst, over = 0.0, asyncio.Event()

        async def watch() -> None:
            nonlocal worst
            before = time.thread_time()
            while not over.is_set():
                await asyncio.sleep(0)
                now = time.thread_time()
                worst, before = max(worst, now - before), now

        async def work(number: int) -> None:
            person = PersonId(number)
            async with store.work(person) as work:
                await work.people.add(attrs.evolve(PERSON, id=person))
                for _ in range(30):
                    await work.people.save(attrs.evolve(PERSON, id=person, left_at=NOW))

        watching = asyncio.create_task(watch())
        await asyncio.gather(*map(work, people))
        async with store.read() as look:
            await look.stats.everything(since=NOW)
        over.set()
        await watching
        return worst

    async with store.work(ANNA) as first:  # compiles the statements
        await first.people.add(PERSON)
        await first.people.save(PERSON)
        await first.avatars.add(DRAFT)
        await first.jobs.add(JOB)

    worst = min(
        [await worst_turn(range(begin, begin + 20)) for begin in (100, 200, 300)]
    )
    assert worst < MOST_SECONDS
