"""A photo, or a person's words, to a scene."""

from collections.abc import Collection, Sequence

import attrs

from ...jobs import Job
from ...orders import DescriptionOrder, EnrichmentOrder, Scene
from ...policy import Pace
from ...ports import (
    BlobStorage,
    DescriptionCall,
    EnrichmentCall,
    Refused,
    Writer,
    WritingOrder,
)
from ...texts import clean_scene
from .craft import LINK_LIFETIME, Harvest, Post, Standing, request_id


@attrs.frozen
class Writing:
    """A photo to a scene, or words to a scene."""

    blobs: BlobStorage
    writer: Writer
    #: Tried in this order; see `Models`.
    language_models: Sequence[str]
    pace: Pace

    async def prepare(self, job: Job, /) -> Post:
        """Give the provider a link to the photo, or the words."""
        call: DescriptionCall | EnrichmentCall
        tried = min(len(job.dead_requests), len(self.language_models) - 1)
        model = self.language_models[tried]
        match _writing(job):
            case DescriptionOrder() as order:
                url = await self.blobs.link(order.photo_key, lifetime=LINK_LIFETIME)
                call = DescriptionCall(order, url, model)
            case EnrichmentOrder() as order:
                call = EnrichmentCall(order, model)
        return lambda start_within: self.writer.submit(
            call, token=job.token, start_within=start_within
        )

    async def find(self, job: Job, besides: Collection[str], /) -> str | None:
        """Look the writing up in the provider's books."""
        return await self.writer.find(
            _writing(job),
            since=job.submitted_at or job.created_at,
            besides=besides,
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the writing stands; what was written is cleaned."""
        standing = await self.writer.check(_writing(job), request_id(job))
        last = len(job.dead_requests) + 1 >= len(self.language_models)
        if isinstance(standing, Refused) and last:
            return attrs.evolve(standing, elsewhere=False)
        if isinstance(standing, Scene):
            return Harvest(scene=clean_scene(standing))
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the writer to stop."""
        await self.writer.cancel(_writing(job), request_id(job))


def _writing(job: Job) -> WritingOrder:
    if not isinstance(job.order, DescriptionOrder | EnrichmentOrder):
        raise TypeError("a writing job carries the order of one")
    return job.order
