"""Cancel an order."""

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
    """Cancel orders."""

    store: Store
    clock: Clock
    policy: Policy

    async def __call__(self, person: PersonId, job: JobId) -> Job:
        """Cancel an open job and all that were ordered together with it.

        A job that was not sent yet ends at once. One that was sent ends when the
        provider says so, perhaps with a result after all, or at the deadline.
        Cancelling twice has no further effect.

        Raises:
            NotFoundError: The job is not the person's own.
            ActionNotAllowedError: The whole order has ended.
        """
        async with self.store.work(person) as work:
            asked = await work.jobs.get(job, person=person)
            order = await ordered_with(work, asked)
            if not any(one.open for one in order):
                raise ActionNotAllowedError(asked.status, JobEvent.ASK_CANCEL)
            for one in order:
                # Reloaded, because the end of one job may change the others.
                before = await work.jobs.get(one.id)
                if before.open:
                    await self._cancel(work, before)
            return await work.jobs.get(job)

    async def _cancel(self, work: Work, before: Job) -> None:
        now = self.clock()
        after = before.ask_cancel(at=now, deadline=now + self.policy.cancel_grace)
        if after.open:
            await save(work, after, at=now)
            work.enqueue(after.id)
        else:
            await conclude(work, after, at=now)
