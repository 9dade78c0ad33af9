"""Calling a job off, whatever it buys."""

import attrs

from ..errors import ActionNotAllowedError, LifecycleError
from ..ids import JobId, PersonId
from ..jobs import Job
from ..policy import Policy
from ..ports import Clock, Store
from ..statuses import JobEvent
from .endings import conclude
from .trail import save_job


@attrs.frozen
class CancelJob:
    """Call a job off."""

    store: Store
    clock: Clock
    policy: Policy

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        """Call an open job off; cancelling twice is cancelling once.

        What was not sent yet ends at once. What was sent ends when the provider
        says so, which may still be with a result, or at the deadline.

        Raises:
            NotFoundError: The job is not the person's own.
            ActionNotAllowedError: It has ended.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.jobs.get(job, person=person)
            try:
                after = before.ask_cancel(
                    at=now, deadline=now + self.policy.cancel_grace
                )
            except LifecycleError as error:
                raise ActionNotAllowedError(
                    before.status, JobEvent.ASK_CANCEL
                ) from error
            if after.open:
                saved = await save_job(work, before, after, JobEvent.ASK_CANCEL, at=now)
                work.wake(job)
                return saved
            await conclude(
                work, before, after, JobEvent.ASK_CANCEL, at=now, policy=self.policy
            )
            return after
