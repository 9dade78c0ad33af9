"""What ordering a job has in common, whatever it buys."""

from datetime import datetime

from ..errors import (
    AlreadyExistsError,
    NotFoundError,
    Thing,
    TooManyOpenJobsError,
)
from ..jobs import Job
from ..policy import Policy
from ..ports import Work
from .money import hold_price


async def place(work: Work, job: Job, *, at: datetime, policy: Policy) -> None:
    """Keep a new job with its hold and have a worker begin it.

    Raises:
        NotFoundError: The id is another person's job.
        TooManyOpenJobsError: The person has enough unfinished jobs.
        InsufficientCreditsError: The price is not covered.
    """
    most = policy.under(await work.terms.changed()).max_open_jobs
    if await work.jobs.open_count(job.person) >= most:
        raise TooManyOpenJobsError(most)
    try:
        await work.jobs.add(job)
    except AlreadyExistsError:
        raise NotFoundError(Thing.JOB) from None  # somebody else's id
    await hold_price(work, job, at=at)
    work.wake(job.id)
