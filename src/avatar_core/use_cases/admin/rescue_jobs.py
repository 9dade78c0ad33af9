"""Show, hurry, retry and release jobs by hand."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...admins import Admins
from ...errors import ActionNotAllowedError, NotFoundError
from ...failures import Cause, Failure
from ...ids import Ids, JobId, PersonId
from ...jobs import Job, JobEvent, JobStatus, again_id
from ...people import Person
from ...policy import Policy
from ...ports import Clock, Store, Work
from ...timelines import Timeline
from ..endings import conclude
from ..ordering import order_again
from ..timeline import timeline_of_job


#: Ends after which another attempt may succeed.
_UNLUCKY: Final = frozenset({JobStatus.FAILED, JobStatus.EXPIRED})


@attrs.frozen(kw_only=True)
class JobFile:
    """Everything that admins see of a job."""

    job: Job
    person: Person
    timeline: Timeline

    @property
    def can_retry(self) -> bool:
        """Whether another attempt makes sense and was not made yet."""
        unlucky = self.job.status in _UNLUCKY
        return self.job.open or (unlucky and self.timeline.repeatable)

    @property
    def can_release(self) -> bool:
        """Whether it can be ended by hand."""
        return self.job.open


@attrs.frozen
class RescueJobs:
    """Show, hurry, retry and release jobs."""

    store: Store
    clock: Clock
    ids: Ids
    admins: Admins
    policy: Policy

    async def file(self, admin: PersonId, job: JobId) -> JobFile:
        """Return a job with its whole history.

        Raises:
            NotFoundError: There is none; or the caller is not an admin.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            found = await reading.jobs.get(job)
            return JobFile(
                job=found,
                person=await reading.people.get(found.person),
                timeline=await timeline_of_job(reading, job),
            )

    async def unanswered(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[Job]:
        """Return the jobs with a POST whose answer was lost, newest first.

        These may have been paid for in vain, or twice.

        Raises:
            NotFoundError: The caller is not an admin.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            return await reading.jobs.unanswered(limit=limit, skip=skip)

    async def retry(self, admin: PersonId, job: JobId) -> Job:
        """Hurry an open job, or order a failed one again free of charge.

        Raises:
            NotFoundError: There is none; or the caller is not an admin.
            ActionNotAllowedError: It succeeded, or its avatar has changed since.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.jobs.get(job)
            if before.status in _UNLUCKY:
                return await retry_free(
                    work,
                    admin,
                    before,
                    token=self.ids().hex,
                    at=now,
                    policy=self.policy,
                )
            if not before.open:
                raise ActionNotAllowedError(before.status, JobEvent.SUBMIT)
            hurried = await work.jobs.save(before.hurry(now))
            work.enqueue(job)
            await work.admin_log.add(_retry(admin, before, now))
            return hurried

    async def release(self, admin: PersonId, job: JobId) -> Job:
        """End an open job as failed; its credits are released and its person is told.

        Raises:
            NotFoundError: There is none; or the caller is not an admin.
            ActionNotAllowedError: It has ended.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.jobs.get(job)
            after = before.fail(Failure.RELEASED, Cause.BY_HAND, at=now)
            await conclude(work, after, at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.RELEASE,
                    person=person,
                    job=job,
                    amount=before.price,
                    at=now,
                )
            )
            return after


async def retry_free(
    work: Work,
    admin: PersonId,
    ended: Job,
    *,
    token: str,
    at: datetime,
    policy: Policy,
) -> Job:
    """Order an ended job again free of charge, at most once; return the new job.

    Raises:
        NotFoundError: The avatar is gone.
        ActionNotAllowedError: The avatar has changed since.
    """
    with suppress(NotFoundError):
        return await work.jobs.get(again_id(ended.id))
    again = await order_again(work, ended, token=token, at=at, policy=policy)
    await work.admin_log.add(_retry(admin, ended, at))
    return again


def _retry(admin: PersonId, job: Job, at: datetime) -> AdminAction:
    return AdminAction(
        admin=admin, what=AdminActionKind.RETRY, person=job.person, job=job.id, at=at
    )
