"""The worker: alarms, sweeps and refunds."""

import asyncio

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

import attrs
import pytest

from structlog.testing import capture_logs
from tests.core.sound import JOB, NOW
from tests.money import stars
from tests.planting import plant

from adapters.queue import MemoryQueue
from avatar_core import (
    Avatar,
    Balance,
    Job,
    JobId,
    JobStatus,
    Language,
    Payment,
    Person,
    PersonId,
)
from avatar_core.failures import Failure
from avatar_core.notices import Notice, NoticeKind
from avatar_core.ports import Wake
from avatar_core.testing import (
    ManualClock,
    MemoryBlobs,
    MemoryCatalogue,
    MemoryStore,
    RecordingNotifier,
    memory_ports,
)
from avatar_core.testing.orders import GENERATION, TRAINING
from avatar_core.use_cases import (
    AdvanceJobs,
    Config,
    Sweep,
    WatchWebhooks,
    WorkerCases,
    use_cases,
)
from entrypoints.worker import Worker, needs_a_human


ORDERED = attrs.evolve(JOB, order=TRAINING)


@pytest.mark.parametrize(
    ("troubles", "expected"), [(0, False), (2, False), (3, True), (4, False)]
)
def test_open(troubles: int, *, expected: bool) -> None:
    """An open job raises one alarm, at its third trouble in a row."""
    job = attrs.evolve(ORDERED, troubles=troubles)

    assert expected is needs_a_human(job)


@pytest.mark.parametrize(
    ("failure", "expected"),
    [
        (Failure.INPUT, False),
        (Failure.PROVIDER, True),
        (Failure.BAD_RESULT, True),
        (Failure.RESULT_LOST, True),
        (Failure.SET_ASIDE, True),
    ],
)
def test_ended(failure: Failure, *, expected: bool) -> None:
    """A failure raises one alarm, unless the person's input caused it."""
    ended = attrs.evolve(
        ORDERED, status=JobStatus.FAILED, failure=failure, ended_at=NOW, due_at=NOW
    )
    follower = attrs.evolve(ended, order=GENERATION, lead=JobId(UUID(int=9)))

    assert expected is needs_a_human(ended)
    assert expected is needs_a_human(follower.told(at=NOW))
    assert needs_a_human(ended.told(at=NOW)) is False


@pytest.mark.parametrize("failure", [None, Failure.PROVIDER])
def test_an_end_that_cannot_be_told(failure: Failure | None) -> None:
    """An end that cannot be delivered raises one alarm."""
    status = JobStatus.CANCELLED if failure is None else JobStatus.FAILED
    ended = attrs.evolve(
        ORDERED, status=status, failure=failure, ended_at=NOW, due_at=NOW
    )
    heard = []
    for _ in range(5):
        ended = ended.retry_later(NOW, "")
        heard.append(needs_a_human(ended))

    assert [False, False, True, False, False] == heard


class IdleQueue:
    """A queue that never calls its handler."""

    def __init__(self) -> None:
        self.stopped = asyncio.Event()

    async def run(
        self, handler: Callable[[JobId], Awaitable[None]], /, *, concurrency: int
    ) -> None:
        """Wait."""
        await self.stopped.wait()

    async def stop(self) -> None:
        """End the wait."""
        self.stopped.set()


async def _idle() -> None:
    """Do nothing."""


async def _no_alarm(told: Job | Payment) -> None:
    raise AssertionError(told)


def new_worker(cases: WorkerCases, **parts: Any) -> Worker:
    """Return a worker that sweeps all the time."""
    usual: dict[str, Any] = {
        "queue": IdleQueue(),
        "catch_up": _idle,
        "forget": _idle,
        "alarm": _no_alarm,
        "alarm_refund": _no_alarm,
        "webhooks": False,
    }
    return Worker(cases=cases, concurrency=2, interval=0.001, **usual | parts)


@asynccontextmanager
async def working(cases: WorkerCases, **parts: Any) -> AsyncIterator[Worker]:
    """Run a worker, and stop it at the end."""
    worker = new_worker(cases, **parts)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(30):
        yield worker
    await worker.stop()
    await running


async def test_every_sweep_forgets_and_catches_up() -> None:
    """Every sweep deletes old updates and shows postponed cards.

    The catalogue is asked at the start, and then once a day.
    """
    catalogue = MemoryCatalogue()
    cases = use_cases(attrs.evolve(memory_ports(), catalogue=catalogue), Config())
    forgotten, caught_up = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def forget() -> None:
        forgotten.release()

    async def catch_up() -> None:
        caught_up.release()

    async with working(cases.worker, forget=forget, catch_up=catch_up) as worker:
        for done in (forgotten, caught_up) * 2:
            await done.acquire()
        assert await worker.alive()
    assert 1 == catalogue.looks


@pytest.mark.parametrize("webhooks", [True, False])
async def test_every_sweep_watches_webhooks(*, webhooks: bool) -> None:
    """Without webhooks, nobody watches for them."""
    cases = use_cases(memory_ports(), Config()).worker
    looked, swept = asyncio.Event(), asyncio.Semaphore(0)

    class Watched(WatchWebhooks):
        async def __call__(self) -> None:
            looked.set()

    async def forget() -> None:
        swept.release()

    watch = Watched(**attrs.asdict(cases.webhooks, recurse=False))
    watched = attrs.evolve(cases, webhooks=watch)
    async with working(watched, webhooks=webhooks, forget=forget):
        for _ in range(3):
            await swept.acquire()

    assert webhooks is looked.is_set()


