"""End a job: one transaction saves its money, its avatar and its results."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from ..avatars import Avatar, Weights
from ..jobs import Job, JobStatus
from ..orders import EnrichmentOrder, TrainingOrder
from ..ports import Work
from .enrichment import enrich
from .money import settle
from .ordering import ordered_with
from .removal import LATE_WRITERS
from .results import StoredResults, lent_keys, result_keys
from .trail import save


_NOTHING: Final = StoredResults()


async def conclude(
    work: Work,
    after: Job,
    *,
    at: datetime,
    stored: StoredResults = _NOTHING,
) -> Job:
    """Save an ended job with its money, its avatar and its results; return it.

    A worker tells the person afterwards: once for jobs that were ordered together,
    when all of them have ended.
    """
    if after.silent:
        after = after.told(at=at)
    saved = await save(work, after, at=at)
    order = await ordered_with(work, saved)
    if not any(one.open for one in order):
        await settle(work, order, at=at)
    await work.pictures.add(stored.pictures)
    if stored.scene is not None:
        await work.jobs.add_scene(after.id, stored.scene)
    match after.order:
        case TrainingOrder():
            await _conclude_training(work, after, stored.weights, at=at)
        case EnrichmentOrder(generation=generation):
            await enrich(work, generation, stored.scene, at=at)
    await _schedule_deletions(work, after, stored, at=at)
    return await _have_told(work, saved, order, at=at)


async def _have_told(
    work: Work, ended: Job, order: Sequence[Job], *, at: datetime
) -> Job:
    """Make telling the order's end due once all of its jobs have ended."""
    head = order[0]
    open_ones = [one for one in order if one.open]
    if not open_ones:
        if ended.follows:
            await work.jobs.save(head.hurry(at))
        work.enqueue(head.id)
    elif not ended.follows:
        # The last job to end makes it due now; the deadline is a safeguard.
        last = max(one.deadline_at for one in open_ones)
        return await work.jobs.save(ended.postpone(last))
    return ended


async def _schedule_deletions(
    work: Work,
    job: Job,
    stored: StoredResults,
    *,
    at: datetime,
) -> None:
    """Schedule the deletion of lent files, and of results not delivered."""
    keys = lent_keys(job)
    if job.request_id is not None:
        kept = {picture.key for picture in stored.pictures}
        if stored.weights is not None:
            kept.add(stored.weights.key)
        keys |= result_keys(job) - kept
    await work.deletions.add(sorted(keys), at=at + LATE_WRITERS)


async def _conclude_training(
    work: Work, job: Job, weights: Weights | None, *, at: datetime
) -> None:
    before = await work.avatars.get(job.avatar, owner=job.person)
    await save(work, _ended(before, job, weights, at=at), at=at)
    if weights is None:
        return
    owner = await work.people.get(job.person)
    if owner.main_avatar is None:
        await work.people.save(owner.prefers(job.avatar))


def _ended(
    avatar: Avatar, job: Job, weights: Weights | None, *, at: datetime
) -> Avatar:
    if weights is not None:
        return avatar.complete(weights, at=at)
    if job.status is JobStatus.CANCELLED:
        return avatar.cancel(at=at)
    return avatar.fail(at=at)
