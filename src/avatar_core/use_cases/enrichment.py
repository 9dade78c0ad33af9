"""Enrich a person's words before they are drawn.

The enrichment is a job of its own. The generation waits for its end, whether good or
bad, but no longer than the enrichment's deadline.
"""

from datetime import datetime, timedelta
from typing import Final

import attrs

from ..errors import NotFoundError
from ..ids import Ids, JobId
from ..jobs import Job
from ..orders import (
    EnrichmentOrder,
    GenerationOrder,
    Scene,
    writing_marker,
)
from ..policy import Policy
from ..ports import Work
from ..prompts import compose


#: How long after its deadline an enrichment ends at the latest, if its worker is alive.
_SLACK: Final = timedelta(seconds=5)


def with_enrichment(
    generation: Job, model: str, ids: Ids, *, at: datetime, policy: Policy
) -> tuple[Job, Job]:
    """Return a generation that waits for better words, and the job that writes them."""
    order, deadline = _generation(generation), at + policy.enrichment.deadline
    id_ = JobId(ids())
    enrichment = Job(
        id=id_,
        person=generation.person,
        avatar=generation.avatar,
        order=EnrichmentOrder(
            model=model,
            marker=writing_marker(id_),
            words=order.words,
            generation=generation.id,
        ),
        price=0,
        token=ids().hex,
        created_at=at,
        due_at=at,
        deadline_at=deadline,
    )
    return attrs.evolve(generation, due_at=deadline + _SLACK), enrichment


def without_enrichment(generation: Job) -> Job:
    """Return a generation that draws its person's own words."""
    return attrs.evolve(generation, order=_generation(generation).unenriched())


async def enrich(
    work: Work, generation: JobId, scene: Scene | None, *, at: datetime
) -> None:
    """Let a waiting generation continue with its enrichment's scene, if any.

    A generation that no longer waits stays as it is.
    """
    waiting = await work.jobs.get(generation)
    if waiting.open and waiting.awaits_words:
        await settle_words(work, waiting, scene, at=at)
        work.enqueue(generation)


async def settle_words(
    work: Work, waiting: Job, scene: Scene | None, *, at: datetime
) -> Job:
    """Save what a waiting generation draws: the scene, or its person's own words."""
    order = _generation(waiting)
    settled = order.unenriched()
    if scene is not None:
        try:
            avatar = await work.avatars.get(waiting.avatar, owner=waiting.person)
            trigger = avatar.ready_weights().trigger
        except NotFoundError:
            pass  # deleted meanwhile; the generation ends by itself
        else:
            settled = order.enriched(scene, compose(avatar, scene.text, trigger))
    after = waiting.settle_words(settled, at=at)
    await work.jobs.save_order(after)
    return await work.jobs.save(after)


def _generation(job: Job) -> GenerationOrder:
    if not isinstance(job.order, GenerationOrder):
        raise TypeError("only a generation waits for words")
    return job.order
