"""Ends are reported once, although a process or its database was frozen."""

import asyncio
import time

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import attrs
import pytest

from tests.databases import KINDS, open_without_rows
from tests.steps import Steps

from adapters.sql import SqlStore
from adapters.sql.store import NoQueue
from avatar_core import (
    AvatarId,
    Gender,
    Job,
    JobId,
    JobStatus,
    Language,
    PersonId,
    PhotoId,
    Policy,
    PriceBook,
)
from avatar_core.errors import StoreUnavailableError
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.people import CONSENT_VERSION
from avatar_core.ports import News, Notifier, Reading, Store, Work
from avatar_core.testing import RecordingNotifier, SequentialIds, memory_ports
from avatar_core.use_cases import Config, UseCases, use_cases
from entrypoints.heartbeat import heartbeat
from entrypoints.worker import JobsInHand


#: Long enough for a busy machine to renew it in time.
POLICY: Final = Policy(lease=timedelta(seconds=1.5))
ANNA: Final = PersonId(1)
AVATAR: Final = AvatarId(UUID(int=1))
JOB: Final = JobId(UUID(int=2))


def clock() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)


def stand_still(leases: float = 1.2) -> None:
    """Block the whole process, timers included, for so many leases."""
    time.sleep(leases * POLICY.lease.total_seconds())


async def nothing() -> None:
    """Do nothing."""


def _set() -> asyncio.Event:
    event = asyncio.Event()
    event.set()
    return event


@attrs.define
class FrailStore:
    """A store of a process that can be cut off from it, or suspended."""

    store: Store
    away: bool = False
    #: Cleared while the process is suspended: none of its tasks begins a transaction.
    runs: asyncio.Event = attrs.field(factory=_set)
    #: Awaited after each claim, and after each other transaction, such as a renewal.
    after_claim: Callable[[], Awaitable[None]] = nothing
    after_work: Callable[[], Awaitable[None]] = nothing

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        """Begin a transaction."""
        await self.runs.wait()
        if self.away:
            raise StoreUnavailableError("away")
        async with self.store.work(person, durable=durable) as work:
            yield work
        await self.after_work()

    @asynccontextmanager
    async def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AsyncIterator[tuple[Work, Job]]:
        """Begin a transaction of a job's person."""
        await self.runs.wait()
        if self.away:
            raise StoreUnavailableError("away")
        async with self.store.work_on(job, durable=durable) as found:
            yield found
        await self.after_claim()

    def read(self) -> AbstractAsyncContextManager[Reading]:
        """Begin a look."""
        return self.store.read()


@attrs.define
class HeldNotifier(RecordingNotifier):
    """A messenger that takes a message at once and answers when allowed."""

    taken: asyncio.Semaphore = attrs.field(factory=lambda: asyncio.Semaphore(0))
    answers: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def ended(self, news: News, /) -> None:
        """Take the message."""
        await super().ended(news)
        self.taken.release()
        await self.answers.wait()

    async def begun(self, telling: asyncio.Task[Any]) -> None:
        """Wait until a message is taken that this task sends."""
        taken = asyncio.create_task(self.taken.acquire())
        await asyncio.wait({telling, taken}, return_when=asyncio.FIRST_COMPLETED)
        if telling.done():
            taken.cancel()
            raise AssertionError(f"nothing is told: {telling.result()!r}")


@attrs.define
class Rig:
    """A database with one ended job to report."""

    store: SqlStore
    notifier: HeldNotifier = attrs.field(factory=HeldNotifier)

    def process(self, store: Store | None = None) -> Steps:
        """Return the use case of a process."""
        return Steps(_cases(store or self.store, self.notifier).worker.advance)

    async def job(self) -> Job:
        """Return the job as it is now."""
        async with self.store.read() as reading:
            return await reading.jobs.get(JOB)


@pytest.fixture(params=KINDS)
async def rig(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Rig]:
    """Return a database with a cancelled job that was not reported yet."""
    engine = await open_without_rows(request.param, tmp_path)
    rig = Rig(SqlStore(engine, NoQueue()))
    await _call_off_a_training(rig.store)
    assert JobStatus.CANCELLED is (await rig.job()).status
    yield rig
    await engine.dispose()


def _cases(store: Store, notifier: Notifier) -> UseCases:
    ports = attrs.evolve(
        memory_ports(),
        store=store,
        clock=clock,
        notifier=notifier,
        heartbeat=heartbeat,
    )
    return use_cases(
        ports, Config(prices=PriceBook(training=150, welcome=1000), policy=POLICY)
    )


