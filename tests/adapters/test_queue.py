"""Wakes in memory and in PostgreSQL."""

import asyncio
import time

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import TypeAlias
from uuid import uuid4

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool
from tests.databases import postgres_url

from adapters.queue import Handler, MemoryQueue, PostgresQueue
from adapters.sql import open_engine
from avatar_core.ids import JobId
from avatar_core.ports import Wake


Queue: TypeAlias = MemoryQueue | PostgresQueue


def new_job() -> JobId:
    return JobId(uuid4())


@pytest.fixture(scope="session")
def url() -> str:
    return postgres_url(migrated=False)


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(
        sa.make_url(url).set(drivername="postgresql+asyncpg"), poolclass=NullPool
    )
    yield engine
    await engine.dispose()


@pytest.fixture
async def postgres(engine: AsyncEngine, url: str) -> PostgresQueue:
    queue = PostgresQueue({"dsn": url})
    await queue.install()
    async with engine.begin() as connection:
        await connection.exec_driver_sql("TRUNCATE pgqueuer, pgqueuer_log")
    return queue


@attrs.define
class Bench:
    """A queue, and a way to put wakes into it as the store does."""

    queue: Queue
    engine: AsyncEngine | None = None

    async def put(self, *enqueued: Wake) -> None:
        if self.engine is not None:
            async with self.engine.begin() as connection:
                await self.queue.put_with(connection, enqueued)
        await self.queue.put_after(enqueued)


@pytest.fixture(params=["memory", "postgres"])
def bench(request: pytest.FixtureRequest) -> Bench:
    if request.param == "memory":
        return Bench(MemoryQueue())
    return Bench(request.getfixturevalue("postgres"), request.getfixturevalue("engine"))


@attrs.define
class Seen:
    """A handler that remembers, and lets a test wait for what it saw."""

    jobs: asyncio.Queue[tuple[JobId, float]] = attrs.field(factory=asyncio.Queue)

    async def __call__(self, job: JobId) -> None:
        await self.jobs.put((job, time.perf_counter()))

    async def next(self) -> JobId:
        return (await asyncio.wait_for(self.jobs.get(), 5))[0]

    async def time_of_next(self) -> float:
        return (await asyncio.wait_for(self.jobs.get(), 5))[1]


@asynccontextmanager
async def running(
    queue: Queue, handler: Handler, *, concurrency: int = 4
) -> AsyncIterator[None]:
    worker = asyncio.create_task(queue.run(handler, concurrency=concurrency))
    try:
        yield
    finally:
        await asyncio.wait_for(queue.stop(), 5)
        await asyncio.wait_for(worker, 5)


async def test_a_wake_reaches_the_handler(bench: Bench) -> None:
    """A job put into the queue is looked at."""
    job, seen = new_job(), Seen()
    async with running(bench.queue, seen):
        await bench.put(Wake(job))
        assert await seen.next() == job


async def test_a_wake_waits_for_a_worker(bench: Bench) -> None:
    """A wake put before a worker starts is handled by it."""
    jobs, seen = [new_job(), new_job()], Seen()
    await bench.put(*[Wake(job) for job in jobs])
    async with running(bench.queue, seen):
        assert {await seen.next(), await seen.next()} == set(jobs)


async def test_no_wakes_are_nothing(bench: Bench) -> None:
    """Putting no wakes is allowed."""
    await bench.put()


async def test_a_delay_is_kept(bench: Bench) -> None:
    """A delayed wake comes when it is due."""
    late, soon, seen = new_job(), new_job(), Seen()
    async with running(bench.queue, seen):
        put = time.perf_counter()
        await bench.put(Wake(late, timedelta(seconds=0.3)), Wake(soon))
        assert await seen.next() == soon
        waited = await seen.time_of_next() - put
    assert 0.28 < waited < 1


async def test_a_wake_comes_at_once(bench: Bench) -> None:
    """A waiting worker is notified at once."""
    seen, waited = Seen(), []
    async with running(bench.queue, seen):
        await bench.put(Wake(new_job()))
        await seen.next()
        for _ in range(5):
            put = time.perf_counter()
            await bench.put(Wake(new_job()))
            waited.append(await seen.time_of_next() - put)
    # The test's process may stop for a moment; polling would delay all.
    assert sorted(waited)[2] < (0.05 if bench.engine is None else 0.3)


async def test_a_handler_that_raises_is_not_called_again(bench: Bench) -> None:
    """A failed handler is not called again."""
    job, other, seen = new_job(), new_job(), Seen()

    async def handler(woken: JobId) -> None:
        await seen(woken)
        if woken == job:
            raise ZeroDivisionError

    async with running(bench.queue, handler):
        await bench.put(Wake(job))
        assert await seen.next() == job
        await bench.put(Wake(other, timedelta(seconds=0.2)))
        assert await seen.next() == other
    assert seen.jobs.empty()


async def test_a_job_may_be_woken_while_it_is_worked_on(bench: Bench) -> None:
    """A handler may wake its own job again."""
    job, seen = new_job(), Seen()

    async def handler(woken: JobId) -> None:
        await bench.put(Wake(woken))
        await seen(woken)

    async with running(bench.queue, handler):
        await bench.put(Wake(job))
        assert [await seen.next() for _ in range(3)] == [job] * 3


