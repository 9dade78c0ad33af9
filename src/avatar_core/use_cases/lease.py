"""How long a worker has a job for itself."""

from datetime import timedelta

import attrs

from ..jobs import Job
from ..ports import Clock, Store


class LeaseLostError(Exception):
    """Another has the job now, or it has ended: whoever had it stops."""


@attrs.define
class Lease:
    """The hold on a claimed job; as long as work comes forward it is renewed."""

    store: Store
    clock: Clock
    length: timedelta
    #: As it was claimed; only the end of the lease moves on.
    job: Job

    async def renew(self) -> None:
        """Hold on to the job for another while, if half of the last is over.

        Raises:
            LeaseLostError: It is not ours any more.
        """
        end = self.job.due_at
        if end is not None and self.clock() < end - self.length / 2:
            return
        async with self.store.work(self.job.person) as work:
            fresh = await work.jobs.get(self.job.id)
            if not fresh.open or fresh.due_at != end:
                raise LeaseLostError
            kept = await work.jobs.save(fresh.postpone(self.clock() + self.length))
        # What others have changed meanwhile stays news to whoever compares.
        ours = fresh.version == self.job.version
        self.job = attrs.evolve(
            self.job,
            due_at=kept.due_at,
            version=kept.version if ours else self.job.version,
        )
