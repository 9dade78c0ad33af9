"""Advance a job by one step, according to its status.

Each step claims the job by moving its `due_at` a few seconds into the future (a lease),
works without an open transaction, and saves the outcome together with the next
`due_at`. A heartbeat renews the lease while the step goes on. When a worker dies, its
lease runs out, the sweep finds the job, and the work goes on from what the row says. A
worker that has lost its lease is stopped, unless it is telling an end: that message may
have arrived already.

What a loss of power may undo without harm is not committed durably: a claim, the
provider's acceptance (its books are looked into), a webhook (the provider is polled), and
that an end was told (it is told again). Before an end is told, it is durable.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

import attrs

from ..errors import LeaseLostError, NotFoundError, Thing
from ..failures import Cause, Failure
from ..ids import JobId
from ..incidents import Incident, stopping
from ..job_lifecycle import JobStatus
from ..jobs import Job
from ..notices import end_of
from ..people import Person
from ..policy import Policy
from ..ports import Clock, Heartbeat, Lease, News, Store, Work
from .check_jobs import CheckJobs
from .ordering import ordered_with
from .outcomes import Outcome, conclude
from .read_news import news_of
from .submit_jobs import SubmitJobs
from .telling import TellJobs
from .trail import save


T = TypeVar("T")

#: How long before its time a job counts as due: a wake may come that early.
_EARLY: Final = timedelta(seconds=0.5)


@attrs.frozen
class Claim:
    """A job that was claimed, with what its next step needs."""

    job: Job
    owner: Person
    #: The incidents that stop the sale of the job's model, if it is to be sent.
    incidents: Sequence[Incident] = ()
    #: What to tell, if the job has ended.
    news: News | None = None
    #: Whether the claim has saved that its POST is about to be made.
    begun: bool = False


@attrs.frozen
class AdvanceJobs:
    """Bring every job to its end, one step at a time."""

    store: Store
    clock: Clock
    policy: Policy
    heartbeat: Heartbeat
    submitting: SubmitJobs
    checking: CheckJobs
    telling: TellJobs

    async def __call__(self, job: JobId) -> AsyncIterator[Job]:
        """Take the steps of the job that are due; yield it after each.

        Whoever ends a job also tells its end, under the same claim. Calling it at any
        time, twice or at once from many workers, is safe.
        """
        claim = await self._claim(job)
        if claim is None:
            return
        outcome: Outcome | None = claim.news
        if outcome is None and claim.job.starts:
            outcome = await self._under_lease(claim.job, partial(self._step, claim))
            if isinstance(outcome, News):
                yield outcome.job
        elif outcome is None:
            yield claim.job  # it was set aside
        if isinstance(outcome, News):
            tell = partial(self.telling.tell, outcome)
            outcome = await self._under_lease(outcome.job, tell)
        if isinstance(outcome, Job):
            if claim.job.open and not outcome.open and outcome.lead is not None:
                await self.telling.show(outcome)
            yield outcome

    async def _under_lease(
        self, job: Job, step: Callable[[Lease], Awaitable[T]]
    ) -> T | None:
        """Take a step while the lease on the job is renewed; None if it was lost."""
        lease = self._lease_on(job)
        try:
            async with self.heartbeat(lease):
                return await step(lease)
        except LeaseLostError:
            await self._outlive(job)
            return None

    async def _step(self, claim: Claim, _: Lease) -> Outcome:
        job = claim.job
        match job.status:
            case JobStatus.SUBMITTING if claim.begun:
                return await self.submitting.send(job, file=None, incidents=())
            case JobStatus.REQUESTED:
                return await self.submitting.submit(job, claim.incidents)
            case JobStatus.SUBMITTING:
                return await self.submitting.reconcile(job)
            case _:
                return await self.checking(job, claim.owner)

    async def webhook_received(self, token: str, request_id: str) -> bool:
        """Hurry the job that a webhook is about; return False if there is none.

        The webhook is not trusted; the provider is asked now. But it does bring the
        provider's id if the answer to our POST was lost. A webhook of another request
        than the job's own is a duplicate, which is recorded for the admin.
        """
        try:
            async with self.store.work_on(token, durable=False) as (work, before):
                await self._note_webhook(work, before, request_id)
                return before.submits > 0
        except NotFoundError:
            return False

    async def _note_webhook(self, work: Work, before: Job, request_id: str) -> None:
        if not before.submits:
            return
        now = self.clock()
        noted = before.webhook_received(request_id, at=now)
        meant = before.open and noted.request_id == request_id
        # A job that is due already needs no hurrying.
        if meant and (before.request_id is None or not _due(before, now)):
            after = noted.accept(request_id).hurry(now)
            await save(work, after, at=now)
            work.enqueue(before.id)
        elif noted != before:
            await work.jobs.save(noted)

    async def _claim(self, job_id: JobId, *, durable: bool = False) -> Claim | None:
        """Claim the step that is due for the job, if any.

        To tell an end, the job is claimed durably, and so its end is durable as well.

        A job that stopped too many workers is set aside instead: it ends without a
        claim, or a notice tells its end in place of its results.
        """
        try:
            async with self.store.work_on(job_id, durable=durable) as (work, job):
                now = self.clock()  # waiting for the transaction may have taken long
                if not _due(job, now):
                    return None
                if job.open:
                    return await self._claim_open(work, job, at=now)
                if durable:
                    return await self._claim_ended(work, job, at=now)
        except NotFoundError as error:
            if error.thing is not Thing.JOB:
                raise
            return None
        return await self._claim(job_id, durable=True)

    async def _claim_open(self, work: Work, job: Job, *, at: datetime) -> Claim | None:
        if job.waits_its_turn(at):
            later = at + _EARLY
            if job.id not in await work.jobs.next_to_send(
                later, self.policy.places(later)
            ):
                return None
        owner = await work.people.get(job.person)
        if job.starts >= self.policy.max_starts:
            ended = job.fail(Failure.SET_ASIDE, Cause.WORKER_STOPPED, at=at)
            return Claim(await conclude(work, ended, at=at), owner)
        claimed = job.claim(at + self.policy.lease)
        if job.status is not JobStatus.REQUESTED:
            return Claim(await work.jobs.save(claimed), owner)
        incidents = stopping(await work.incidents.all(), job.order.model)
        if self.submitting.can_begin(claimed, incidents, at):
            begun = await self.submitting.begin(work, claimed, at=at)
            return Claim(begun, owner, begun=True)
        return Claim(await work.jobs.save(claimed), owner, incidents)

    async def _claim_ended(self, work: Work, job: Job, *, at: datetime) -> Claim | None:
        owner = await work.people.get(job.person)
        if owner.away:
            return None  # told on their return
        order = await ordered_with(work, job)
        waited_for = [one.deadline_at for one in order if one.open]
        if waited_for:
            later = max(*waited_for, at + self.policy.lease)
            await work.jobs.save(job.postpone(later))
            return None
        if job.starts >= self.policy.max_starts:
            await work.notices.add(end_of(job, at=at))
            return Claim(await work.jobs.save(job.told(at=at)), owner)
        claimed = await work.jobs.save(job.claim(at + self.policy.lease))
        return Claim(claimed, owner, news=await news_of(work, claimed, owner))

    def _lease_on(self, job: Job) -> Lease:
        """Return the lease that was taken by claiming the job."""

        async def extend(_: datetime, until: datetime) -> bool:
            async with self.store.work(job.person) as work:
                fresh = await work.jobs.get(job.id)
                if fresh.claims != job.claims or fresh.told_at is not None:
                    return False
                if fresh.starts:  # zero if the step has just ended
                    await work.jobs.renew(job.id, until)
                return True

        until = job.due_at or self.clock()
        return Lease(until, self.policy.lease, self.clock, extend, interrupts=job.open)

    async def _outlive(self, job: Job) -> None:
        """Record that a worker lost its lease, but survived the job."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.starts > 1:
                await work.jobs.save(fresh.outlive())


def _due(job: Job, now: datetime) -> bool:
    # A lease lasts to its end.
    early = timedelta(0) if job.starts else _EARLY
    return job.due_at is not None and job.due_at <= now + early
