"""Photos to weights."""

from collections.abc import AsyncIterator, Collection

import attrs

from ...avatars import Weights
from ...blob_keys import archive_key, weights_key
from ...errors import BadArtefactError, BlobNotFoundError
from ...jobs import Job
from ...orders import Order, TrainingOrder
from ...policy import Pace, Policy
from ...ports import BlobStorage, Store, TrainedWeights, Trainer, TrainingCall
from ...safetensors import LENGTH_BYTES, check_header, header_length
from .craft import LINK_LIFETIME, Harvest, Post, Standing, request_id


@attrs.frozen
class Training:
    """Photos to weights."""

    store: Store
    blobs: BlobStorage
    trainer: Trainer
    policy: Policy

    @property
    def pace(self) -> Pace:
        """How often it is looked at."""
        return self.policy.training

    async def prepare(self, job: Job, /) -> Post:
        """Pack the photos and give the provider a link to them."""
        order = _training(job.order)
        async with self.store.read() as reading:
            photos = await reading.photos.of(job.avatar)
        keys = [photo.key for photo in photos if photo.key is not None]
        archive = archive_key(job.person, job.avatar, job.id)
        await self.blobs.pack(
            archive, {f"{n:02}.jpg": key for n, key in enumerate(keys, start=1)}
        )
        url = await self.blobs.link(archive, lifetime=LINK_LIFETIME)
        call = TrainingCall(order, url)
        return lambda start_within: self.trainer.submit(
            call, token=job.token, start_within=start_within
        )

    async def find(self, job: Job, besides: Collection[str], /) -> str | None:
        """Look the training up in the provider's books."""
        return await self.trainer.find(
            _training(job.order),
            since=job.submitted_at or job.created_at,
            besides=besides,
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the training stands, its weights verified if it is done."""
        order = _training(job.order)
        standing = await self.trainer.check(order, request_id(job))
        if isinstance(standing, TrainedWeights):
            chunks = self.trainer.fetch(standing.url)
            return Harvest(weights=await self._weights(job, order, chunks))
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the trainer to stop."""
        await self.trainer.cancel(_training(job.order), request_id(job))

    async def _weights(
        self, job: Job, order: TrainingOrder, chunks: AsyncIterator[bytes]
    ) -> Weights:
        key = weights_key(job.person, job.avatar, job.id)
        size = await self.blobs.write(key, chunks, limit=self.policy.weights_limit)
        try:
            start = await self.blobs.part(key, start=0, length=LENGTH_BYTES)
            length = header_length(start, size)
            header = await self.blobs.part(key, start=LENGTH_BYTES, length=length)
        except BlobNotFoundError:
            # The job ended meanwhile, and what it left was swept away.
            raise BadArtefactError("the weights are gone again") from None
        check_header(header, size)
        return Weights(key=key, size=size, trigger=order.trigger, job=job.id)


def _training(order: Order) -> TrainingOrder:
    if not isinstance(order, TrainingOrder):
        raise TypeError("a training job carries a training order")
    return order
