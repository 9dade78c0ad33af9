"""Enlarging delivered pictures."""

import attrs

from ..errors import NotFoundError, Thing
from ..families import Models
from ..ids import Ids, JobId, PersonId, PictureId
from ..jobs import Job
from ..orders import UpscaleOrder
from ..policy import Policy
from ..ports import Clock, Store
from ..prices import PriceBook
from .ordering import place


@attrs.frozen
class UpscalePicture:
    """Order enlargements of delivered pictures."""

    store: Store
    clock: Clock
    ids: Ids
    prices: PriceBook
    policy: Policy
    models: Models

    async def start(self, person: PersonId, picture: PictureId, job: JobId) -> Job:
        """Order a larger copy of this picture.

        Ordering the same id again returns the job that is there.

        Raises:
            NotFoundError: The picture is not the person's own, or was enlarged before:
                each time it would be dearer to make, and at last too large to keep.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            try:
                return await work.jobs.get(job, person=person)
            except NotFoundError:
                pass
            source = await work.pictures.get(picture, owner=person)
            drawn = await work.jobs.get(source.job, person=person)
            if isinstance(drawn.order, UpscaleOrder):
                raise NotFoundError(Thing.PICTURE)
            factor = self.models.upscale_factor
            ordered = Job(
                id=job,
                person=person,
                avatar=source.avatar,
                order=UpscaleOrder(
                    model=self.models.upscaler,
                    source=source.id,
                    source_key=source.key,
                    origin=drawn.id,
                    seed=source.seed,
                    shape=source.shape,
                    factor=factor,
                    width=source.width * factor,
                    height=source.height * factor,
                ),
                price=self.prices.under(await work.terms.changed()).upscale,
                token=self.ids().hex,
                created_at=now,
                due_at=now,
                deadline_at=now + self.policy.upscale.deadline,
            )
            await place(work, ordered, at=now, policy=self.policy)
            return ordered
