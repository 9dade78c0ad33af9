"""A delivered picture to a larger one."""

from collections.abc import Collection

import attrs

from ...blob_keys import picture_key
from ...errors import BadArtefactError
from ...jobs import Job
from ...orders import UpscaleOrder
from ...pictures import Picture, picture_id
from ...policy import Pace, Policy
from ...ports import (
    BlobStorage,
    Clock,
    DrawnPicture,
    PictureInspector,
    UpscaleCall,
    Upscaler,
)
from .craft import LINK_LIFETIME, Harvest, Post, Standing, request_id
from .download import measured


@attrs.frozen
class Upscaling:
    """A delivered picture to a larger one."""

    blobs: BlobStorage
    upscaler: Upscaler
    inspector: PictureInspector
    clock: Clock
    policy: Policy

    @property
    def pace(self) -> Pace:
        """How often it is looked at."""
        return self.policy.upscale

    async def prepare(self, job: Job, /) -> Post:
        """Give the provider a link to the picture."""
        order = _upscale(job)
        url = await self.blobs.link(order.source_key, lifetime=LINK_LIFETIME)
        call = UpscaleCall(order, url)
        return lambda start_within: self.upscaler.submit(
            call, token=job.token, start_within=start_within
        )

    async def find(self, job: Job, besides: Collection[str], /) -> str | None:
        """Look the upscale up in the provider's books."""
        return await self.upscaler.find(
            _upscale(job),
            since=job.submitted_at or job.created_at,
            besides=besides,
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the upscale stands, its picture verified if it is done."""
        standing = await self.upscaler.check(_upscale(job), request_id(job))
        if isinstance(standing, DrawnPicture):
            return await self._picture(job, standing)
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the upscaler to stop."""
        await self.upscaler.cancel(_upscale(job), request_id(job))

    async def _picture(self, job: Job, drawn: DrawnPicture) -> Harvest:
        if drawn.blocked:
            return Harvest(blocked=1)
        found = await measured(
            self.upscaler.fetch(drawn.url),
            self.inspector,
            limit=self.policy.picture_limit,
        )
        if found.black:
            return Harvest(blocked=1)
        if not _upscale(job).fits(found.width, found.height):
            raise BadArtefactError("the picture has not the ordered size")
        picture = picture_id(job.id, 0)
        key = picture_key(job.person, picture)
        await self.blobs.put(key, found.data)
        enlarged = Picture(
            id=picture,
            job=job.id,
            owner=job.person,
            avatar=job.avatar,
            number=0,
            key=key,
            shape=_upscale(job).shape,
            width=found.width,
            height=found.height,
            size=len(found.data),
            seed=_upscale(job).seed,
            created_at=self.clock(),
        )
        return Harvest(pictures=(enlarged,))


def _upscale(job: Job) -> UpscaleOrder:
    if not isinstance(job.order, UpscaleOrder):
        raise TypeError("an upscale job carries an upscale order")
    return job.order
