"""Show, hurry, retry and release jobs by hand."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import ActionNotAllowedError, NotFoundError
from ...failures import Cause, Failure
from ...ids import JobId, PersonId
from ...jobs import Job, JobEvent, JobStatus, again_id
from ...people import Person
from ...timelines import Timeline
from ..endings import conclude
from ..ordering import Ordering
from ..timeline import timeline_of_job
from .desk import Desk


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
    """Show, hurry, retry and release jobs.

    Raises:
        NotFoundError: There is no such job.
    """

    desk: Desk
    ordering: Ordering

    async def file(self, admin: PersonId, job: JobId) -> JobFile:
        """Return a job with its whole history."""
        async with self.desk.read(admin) as reading:
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
        """
        async with self.desk.read(admin) as reading:
            return await reading.jobs.unanswered(limit=limit, skip=skip)

    async def retry(self, admin: PersonId, job: JobId) -> Job:
        """Hurry an open job, or order a failed one again free of charge.

        Raises:
            ActionNotAllowedError: It succeeded, or its avatar has changed since.
        """
        async with self.desk.read(admin) as reading:
            person = (await reading.jobs.get(job)).person
        async with self.desk.work(admin, person) as work:
            now = self.desk.clock()
            before = await work.jobs.get(job)
            if before.status in _UNLUCKY:
                with suppress(NotFoundError):
                    return await work.jobs.get(again_id(job))
                after = await self.ordering.again(work, before)
            elif before.open:
                after = await work.jobs.save(before.hurry(now))
                work.enqueue(job)
            else:
                raise ActionNotAllowedError(before.status, JobEvent.SUBMIT)
            await work.admin_log.add(retried(admin, before, at=now))
            return after

    async def release(self, admin: PersonId, job: JobId) -> Job:
        """End an open job as failed; its credits are released and its person is told.

        Raises:
            ActionNotAllowedError: It has ended.
        """
        async with self.desk.read(admin) as reading:
            person = (await reading.jobs.get(job)).person
        async with self.desk.work(admin, person) as work:
            now = self.desk.clock()
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


def retried(admin: PersonId, job: Job, *, at: datetime) -> AdminAction:
    """Return the log entry of a job that an admin hurried, or ordered again."""
    return AdminAction(
        admin=admin, what=AdminActionKind.RETRY, person=job.person, job=job.id, at=at
    )
