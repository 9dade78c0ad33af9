"""When the owners hear of a job, and what else the worker sees to."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

import attrs
import pytest

from avatar_core import (
    AvatarId,
    Job,
    JobId,
    JobStatus,
    Language,
    Payment,
    PersonId,
    PriceBook,
    TrainingOrder,
)
from avatar_core.errors import RefundFailedError
from avatar_core.families import FLUX_PORTRAIT, AvatarType
from avatar_core.jobs import Failure
from avatar_core.policy import Policy
from avatar_core.testing import (
    ManualClock,
    MemoryBlobs,
    MemoryStore,
    RecordingAlarms,
    RecordingNotifier,
)
from avatar_core.testing.time import EPOCH
from avatar_core.use_cases import (
    Accounts,
    AdvanceJobs,
    RefundPayments,
    Sweep,
    TellDisputes,
    TellOwners,
    TellPeople,
    TopUp,
)
from avatar_core.use_cases.owner import DisputeFile
from entrypoints.worker import Worker, needs_a_human


JOB = Job(
    id=JobId(UUID(int=1)),
    person=PersonId(1),
    avatar=AvatarId(UUID(int=2)),
    order=TrainingOrder(
        family=FLUX_PORTRAIT.name,
        model=FLUX_PORTRAIT.trainer,
        avatar_type=AvatarType.PORTRAIT,
        steps=1,
        trigger="x",
    ),
    price=1,
    token="token",
    created_at=EPOCH,
    due_at=EPOCH,
    deadline_at=EPOCH,
)


@pytest.mark.parametrize(
    ("troubles", "expected"), [(0, False), (2, False), (3, True), (4, False)]
)
def test_open(troubles: int, *, expected: bool) -> None:
    """An open job is told of once, at its third trouble in a row."""
    job = attrs.evolve(JOB, troubles=troubles)

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
    """An ended job is told of once, when its person was, unless it was their photos."""
    ended = attrs.evolve(JOB, status=JobStatus.FAILED, failure=failure, due_at=EPOCH)

    assert needs_a_human(ended) is False
    assert expected is needs_a_human(ended.told(at=EPOCH))


class IdleQueue:
    """A queue without wakes."""

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


class Silent:
    """A messenger with nothing to carry."""

    async def opened(self, file: DisputeFile, /) -> None:
        """Carry nothing."""
        raise AssertionError(file)

    async def answered(self, file: DisputeFile, /) -> None:
        """Carry nothing."""
        raise AssertionError(file)


class Stubborn:
    """A cashier that gives nothing back."""

    async def refund(self, person: PersonId, charge_id: str, /) -> None:
        """Refuse."""
        raise RefundFailedError("stubborn")


async def test_every_sweep_forgets_and_catches_up() -> None:
    """What is remembered only for a time is forgotten, what is owed is shown, always."""
    store, clock = MemoryStore(), ManualClock()
    forgotten, caught_up = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def forget() -> None:
        forgotten.release()

    async def catch_up() -> None:
        caught_up.release()

    async def alarm(job: Job) -> None:
        raise AssertionError(job)

    async def alarm_refund(payment: Payment) -> None:
        raise AssertionError(payment)

    worker = Worker(
        advance=AdvanceJobs(store, {}, RecordingNotifier(), clock, Policy()),
        sweep=Sweep(store, MemoryBlobs(), clock, Policy()),
        refunds=RefundPayments(store, Stubborn(), clock, Policy()),
        incidents=TellOwners(store, RecordingAlarms(), clock, Policy()),
        webhooks=None,
        disputes=TellDisputes(store, Silent(), clock, Policy()),
        notices=TellPeople(store, RecordingNotifier(), clock, Policy()),
        queue=IdleQueue(),
        catch_up=catch_up,
        forget=forget,
        alarm=alarm,
        alarm_refund=alarm_refund,
        concurrency=1,
        interval=0.01,
    )
    running = asyncio.create_task(worker.run())

    async with asyncio.timeout(30):
        for done in (forgotten, caught_up) * 2:
            await done.acquire()
    assert await worker.alive()

    await worker.stop()
    await running


async def test_a_refund_that_does_not_succeed_is_told_of_once() -> None:
    """Giving a payment back is tried with every wait; at the third time owners hear."""
    store, clock, told = MemoryStore(), ManualClock(), list[Payment]()
    heard = asyncio.Event()

    async def alarm(job: Job) -> None:
        raise AssertionError(job)

    async def alarm_refund(payment: Payment) -> None:
        told.append(payment)
        heard.set()

    async def forget() -> None:
        clock.now += timedelta(minutes=6)  # longer than any wait

    await Accounts(store, clock, PriceBook()).enter(PersonId(1), Language.ENGLISH)
    top_up = TopUp(store, clock, ())
    await top_up.receive(PersonId(1), charge_id="c", payload="?", stars=1)
    worker = Worker(
        advance=AdvanceJobs(store, {}, RecordingNotifier(), clock, Policy()),
        sweep=Sweep(store, MemoryBlobs(), clock, Policy()),
        refunds=RefundPayments(store, Stubborn(), clock, Policy()),
        incidents=TellOwners(store, RecordingAlarms(), clock, Policy()),
        webhooks=None,
        disputes=TellDisputes(store, Silent(), clock, Policy()),
        notices=TellPeople(store, RecordingNotifier(), clock, Policy()),
        queue=IdleQueue(),
        catch_up=forget,
        forget=forget,
        alarm=alarm,
        alarm_refund=alarm_refund,
        concurrency=1,
        interval=0.001,
    )
    running = asyncio.create_task(worker.run())

    async with asyncio.timeout(30):
        await heard.wait()
    await worker.stop()
    await running

    [payment] = told
    assert (3, "stubborn") == (payment.troubles, payment.detail)
