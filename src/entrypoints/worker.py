"""The worker: does what the queue hints at, and what the sweep finds forgotten."""

import asyncio
import time

from collections.abc import Awaitable, Callable, Iterable
from typing import Final, Protocol, TypeVar

import attrs
import structlog

from avatar_core import Job, JobId, Payment, PaymentId
from avatar_core.jobs import Failure
from avatar_core.use_cases import (
    AdvanceJobs,
    CheckCatalogue,
    RefundPayments,
    Sweep,
    TellDisputes,
    TellOwners,
    TellPeople,
    WatchWebhooks,
)


log = structlog.get_logger()

T = TypeVar("T")


class Queue(Protocol):
    """What makes work prompt."""

    async def run(
        self, handler: Callable[[JobId], Awaitable[None]], /, *, concurrency: int
    ) -> None:
        """Hand wakes to *handler* until stopped."""

    async def stop(self) -> None:
        """Let running handlers finish, then stop."""


#: Troubles in a row after which somebody should look. What is known to be for the
#: owner to mend is an incident, and none of these.
_TROUBLES: Final = 3
#: Failures that are not the person's doing.
_OURS: Final = frozenset(
    {Failure.PROVIDER, Failure.BAD_RESULT, Failure.RESULT_LOST, Failure.SET_ASIDE}
)


def needs_a_human(job: Job) -> bool:
    """Return whether the owners should hear of it; true once per trouble.

    A failure is one when it is written down: its person may have left the chat, and
    be told much later. An end that cannot be told is another.
    """
    if job.troubles:
        return job.troubles == _TROUBLES
    written_down = not job.open and (job.silent or job.told_at is None)
    return written_down and job.failure in _OURS


@attrs.define
class Worker:
    """Works on jobs until it is stopped."""

    advance: AdvanceJobs
    sweep: Sweep
    refunds: RefundPayments
    incidents: TellOwners
    #: None: no webhooks are in use.
    webhooks: WatchWebhooks | None
    disputes: TellDisputes
    notices: TellPeople
    catalogue: CheckCatalogue
    queue: Queue
    #: Shows what people are owed to see; called with every sweep.
    catch_up: Callable[[], Awaitable[object]]
    #: Forgets what is remembered only for a time; called with every sweep.
    forget: Callable[[], Awaitable[object]]
    #: Tells the owners.
    alarm: Callable[[Job], Awaitable[None]]
    alarm_refund: Callable[[Payment], Awaitable[None]]
    concurrency: int
    #: Seconds between sweeps.
    interval: float
    #: When the last sweep ended, by the monotonic clock; for /health.
    swept_at: float | None = None
    _stopping: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def run(self) -> None:
        """Work until `stop` is called; a job that fails does not stop the others."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.queue.run(self.handle, concurrency=self.concurrency))
            tasks.create_task(self._sweep_for_ever())

    async def stop(self) -> None:
        """Let running work finish, then stop."""
        self._stopping.set()
        await self.queue.stop()

    async def alive(self) -> bool:
        """Whether the sweep keeps its pace."""
        return (
            self.swept_at is not None
            and time.monotonic() - self.swept_at < 3 * self.interval + 60
        )

    async def handle(self, job: JobId) -> None:
        """Do what is due for one job, and log one line about it."""
        begun = time.monotonic()
        with structlog.contextvars.bound_contextvars(job=str(job)):
            try:
                done = await self.advance(job)
            except Exception:
                log.exception(
                    "job.step_failed",
                    duration_ms=round((time.monotonic() - begun) * 1000),
                )
                return
            if done is not None:
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
                    told=done.told_at is not None,
                    duration_ms=round((time.monotonic() - begun) * 1000),
                )
                if needs_a_human(done):
                    await _alone("alarm", self.alarm(done))

    async def _sweep_for_ever(self) -> None:
        while not self._stopping.is_set():
            await self._sweep()
            self.swept_at = time.monotonic()
            try:
                async with asyncio.timeout(self.interval):
                    await self._stopping.wait()
            except TimeoutError:
                continue

    async def _sweep(self) -> None:
        """Do every part, whatever became of the others."""
        await _alone("jobs", self._advance_due())
        await _each("refunds", self.refunds.due(), self._give_back)
        if self.webhooks is not None:
            await _alone("webhooks", self.webhooks())
        await _alone("catalogue", self.catalogue())
        await _each("incidents", self.incidents.due(), self.incidents)
        await _each("disputes", self.disputes.due(), self.disputes)
        await _each("notices", self.notices.due(), self.notices)
        await _alone("photos", self._expire_photos())
        await _alone("blobs", self._delete_doomed())
        await _alone("updates", self.forget())
        await _alone("cards", self.catch_up())

    async def _advance_due(self) -> None:
        slots = asyncio.Semaphore(self.concurrency)

        async def attend(job: JobId) -> None:
            async with slots:
                await self.handle(job)

        due = await self.sweep.due_jobs()
        async with asyncio.TaskGroup() as tasks:
            for job in due:
                tasks.create_task(attend(job))
        if due:
            log.info("sweep.jobs", jobs=len(due))

    async def _expire_photos(self) -> None:
        if expired := await self.sweep.expire_photos():
            log.info("sweep.photos", avatars=expired)

    async def _delete_doomed(self) -> None:
        if deleted := await self.sweep.delete_doomed():
            log.info("sweep.blobs", blobs=deleted)

    async def _give_back(self, payment: PaymentId) -> None:
        done = await self.refunds(payment)
        if done is None:
            return
        log.info(
            "payment.refunded" if done.due_at is None else "payment.refund_later",
            payment=str(done.id),
            person=done.person,
            stars=done.stars,
            detail=done.detail,
        )
        if done.troubles == _TROUBLES and done.due_at is not None:
            await self.alarm_refund(done)


async def _each(
    part: str, due: Awaitable[Iterable[T]], attend: Callable[[T], Awaitable[object]]
) -> None:
    async def all_of_them() -> None:
        for one in await due:
            await _alone(part, attend(one))

    await _alone(part, all_of_them())


async def _alone(part: str, work: Awaitable[object]) -> None:
    """Have it done; if it fails, nothing else does."""
    try:
        await work
    except Exception:
        log.exception("worker.failed", part=part)
