"""Advance a job by one step, according to its status.

Each step claims the job by moving its `due_at` a few seconds into the future (a lease),
works without an open transaction, and saves the outcome together with the next
`due_at`. A heartbeat renews the lease while the step goes on. When a worker dies, its
lease runs out, the sweep finds the job, and the work goes on from what the row says. A
worker that has lost its lease is stopped, unless it is telling an end: that message may
have arrived already.
"""

from datetime import datetime, timedelta
from typing import Final

import attrs

from ..errors import LeaseLostError, NotFoundError
from ..failures import Cause, Failure
from ..ids import JobId
from ..job_lifecycle import JobStatus
from ..jobs import Job
from ..policy import Policy
from ..ports import Clock, Heartbeat, Lease, Store
from .check_jobs import CheckJobs
from .ordering import ordered_with
from .outcomes import conclude
from .submit_jobs import SubmitJobs
from .telling import TellJobs
from .trail import save


#: How long before its time a job counts as due: a wake may come that early.
_EARLY: Final = timedelta(seconds=0.5)


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

    async def __call__(self, job: JobId) -> Job | None:
        """Take the step that is due for the job; return it, or None if nothing was due.

        Calling it at any time, twice or at once from many workers, is safe.
        """
        claimed = await self._claim(job)
        if claimed is None or not claimed.starts:
            return claimed  # nothing is due, or it was set aside
        lease = self._lease_on(claimed)
        try:
            async with self.heartbeat(lease):
                done = await self._step(claimed, lease)
        except LeaseLostError:
            await self._outlive(claimed)
            return None
        if done is None:
            return None
        if claimed.open and not done.open and done.lead is not None:
            await self.telling.show(done)
        return done

    async def _step(self, job: Job, lease: Lease) -> Job | None:
        match job.status:
            case JobStatus.REQUESTED:
                return await self.submitting.submit(job)
            case JobStatus.SUBMITTING:
                return await self.submitting.reconcile(job)
            case JobStatus.SUBMITTED | JobStatus.RUNNING:
                return await self.checking(job)
            case _:
                return await self.telling.tell(job, lease)

    async def webhook_received(self, token: str, request_id: str) -> bool:
        """Hurry the job that a webhook is about; return False if there is none.

        The webhook is not trusted; the provider is asked now. But it does bring the
        provider's id if the answer to our POST was lost. A webhook of another request
        than the job's own is a duplicate, which is recorded for the admin.
        """
        try:
            async with self.store.read() as reading:
                job = await reading.jobs.by_token(token)
        except NotFoundError:
            return False
        async with self.store.work(job.person) as work:
            now = self.clock()
            before = await work.jobs.get(job.id)
            if not before.submits:
                return False
            noted = before.webhook_received(request_id, at=now)
            meant = before.open and noted.request_id == request_id
            # A job that is due already needs no hurrying.
            if meant and (before.request_id is None or not _due(before, now)):
                after = noted.accept(request_id).hurry(now)
                await save(work, after, at=now)
                work.enqueue(job.id)
            elif noted != before:
                await work.jobs.save(noted)
        return True

    async def _claim(self, job_id: JobId) -> Job | None:
        """Return the job with a lease on it, or ended: it stopped too many workers."""
        now = self.clock()
        try:
            async with self.store.read() as reading:
                job = await reading.jobs.get(job_id)
                if not _due(job, now):
                    return None
                if job.waits_its_turn(now):
                    later = now + _EARLY
                    places = self.policy.places(later)
                    if job_id not in await reading.jobs.next_to_send(later, places):
                        return None
        except NotFoundError:
            return None
        async with self.store.work(job.person) as work:
            now = self.clock()  # waiting for the transaction may have taken long
            job = await work.jobs.get(job_id)
            if not _due(job, now):
                return None
            if not job.open:
                if (await work.people.get(job.person)).away:
                    return None  # told on their return
                order = await ordered_with(work, job)
                waited_for = [one.deadline_at for one in order if one.open]
                if waited_for:
                    later = max(*waited_for, now + self.policy.lease)
                    await work.jobs.save(job.postpone(later))
                    return None
            if job.starts < self.policy.max_starts:
                return await work.jobs.save(job.claim(now + self.policy.lease))
            if job.open:
                ended = job.fail(Failure.SET_ASIDE, Cause.WORKER_STOPPED, at=now)
                return await conclude(work, ended, at=now)
            return await work.jobs.save(job.told(at=now))

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
    return job.due_at is not None and job.due_at <= now + _EARLY
