"""Calling a job off, whatever it buys."""

import attrs

from ..errors import ActionNotAllowedError
from ..ids import JobId, PersonId
from ..jobs import Job, JobEvent
from ..policy import Policy
from ..ports import Clock, Store, Work
from .endings import conclude
from .ordering import ordered_with
from .trail import save


@attrs.frozen
class CancelJob:
    """Call a job off."""

    store: Store
    clock: Clock
    policy: Policy

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        """Call an open job off, and all that were ordered together with it.

        Cancelling twice is cancelling once.

        What was not sent yet ends at once. What was sent ends when the provider
        says so, which may still be with a result, or at the deadline.

        Raises:
            NotFoundError: The job is not the person's own.
            ActionNotAllowedError: The whole order has ended.
        """
        async with self.store.work(person) as work:
            asked = await work.jobs.get(job, person=person)
            order = await ordered_with(work.jobs, asked)
            if not any(one.open for one in order):
                raise ActionNotAllowedError(asked.status, JobEvent.ASK_CANCEL)
            for one in order:
                # As it is now: the end of one may change the others.
                before = await work.jobs.get(one.id)
                if before.open:
                    await self._call_off(work, before)
            return await work.jobs.get(job)

    async def _call_off(self, work: Work, before: Job) -> None:
        now = self.clock()
        after = before.ask_cancel(at=now, deadline=now + self.policy.cancel_grace)
        if after.open:
            await save(work, after, at=now)
            work.wake(after.id)
        else:
            await conclude(work, after, at=now)
