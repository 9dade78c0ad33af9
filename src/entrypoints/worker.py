"""The worker: advances the jobs that the queue names, and all that are due."""

import asyncio
import time

from collections.abc import Awaitable, Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Final, Protocol, TypeVar

import attrs
import structlog

from avatar_core import Job, JobId, Payment, PaymentId
from avatar_core.failures import Failure
from avatar_core.use_cases import WorkerCases


log = structlog.get_logger()

T = TypeVar("T")


class Queue(Protocol):
    """Wakes workers at once."""

    async def run(
        self, handler: Callable[[JobId], Awaitable[None]], /, *, concurrency: int
    ) -> None:
        """Call *handler* for each wake until stopped."""

    async def stop(self) -> None:
        """Let running handlers finish, then stop."""


#: Seconds between searches for due rows, which are a few lookups in short indexes.
_LOOK_EVERY: Final = 2.0
#: Consecutive errors after which the admins are alarmed. Incidents, which only admins
#: can resolve, are not counted.
_TROUBLES: Final = 3
#: Failures that are not the person's fault.
_OURS: Final = frozenset(
    {Failure.PROVIDER, Failure.BAD_RESULT, Failure.RESULT_LOST, Failure.SET_ASIDE}
)


def needs_a_human(job: Job) -> bool:
    """Return whether the admins should be alarmed; true once per problem.

    A failure counts when it is recorded, since its person may have left the chat and
    be told much later. An end that cannot be told counts separately.
    """
    if job.troubles:
        return job.troubles == _TROUBLES
    written_down = not job.open and (job.silent or job.told_at is None)
    return written_down and job.failure in _OURS


@attrs.frozen
class JobsInHand:
    """Runs no job twice at the same time in this process.

    That holds even if its lease has expired because the process or the database was
    suspended. A job that is woken meanwhile runs again afterwards.
    """

    work: Callable[[JobId], Awaitable[object]]
    #: The jobs in hand, and whether they were woken again.
    _woken: dict[JobId, bool] = attrs.field(factory=dict, init=False)

    def __contains__(self, job: JobId) -> bool:
        """Return whether the job is in hand."""
        return job in self._woken

    async def __call__(self, job: JobId) -> None:
        """Run the job, or run it again afterwards if it is running."""
        if job in self:
            self._woken[job] = True
            return
        again = True
        while again:
            self._woken[job] = False
            try:
                await self.work(job)
            finally:
                again = self._woken.pop(job)


