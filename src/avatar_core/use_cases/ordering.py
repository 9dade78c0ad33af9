"""What ordering jobs has in common, whatever they buy."""

from collections.abc import Sequence
from datetime import datetime

from ..errors import (
    AlreadyExistsError,
    NotFoundError,
    Thing,
    TooManyOpenJobsError,
)
from ..jobs import Job
from ..policy import Policy
from ..ports import JobsReader, Work
from .money import hold_price


async def ordered_with(jobs: JobsReader, job: Job) -> Sequence[Job]:
    """Return all jobs of a job's order, the one it is known by first."""
    return [job] if job.lead is None else await jobs.group(job.lead)


async def place(
    work: Work, job: Job, *followers: Job, at: datetime, policy: Policy
) -> None:
    """Keep new jobs with their one hold and have workers begin them.

    Raises:
        NotFoundError: The id is another person's job.
        TooManyOpenJobsError: The person has enough unfinished jobs.
        InsufficientCreditsError: The price is not covered.
    """
    most = policy.under(await work.terms.changed()).max_open_jobs
    if await work.jobs.open_count(job.person) >= most:
        raise TooManyOpenJobsError(most)
    order = (job, *followers)
    for one in order:
        try:
            await work.jobs.add(one)
        except AlreadyExistsError:
            raise NotFoundError(Thing.JOB) from None  # somebody else's id
    await hold_price(work, order, at=at)
    for one in order:
        work.wake(one.id)
