"""Jobs that a human has to look at."""

from collections.abc import Sequence

import attrs

from ...audit import AuditEntry
from ...deeds import Deed, DeedKind
from ...errors import ActionNotAllowedError, LifecycleError, NotFoundError
from ...ids import Ids, JobId, PersonId
from ...jobs import Failure, Job
from ...owners import Owners
from ...people import Person
from ...policy import Policy
from ...ports import Clock, Store
from ...statuses import JobEvent, JobStatus
from ..endings import conclude
from ..ordering import order_again


#: Ends that are nobody's wish, and may turn out better another time.
_UNLUCKY = frozenset({JobStatus.FAILED, JobStatus.EXPIRED})


@attrs.frozen(kw_only=True)
class JobFile:
    """A job as the owner sees it."""

    job: Job
    person: Person
    #: Everything that happened to it and to its credits, oldest first.
    trail: Sequence[AuditEntry]

    @property
    def can_retry(self) -> bool:
        """Whether another attempt makes sense."""
        return self.job.open or self.job.status in _UNLUCKY

    @property
    def can_release(self) -> bool:
        """Whether it can be ended by hand."""
        return self.job.open


@attrs.frozen
class RescueJobs:
    """Look into jobs, hurry them, try them again, or end them."""

    store: Store
    clock: Clock
    ids: Ids
    owners: Owners
    policy: Policy

    async def file(self, owner: PersonId, job: JobId) -> JobFile:
        """Return a job with all that happened to it.

        Raises:
            NotFoundError: There is none; or it is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            found = await reading.jobs.get(job)
            return JobFile(
                job=found,
                person=await reading.people.get(found.person),
                trail=await reading.audit.of(*{job, found.head}),
            )

    async def retry(self, owner: PersonId, job: JobId, again: JobId) -> Job:
        """Have an open job looked at now, or one that failed made anew for free.

        *again* is the new job's id: the same one is ordered once.

        Raises:
            NotFoundError: There is none; or it is not the owner who asks.
            ActionNotAllowedError: It ended well, or its avatar has moved on.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.jobs.get(job)
            if before.open:
                after = await work.jobs.save(before.hurry(now))
                work.wake(job)
            elif before.status in _UNLUCKY:
                try:
                    return await work.jobs.get(again, person=person)
                except NotFoundError:
                    after = await order_again(
                        work, before, again, token=self.ids().hex, at=now
                    )
            else:
                raise ActionNotAllowedError(before.status, JobEvent.SUBMIT)
            await work.deeds.add(
                Deed(
                    owner=owner,
                    what=DeedKind.RETRY,
                    person=person,
                    job=job,
                    at=now,
                )
            )
            return after

    async def release(self, owner: PersonId, job: JobId) -> Job:
        """End an open job as failed: the credits go back and its person is told.

        Raises:
            NotFoundError: There is none; or it is not the owner who asks.
            ActionNotAllowedError: It has ended.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.jobs.get(job)
            try:
                after = before.fail(Failure.RELEASED, f"released by {owner}", at=now)
            except LifecycleError as error:
                raise ActionNotAllowedError(before.status, JobEvent.FAIL) from error
            await conclude(
                work, before, after, JobEvent.FAIL, at=now, policy=self.policy
            )
            await work.deeds.add(
                Deed(
                    owner=owner,
                    what=DeedKind.RELEASE,
                    person=person,
                    job=job,
                    amount=before.price,
                    at=now,
                )
            )
            return after
