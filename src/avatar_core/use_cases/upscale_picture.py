"""Order the enlargement of a delivered picture."""

import attrs

from ..errors import NotFoundError, Thing
from ..ids import JobId, PersonId, PictureId
from ..jobs import Job
from ..orders import UpscaleOrder
from ..ports import Work
from .ordering import Draft, Line, Ordering


@attrs.frozen
class UpscalePicture:
    """Order enlargements of delivered pictures."""

    ordering: Ordering

    async def start(self, person: PersonId, picture: PictureId, job: JobId) -> Job:
        """Order a larger copy of this picture.

        Ordering the same id again returns the existing job.

        Raises:
            NotFoundError: The picture is not the person's own, or is an enlargement:
                another one would cost more to make, and end up too large to keep.
            SalesStoppedError: No enlargements are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """

        async def draft(work: Work) -> Draft:
            source = await work.pictures.get(picture, owner=person)
            drawn = await work.jobs.get(source.job, person=person)
            if isinstance(drawn.order, UpscaleOrder):
                raise NotFoundError(Thing.PICTURE)
            models = self.ordering.models
            factor = models.upscale_factor
            order = UpscaleOrder(
                model=models.upscaler,
                source=source.id,
                source_key=source.key,
                origin=drawn.id,
                seed=source.seed,
                shape=source.shape,
                factor=factor,
                width=source.width * factor,
                height=source.height * factor,
            )
            price = (await self.ordering.prices_now(work)).upscale
            return Draft(source.avatar, [Line(order, price)])

        return await self.ordering.place(person, job, draft)