@pytest.mark.parametrize("concurrency", [1, 3])
async def test_no_more_handlers_than_asked_for(bench: Bench, concurrency: int) -> None:
    """No more handlers than asked for run at once."""
    at_work = most = 0
    seen = Seen()

    async def handler(job: JobId) -> None:
        nonlocal at_work, most
        at_work += 1
        most = max(most, at_work)
        for _ in range(5):
            await asyncio.sleep(0)
        at_work -= 1
        await seen(job)

    jobs = {new_job() for _ in range(12)}
    await bench.put(*[Wake(job) for job in jobs])
    async with running(bench.queue, handler, concurrency=concurrency):
        assert {await seen.next() for _ in jobs} == jobs
    assert most <= concurrency


async def test_stopping_lets_handlers_finish(bench: Bench) -> None:
    """`stop` waits for running handlers."""
    started, go_on, finished = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def handler(_: JobId) -> None:
        started.set()
        await go_on.wait()
        finished.set()

    worker = asyncio.create_task(bench.queue.run(handler, concurrency=2))
    await bench.put(Wake(new_job()))
    await asyncio.wait_for(started.wait(), 5)
    stopping = asyncio.create_task(bench.queue.stop())
    done, _ = await asyncio.wait({stopping}, timeout=0.1)
    assert not done
    go_on.set()
    await asyncio.wait_for(stopping, 5)
    assert finished.is_set()
    await asyncio.wait_for(worker, 5)


async def test_a_stopped_queue_does_not_run(bench: Bench) -> None:
    """A queue can be stopped before its start, and twice."""
    await bench.queue.stop()
    await asyncio.wait_for(bench.queue.run(Seen(), concurrency=1), 5)
    await bench.queue.stop()


async def test_memory_takes_no_part_in_transactions(tmp_path: Path) -> None:
    """In memory only what was committed is queued: `put_with` queues nothing."""
    queue, job, seen = MemoryQueue(), new_job(), Seen()
    engine = open_engine(f"sqlite:///{tmp_path}/rows.db")
    async with engine.begin() as connection:
        await queue.put_with(connection, [Wake(new_job())])
    await engine.dispose()
    await queue.put_after([Wake(job)])
    async with running(queue, seen):
        assert await seen.next() == job
    assert seen.jobs.empty()


async def test_what_was_sent_comes_first(bench: Bench) -> None:
    """A wake of a job that was sent overtakes a thousand of jobs to be sent."""
    sent, seen = new_job(), Seen()
    await bench.put(*[Wake(new_job(), to_send=True) for _ in range(1000)])
    await bench.put(Wake(sent))
    async with running(bench.queue, seen, concurrency=1):
        first = [await seen.next() for _ in range(3)]
    assert sent in first


async def waiting_in(engine: AsyncEngine) -> int:
    async with engine.connect() as connection:
        count = await connection.scalar(sa.text("SELECT count(*) FROM pgqueuer"))
    return int(count or 0)


async def test_a_rollback_takes_the_wakes_back(
    postgres: PostgresQueue, engine: AsyncEngine
) -> None:
    """A rollback takes back wakes, even as the first statement."""
    async with engine.connect() as connection:
        await postgres.put_with(connection, [Wake(new_job())])
        await connection.rollback()
    assert await waiting_in(engine) == 0


async def test_a_commit_keeps_the_wakes(
    postgres: PostgresQueue, engine: AsyncEngine
) -> None:
    """A commit makes all wakes of a transaction visible."""
    async with engine.begin() as connection:
        await postgres.put_with(connection, [Wake(new_job()), Wake(new_job())])
        assert await waiting_in(engine) == 0
    assert await waiting_in(engine) == 2


async def test_handled_wakes_leave_nothing(
    postgres: PostgresQueue, engine: AsyncEngine
) -> None:
    """A handled wake is deleted, also after a failure."""
    seen = Seen()

    async def handler(job: JobId) -> None:
        await seen(job)
        raise ZeroDivisionError

    async with running(postgres, handler):
        async with engine.begin() as connection:
            await postgres.put_with(connection, [Wake(new_job())])
        await seen.next()
    assert await waiting_in(engine) == 0


async def test_installing_twice_at_once() -> None:
    """Several replicas may install at the same time."""
    url = postgres_url(migrated=False)
    queues = [PostgresQueue({"dsn": url}) for _ in range(3)]
    await asyncio.gather(*[queue.install() for queue in queues])
    await queues[0].install()


async def test_a_lost_connection_is_made_again(
    postgres: PostgresQueue, engine: AsyncEngine
) -> None:
    """A worker survives a restart of its database."""
    before, after, seen = new_job(), new_job(), Seen()
    async with running(postgres, seen):
        async with engine.begin() as connection:
            await postgres.put_with(connection, [Wake(before)])
        assert await seen.next() == before
        async with engine.begin() as connection:
            await connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )
            await postgres.put_with(connection, [Wake(after)])
        assert await seen.next() == after
