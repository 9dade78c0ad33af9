"""Words and weights to pictures."""

from collections.abc import Collection

import attrs

from ...blob_keys import picture_key
from ...errors import BadArtefactError, ProviderUnavailableError
from ...jobs import Job
from ...orders import GenerationOrder, Order
from ...pictures import Picture, picture_id
from ...policy import Pace, Policy
from ...ports import (
    BlobStorage,
    Clock,
    DrawnPicture,
    DrawnPictures,
    GenerationCall,
    ImageGenerator,
    PictureInspector,
)
from .craft import LINK_LIFETIME, Harvest, Post, Standing, request_id
from .download import measured


@attrs.frozen
class Generation:
    """Words and weights to pictures."""

    blobs: BlobStorage
    generator: ImageGenerator
    inspector: PictureInspector
    clock: Clock
    policy: Policy

    @property
    def pace(self) -> Pace:
        """How often it is looked at."""
        return self.policy.generation

    async def prepare(self, job: Job, /) -> Post:
        """Give the provider a link to the weights."""
        order = _generation(job.order)
        url = await self.blobs.link(order.weights_key, lifetime=LINK_LIFETIME)
        call = GenerationCall(order, url)
        return lambda start_within: self.generator.submit(
            call, token=job.token, start_within=start_within
        )

    async def find(self, job: Job, besides: Collection[str], /) -> str | None:
        """Look the generation up in the provider's books."""
        return await self.generator.find(
            _generation(job.order),
            since=job.submitted_at or job.created_at,
            besides=besides,
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the generation stands, its pictures verified if it is done."""
        order = _generation(job.order)
        standing = await self.generator.check(order, request_id(job))
        if isinstance(standing, DrawnPictures):
            return await self._pictures(job, order, standing)
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the generator to stop."""
        await self.generator.cancel(_generation(job.order), request_id(job))

    async def _pictures(
        self, job: Job, order: GenerationOrder, drawn: DrawnPictures
    ) -> Harvest:
        kept: list[Picture] = []
        blocked = 0
        bad: list[BadArtefactError | ProviderUnavailableError] = []
        for number, one in enumerate(drawn.pictures[: order.count]):
            try:
                picture = await self._picture(job, order, number, one)
            except (BadArtefactError, ProviderUnavailableError) as error:
                bad.append(error)
                continue
            if picture is None:
                blocked += 1
            else:
                kept.append(picture)
        # Sound pictures wait for bad ones once, and are then delivered, and paid
        # for, without them.
        waited = job.troubles > 0 or self.clock() >= job.deadline_at
        if bad and not (kept and waited):
            raise bad[0]
        return Harvest(pictures=tuple(kept), blocked=blocked)

    async def _picture(
        self,
        job: Job,
        order: GenerationOrder,
        number: int,
        drawn: DrawnPicture,
    ) -> Picture | None:
        if drawn.blocked:
            return None
        found = await measured(
            self.generator.fetch(drawn.url),
            self.inspector,
            limit=self.policy.picture_limit,
        )
        if found.black:
            return None
        if not order.size.fits(found.width, found.height):
            raise BadArtefactError("the picture has not the ordered ratio")
        picture = picture_id(job.id, number)
        key = picture_key(job.person, picture)
        await self.blobs.put(key, found.data)
        return Picture(
            id=picture,
            job=job.id,
            owner=job.person,
            avatar=job.avatar,
            number=number,
            key=key,
            shape=order.size,
            width=found.width,
            height=found.height,
            size=len(found.data),
            seed=drawn.seed,
            created_at=self.clock(),
        )


def _generation(order: Order) -> GenerationOrder:
    if not isinstance(order, GenerationOrder):
        raise TypeError("a generation job carries a generation order")
    return order
