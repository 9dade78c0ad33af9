"""The state of an order, as its person sees it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import attrs

from ..coach import Likeness
from ..errors import NotFoundError, Thing
from ..galleries import ALL_PICTURES
from ..ids import JobId, PersonId
from ..jobs import Job
from ..orders import EnrichmentOrder, TrainingOrder, preview_id
from ..people import Person
from ..pictures import Picture
from ..ports import News, Reading, Store
from .ordering import can_be_replaced, ordered_with
from .removal import living_avatar


#: How many finished trainings the estimate of the duration is made from.
_HISTORY: Final = 20


@attrs.frozen
class ReadNews:
    """Show people the state of their orders."""

    store: Store

    async def __call__(self, person: PersonId, job: JobId) -> News:
        """Return everything that a message about the job's order may say.

        Raises:
            NotFoundError: The job is not the person's own, or not one that people
                order.
        """
        async with self.store.read() as reading:
            own = await reading.jobs.get(job, person=person)
            if isinstance(own.order, EnrichmentOrder):
                raise NotFoundError(Thing.JOB)
            return await news_of(reading, own, await reading.people.get(person))


async def news_of(reading: Reading, job: Job, owner: Person) -> News:
    """Return everything that a message about the job's order may say to its owner."""
    order = await ordered_with(reading, job)
    head = order[0]
    pictures = [
        picture
        for one in order
        if one.delivered
        for picture in await reading.pictures.of(one.id)
    ]
    likeness = None
    if isinstance(head.order, TrainingOrder) and head.delivered:
        likeness = await reading.jobs.likeness(head.id)
        pictures = await _previews(reading, head.id, likeness)
    avatar = await living_avatar(reading, head.avatar, owner=owner.id)
    return News(
        job=head,
        jobs=order,
        person=owner,
        avatar=avatar,
        hold=await reading.ledger.hold(head.id),
        balance=await reading.ledger.balance(owner.id),
        pictures=pictures,
        likeness=likeness,
        replaceable=can_be_replaced(head, avatar, likeness),
        first_pictures=await _has_oldest(reading, pictures),
        scene=await reading.jobs.scene(head.id),
        typical=await _typical(reading, head),
    )


async def _previews(
    reading: Reading, training: JobId, likeness: Likeness | None
) -> list[Picture]:
    """Return what was drawn when a training had ended, the best picture first."""
    best = likeness.best if likeness else 0
    drawn = await reading.pictures.of(preview_id(training))
    return sorted(drawn, key=lambda picture: picture.number != best)


async def _has_oldest(reading: Reading, pictures: Sequence[Picture]) -> bool:
    if not pictures:
        return False
    oldest = await reading.pictures.newer(pictures[0].owner, ALL_PICTURES)
    return oldest in pictures


async def _typical(reading: Reading, job: Job) -> timedelta | None:
    if not isinstance(job.order, TrainingOrder):
        return None
    history = await reading.jobs.durations(job.order.family, limit=_HISTORY)
    return sorted(history)[len(history) // 2] if history else None