async def _call_off_a_training(store: SqlStore) -> None:
    cases, ids = _cases(store, RecordingNotifier()), SequentialIds()
    await cases.accounts.enter(ANNA, Language.ENGLISH)
    await cases.consent(ANNA, CONSENT_VERSION)
    await cases.avatars.create(
        ANNA, AVATAR, family=FLUX_PORTRAIT.name, gender=Gender.FEMALE, name="Anna"
    )
    for number in range(10):
        await cases.photos.add(ANNA, AVATAR, PhotoId(ids()), b"photo %d" % number)
    await cases.training.start(ANNA, AVATAR, JOB)
    await cases.cancel_job(ANNA, JOB)


@pytest.mark.parametrize("away", [False, True])
async def test_a_process_that_stood_still_tells_once(rig: Rig, *, away: bool) -> None:
    """A message that is under way when the lease runs out is not sent a second time.

    It makes no difference whether the process stood still or could not reach its
    database, and whether it is woken again meanwhile.
    """
    store = FrailStore(rig.store)
    in_hand = JobsInHand(rig.process(store))
    telling = asyncio.create_task(in_hand(JOB))
    await rig.notifier.begun(telling)
    store.away = away
    stand_still()
    woken_again = asyncio.create_task(in_hand(JOB))
    await asyncio.wait({telling, woken_again}, return_when=asyncio.FIRST_COMPLETED)
    store.away = False
    rig.notifier.answers.set()
    await asyncio.gather(telling, woken_again)
    await in_hand(JOB)

    assert 1 == len(rig.notifier.told)
    assert (await rig.job()).told_at is not None


async def test_what_could_not_be_written_down_is_not_told_again(rig: Rig) -> None:
    """An end reported while the database was away is not reported again."""
    store = FrailStore(rig.store)
    process = rig.process(store)
    telling = asyncio.create_task(process(JOB))
    await rig.notifier.begun(telling)
    store.away = True
    rig.notifier.answers.set()
    with pytest.raises(StoreUnavailableError):
        await telling
    store.away = False
    stand_still()

    told = await process(JOB)

    assert told is not None
    assert told.told_at is not None
    assert 1 == len(rig.notifier.told)


@pytest.mark.parametrize("renewed", [False, True])
async def test_what_another_process_took_is_not_told(
    rig: Rig, *, renewed: bool
) -> None:
    """A process that stood still before it sent the message leaves it to the other.

    It makes no difference whether it has renewed its lease.
    """
    rig.notifier.answers.set()
    told: list[Job | None] = []

    async def grow_old() -> None:
        stand_still(0.4)

    async def other_process() -> None:
        store.after_claim = store.after_work = nothing
        store.runs.clear()
        # A renewal that was under way may go through first, once.
        for _ in range(1 + renewed):
            stand_still()
            told.append(await rig.process()(JOB))
            if told[-1] is not None:
                break
        store.runs.set()

    store = FrailStore(rig.store, after_claim=other_process)
    if renewed:
        store.after_claim, store.after_work = grow_old, other_process

    assert await rig.process(store)(JOB) is None
    assert told[-1] is not None
    assert 1 == len(rig.notifier.told)


async def test_what_another_process_has_just_noted_is_not_told(rig: Rig) -> None:
    """A process that took over stops if the first has noted its message meanwhile."""
    first_store = FrailStore(rig.store)
    first = asyncio.create_task(rig.process(first_store)(JOB))
    await rig.notifier.begun(first)
    first_store.away = True
    stand_still()

    async def first_notes_it() -> None:
        first_store.away = False
        rig.notifier.answers.set()
        await first

    second_store = FrailStore(rig.store, after_claim=first_notes_it)

    assert await rig.process(second_store)(JOB) is None
    assert 1 == len(rig.notifier.told)


async def test_a_process_that_stood_still_may_be_overtaken(rig: Rig) -> None:
    """Two processes may both report if one is frozen while sending.

    The other cannot know whether it is dead, nor whether its message arrived.
    """
    store = FrailStore(rig.store)
    telling = asyncio.create_task(rig.process(store)(JOB))
    await rig.notifier.begun(telling)
    store.away = True
    stand_still()
    other = asyncio.create_task(rig.process()(JOB))
    await rig.notifier.begun(other)
    store.away = False
    rig.notifier.answers.set()
    await asyncio.gather(telling, other)

    assert 2 == len(rig.notifier.told)
    assert (await rig.job()).told_at is not None
