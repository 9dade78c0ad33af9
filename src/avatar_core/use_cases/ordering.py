"""What ordering jobs has in common, whatever they buy."""

from collections.abc import Sequence
from datetime import datetime
from typing import assert_never

import attrs

from ..avatars import Avatar, AvatarEvent
from ..errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
    NotFoundError,
    Thing,
    TooManyOpenJobsError,
)
from ..jobs import Job, JobEvent, JobStatus
from ..orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    TrainingOrder,
    UpscaleOrder,
    seed_of,
)
from ..policy import Policy
from ..ports import JobsReader, Work
from .incidents import sell
from .money import hold_price
from .trail import save


async def ordered_with(jobs: JobsReader, job: Job) -> Sequence[Job]:
    """Return all jobs of a job's order, the one it is known by first."""
    return [job] if job.lead is None else await jobs.group(job.lead)


async def place(
    work: Work,
    job: Job,
    *followers: Job,
    at: datetime,
    policy: Policy,
    enrichment: Job | None = None,
) -> None:
    """Keep new jobs with their one hold and have workers begin them.

    An *enrichment* of their words has a hold of its own, of nothing.

    Raises:
        NotFoundError: The id is another person's job.
        SalesStoppedError: The provider takes nothing of ours just now.
        TooManyOpenJobsError: The person has enough unfinished jobs.
        InsufficientCreditsError: The price is not covered.
    """
    most = policy.under(await work.terms.changed()).max_open_jobs
    if await work.jobs.open_count(job.person) >= most:
        raise TooManyOpenJobsError(most)
    order = (job, *followers)
    everything = order if enrichment is None else (*order, enrichment)
    await sell(work, *{one.order.model for one in everything}, at=at, policy=policy)
    for one in everything:
        try:
            await work.jobs.add(one)
        except AlreadyExistsError:
            raise NotFoundError(Thing.JOB) from None  # somebody else's id
    await hold_price(work, order, at=at)
    if enrichment is not None:
        await hold_price(work, [enrichment], at=at)
    for one in everything:
        work.wake(one.id, after=(one.due_at or at) - at)


def can_be_ordered_again(ended: Job, avatar: Avatar | None) -> bool:
    """Whether `order_again` takes what ended, with its avatar as it is now."""
    if avatar is None:
        return False
    match ended.order:
        case TrainingOrder():
            return AvatarEvent.RETRY in avatar.actions
        case GenerationOrder(weights_key=key):
            return avatar.weights is not None and avatar.weights.key == key
        case DescriptionOrder() | EnrichmentOrder():
            return False
        case UpscaleOrder():
            return True


async def order_again(
    work: Work, ended: Job, *, token: str, at: datetime, policy: Policy
) -> Job:
    """Have what ended made once more for nothing; what was delivered, differently.

    Raises:
        NotFoundError: The avatar is gone.
        ActionNotAllowedError: The avatar has moved on.
    """
    # Not what was left to the one that ended: that may have been called off.
    deadline = at + policy.pace(ended.kind).deadline
    job = ended.again(token=token, at=at, deadline=deadline)
    before = await work.avatars.get(job.avatar, owner=job.person)
    match job.order:
        case TrainingOrder():
            await save(work, before.retry(at=at), at=at)
        case GenerationOrder() as order:
            if before.weights is None or before.weights.key != order.weights_key:
                raise ActionNotAllowedError(before.status, AvatarEvent.GENERATE)
            if ended.status is JobStatus.SUCCEEDED:
                job = attrs.evolve(job, order=attrs.evolve(order, seed=seed_of(job.id)))
        case DescriptionOrder() | EnrichmentOrder():
            # The photo is gone; the pictures have gone on without better words.
            raise ActionNotAllowedError(ended.status, JobEvent.SUBMIT)
        case UpscaleOrder():
            pass
        case _:
            assert_never(job.order)
    await work.jobs.add(job)
    await hold_price(work, [job], at=at)
    work.wake(job.id)
    return job
