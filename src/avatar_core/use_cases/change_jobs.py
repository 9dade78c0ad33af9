"""Save the outcome of a step of a job."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final, TypeAlias

import attrs

from ..errors import ActionNotAllowedError
from ..failures import Failure
from ..jobs import Job, JobStatus
from ..policy import Policy
from ..ports import Clock, Store, Work
from .endings import conclude
from .results import StoredResults
from .trail import save


#: Returns the job as it is to be saved, given the saved job and the time.
Change: TypeAlias = Callable[[Job, datetime], Job]

_NOTHING: Final = StoredResults()


@attrs.frozen
class ChangeJobs:
    """Change a job after a worker has worked on it without a transaction.

    Every method takes the job as its worker claimed it and returns the job as saved.
    """

    store: Store
    clock: Clock
    policy: Policy

    def too_late(self, job: Job) -> bool:
        """Whether the deadline of the job has passed."""
        return self.clock() >= job.deadline_at

    async def change(self, job: Job, change: Change) -> Job:
        """Change the job if its worker still has the claim."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            if fresh.claims != job.claims:
                return fresh  # the lease ran out: another worker decides
            if fresh.request_id != job.request_id:
                change = look_again  # it was accepted meanwhile, which voids the change
            return await self._save(work, job, fresh, change)

    async def learn(
        self, job: Job, change: Change, results: StoredResults = _NOTHING
    ) -> Job:
        """Save the provider's answer, even if another worker has the claim."""
        async with self.store.work(job.person) as work:
            fresh = await work.jobs.get(job.id)
            return await self._save(work, job, fresh, change, results)

    async def retry_later(self, job: Job, detail: str) -> Job:
        """Try again later, after a longer wait each time."""
        wait = self.policy.wait(job.troubles)
        return await self.change(
            job, lambda fresh, now: fresh.retry_later(now + wait, detail)
        )

    async def give_up(self, job: Job, detail: str) -> Job:
        """End at the deadline: as cancelled if that was requested, else as expired."""
        if job.cancel_asked:
            return await self.change(job, lambda fresh, now: fresh.cancel(at=now))
        return await self.change(job, lambda fresh, now: fresh.expire(detail, at=now))

    async def fail(self, job: Job, failure: Failure, detail: str) -> Job:
        """End as failed."""
        return await self.change(
            job, lambda fresh, now: fresh.fail(failure, detail, at=now)
        )

    async def block(self, job: Job, detail: str) -> Job:
        """End because the provider's content check refused it."""
        return await self.change(job, lambda fresh, now: fresh.block(detail, at=now))

    async def _save(
        self,
        work: Work,
        job: Job,
        fresh: Job,
        change: Change,
        results: StoredResults = _NOTHING,
    ) -> Job:
        now = self.clock()
        if not fresh.open:
            return fresh
        try:
            after = change(fresh, now)
        except ActionNotAllowedError:
            return fresh  # it has been moved on, and its next step is due already
        if not after.open:
            ended = await conclude(work, after, at=now, stored=results)
            await self._wake_next(work, now)
            return ended
        if fresh.version != job.version:
            after = after.hurry(now)  # a webhook or a cancellation came meanwhile
        saved = await save(work, after, at=now)
        if saved.due_at is not None:
            work.enqueue(job.id, after=max(saved.due_at - now, timedelta(0)))
        if saved.status is JobStatus.REQUESTED:
            await self._wake_next(work, now)
        return saved

    async def _wake_next(self, work: Work, now: datetime) -> None:
        """Wake the jobs that can be sent now that a place is free."""
        for job in await work.jobs.next_to_send(now, self.policy.places(now)):
            work.enqueue(job)


def look_again(job: Job, now: datetime) -> Job:
    """Make the next step due now."""
    return job.pause(now)