@attrs.define
class Worker:
    """Works on jobs until it is stopped."""

    cases: WorkerCases
    #: Whether webhooks are used, so that their absence is an incident.
    webhooks: bool
    queue: Queue
    #: Shows people the updates they have missed.
    catch_up: Callable[[], Awaitable[object]]
    #: Deletes records that are kept only for a time.
    forget: Callable[[], Awaitable[object]]
    #: Alarms the admins.
    alarm: Callable[[Job], Awaitable[None]]
    alarm_refund: Callable[[Payment], Awaitable[None]]
    concurrency: int
    #: Seconds between sweeps for work that becomes due only with time.
    interval: float
    #: When due jobs were last searched for, by the monotonic clock; for /health.
    swept_at: float | None = None
    _stopping: asyncio.Event = attrs.field(factory=asyncio.Event)
    _jobs: JobsInHand = attrs.field(init=False)
    _places: asyncio.Semaphore = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        """Make places for as many jobs as may run at a time."""
        self._jobs = JobsInHand(self._in_its_place)
        self._places = asyncio.Semaphore(self.concurrency)

    async def run(self) -> None:
        """Work until `stop` is called; a failure does not stop other work."""
        soon = min(_LOOK_EVERY, self.interval)
        async with asyncio.TaskGroup() as tasks:
            repeat = partial(self._repeat, tasks)
            tasks.create_task(self.queue.run(self._jobs, concurrency=self.concurrency))
            repeat("jobs", soon, lambda: self._advance_due(tasks))
            refunds, notices = self.cases.refunds, self.cases.notices
            repeat("refunds", soon, lambda: _each(refunds.due(), self._give_back))
            repeat("notices", soon, lambda: _each(notices.due(), notices))
            repeat("blobs", soon, self._delete_scheduled)
            repeat("cards", soon, self.catch_up)
            repeat("photos", self.interval, self._expire_photos)
            repeat("erasures", self.interval, self.cases.sweep.finish_erasures)
            repeat("requests", self.interval, self.cases.sweep.forget_requests)
            repeat("updates", self.interval, self.forget)
            repeat("catalogue", self.interval, self.cases.catalogue)
            repeat("digest", self.interval, self.cases.digest)
            if self.webhooks:
                repeat("webhooks", self.interval, self.cases.webhooks)

    async def stop(self) -> None:
        """Let running work finish, then stop."""
        self._stopping.set()
        await self.queue.stop()

    async def alive(self) -> bool:
        """Return whether the sweep runs on time."""
        return (
            self.swept_at is not None
            and time.monotonic() - self.swept_at < 3 * self.interval + 60
        )

    async def _in_its_place(self, job: JobId) -> None:
        async with self._places:
            await self._handle(job)

    async def _handle(self, job: JobId) -> None:
        """Take the steps of a job that are due, and log one line about each."""
        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(job=str(job)):
            try:
                async for done in self.cases.advance(job):
                    await self._report(done, begun)
            except Exception:
                log.exception("job.step_failed", duration_ms=_since(begun))

    async def _report(self, done: Job, begun: float) -> None:
        log.info(
            "job.advanced",
            kind=done.kind,
            status=done.status,
            person=done.person,
            avatar=str(done.avatar),
            request=done.request_id,
            failure=done.failure,
            detail=done.detail,
            troubles=done.troubles,
            ended=not done.open,
            told=done.told_at is not None,
            webhook=done.webhook_at is not None,
            duration_ms=_since(begun),
        )
        if needs_a_human(done):
            await _alone(self.alarm(done), "alarm")

    def _repeat(
        self,
        tasks: asyncio.TaskGroup,
        part: str,
        every: float,
        work: Callable[[], Awaitable[object]],
    ) -> None:
        """Repeat a part of the sweep in a task of its own."""

        async def for_ever() -> None:
            while not self._stopping.is_set():
                await _alone(work())
                with suppress(TimeoutError):
                    async with asyncio.timeout(every):
                        await self._stopping.wait()

        tasks.create_task(for_ever(), name=part)

    async def _advance_due(self, tasks: asyncio.TaskGroup) -> None:
        """Begin due jobs, while there are places for them.

        They take their turns with the jobs of the queue. A list that is not begun in time
        is made again, because by then other jobs may come first.
        """
        try:
            due = await self.cases.sweep.due_jobs()
        finally:
            self.swept_at = time.monotonic()
        with suppress(TimeoutError):
            async with asyncio.timeout(_LOOK_EVERY):
                for job in due:
                    if job in self._jobs:
                        continue
                    async with self._places:
                        pass
                    tasks.create_task(self._jobs(job))
                    await asyncio.sleep(0)  # let it take the place

    async def _expire_photos(self) -> None:
        if expired := await self.cases.sweep.expire_photos():
            log.info("sweep.photos", avatars=expired)

    async def _delete_scheduled(self) -> None:
        if deleted := await self.cases.sweep.delete_scheduled():
            log.info("sweep.blobs", blobs=deleted)

    async def _give_back(self, payment: PaymentId) -> None:
        done = await self.cases.refunds(payment)
        if done is None:
            return
        log.info(
            "payment.refunded" if done.due_at is None else "payment.refund_later",
            payment=str(done.id),
            person=done.person,
            money=str(done.money),
            detail=done.detail,
        )
        if done.troubles == _TROUBLES and done.due_at is not None:
            await self.alarm_refund(done)


def _since(begun: float) -> int:
    """Return the milliseconds since a time of the monotonic clock."""
    return round((time.monotonic() - begun) * 1000)


async def _each(
    due: Awaitable[Iterable[T]], attend: Callable[[T], Awaitable[object]]
) -> None:
    for one in await due:
        await _alone(attend(one))


async def _alone(work: Awaitable[object], part: str | None = None) -> None:
    """Await *work*, and log its failure under *part*, or the name of the task."""
    try:
        await work
    except Exception:
        task = asyncio.current_task()
        log.exception("worker.failed", part=part or (task.get_name() if task else None))