async def test_a_refund_that_does_not_succeed_is_told_of_once() -> None:
    """A refund is retried after every wait; the third failure raises an alarm."""
    clock, told = ManualClock(), list[Payment]()
    cases = use_cases(attrs.evolve(memory_ports(), clock=clock), Config())
    heard = asyncio.Event()

    async def alarm_refund(payment: Payment) -> None:
        told.append(payment)
        heard.set()

    async def pass_time() -> None:
        clock.now += timedelta(minutes=6)  # longer than any wait

    await cases.accounts.enter(PersonId(1), Language.ENGLISH)
    await cases.top_up.receive(PersonId(1), charge_id="c", payload="?", paid=stars(1))
    parts = {"catch_up": pass_time, "forget": pass_time, "alarm_refund": alarm_refund}
    async with working(cases.worker, **parts):
        await heard.wait()

    [payment] = told
    assert (3, "no such charge") == (payment.troubles, payment.detail)


class Deaf(RecordingNotifier):
    """A notifier that always fails for some notices."""

    def __init__(self) -> None:
        super().__init__()
        self.heard = asyncio.Event()

    async def noticed(
        self, person: Person, notice: Notice, balance: Balance, avatar: Avatar | None, /
    ) -> None:
        """Tell it, unless it can never be told."""
        if notice.amount == 1:
            raise ValueError("the chat takes no such message")
        await super().noticed(person, notice, balance, avatar)
        self.heard.set()


class WatchedBlobs(MemoryBlobs):
    """A storage that signals a deletion."""

    def __init__(self) -> None:
        super().__init__()
        self.emptied = asyncio.Event()

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs."""
        await super().delete(keys)
        self.emptied.set()


async def test_a_part_of_the_sweep_that_fails_stops_no_other() -> None:
    """A failing notice delays no other notice and no deletion."""
    store, clock, blobs, deaf = MemoryStore(), ManualClock(), WatchedBlobs(), Deaf()
    ports = attrs.evolve(
        memory_ports(), store=store, clock=clock, blobs=blobs, notifier=deaf
    )
    cases = use_cases(ports, Config())
    failed, swept = asyncio.Event(), asyncio.Event()

    async def fail() -> None:
        failed.set()
        raise ValueError("no day for it")

    async def catch_up() -> None:
        swept.set()

    await cases.accounts.enter(PersonId(1), Language.ENGLISH)
    await blobs.put("people/1/photos/a.jpg", b"photo")
    async with store.work(PersonId(1)) as work:
        for number in (1, 2):
            await work.notices.add(
                Notice(
                    key=f"notice {number}",
                    person=PersonId(1),
                    what=NoticeKind.GRANT,
                    amount=number,
                    due_at=clock(),
                )
            )
        await work.deletions.add(["people/1/photos/a.jpg"], at=clock())
    with capture_logs() as lines:
        async with working(cases.worker, catch_up=catch_up, forget=fail):
            for event in (failed, swept, deaf.heard, blobs.emptied):
                await event.wait()

    assert ["notice 2"] == [notice.key for notice in deaf.notices]
    assert {} == blobs.kept
    parts = {line["part"] for line in lines if line["event"] == "worker.failed"}
    assert {"notices", "updates"} == parts


async def test_work_that_takes_long_holds_nothing_else_up() -> None:
    """While one job hangs, another that falls due is found."""
    cases = use_cases(memory_ports(), Config())
    begun: list[JobId] = []
    both = asyncio.Event()

    class Endless(AdvanceJobs):
        """Begins a job and never comes to its end."""

        async def __call__(self, job: JobId) -> AsyncIterator[Job]:
            begun.append(job)
            if len(begun) == 2:
                both.set()
            yield await asyncio.Future()

    class Falling(Sweep):
        """Finds the first job first, and then both of them."""

        async def due_jobs(self, *, limit: int = 100) -> Sequence[JobId]:
            return [JobId(UUID(int=n)) for n in range(1, 2 + min(1, len(begun)))]

    worker = new_worker(plant(cases.worker, Endless, Falling))
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(30):
        await both.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert [1, 2] == [job.int for job in begun]


async def test_an_end_does_not_wait_for_a_thousand_due_jobs() -> None:
    """A wake overtakes what a sweep has found, and what waits to be sent."""
    cases = use_cases(memory_ports(), Config())
    queue, ended = MemoryQueue(), JobId(UUID(int=5000))
    begun: list[JobId] = []
    overtaken = asyncio.Event()

    class Beginning(AdvanceJobs):
        """Only notes that a job was begun; the first one ends another."""

        async def __call__(self, job: JobId) -> AsyncIterator[Job]:
            begun.append(job)
            if len(begun) == 1:
                await queue.put_after([Wake(ended)])
            if job == ended:
                overtaken.set()
            for _ in range(9):
                await asyncio.sleep(0)
            steps: Sequence[Job] = ()
            for step in steps:
                yield step

    class Full(Sweep):
        """Finds a thousand jobs."""

        async def due_jobs(self, *, limit: int = 100) -> Sequence[JobId]:
            return [JobId(UUID(int=n)) for n in range(1, 1001)]

    waiting = [Wake(JobId(UUID(int=n)), to_send=True) for n in range(2001, 3001)]
    await queue.put_after(waiting)
    worker = new_worker(plant(cases.worker, Beginning, Full), queue=queue)
    running = asyncio.create_task(worker.run())
    async with asyncio.timeout(30):
        await overtaken.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)

    assert len(begun) < 200
