"""What differs between the kinds of job: the call made, and what is brought home."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, Protocol, TypeAlias

import attrs

from ..avatars import Weights
from ..blob_keys import archive_key, picture_key, weights_key
from ..errors import BadArtefactError, BlobNotFoundError
from ..jobs import GenerationOrder, Job, Order, Picture, TrainingOrder, picture_id
from ..policy import Pace, Policy
from ..ports import (
    BlobStorage,
    CalledOff,
    Clock,
    DrawnPicture,
    DrawnPictures,
    GenerationCall,
    ImageGenerator,
    Lost,
    PictureInspector,
    Queued,
    Refused,
    Running,
    Store,
    TrainedWeights,
    Trainer,
    TrainingCall,
)
from ..safetensors import LENGTH_BYTES, check_header, header_length


#: How long the provider may take to fetch an archive or weights from us: its
#: queue is unbounded and it may rerun a request ten times.
_LINK_LIFETIME: Final = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class Harvest:
    """What lies verified in our own storage at the end of a job."""

    weights: Weights | None = None
    pictures: tuple[Picture, ...] = ()
    #: Results that the provider's content check withheld.
    blocked: int = 0

    @property
    def delivered(self) -> int:
        """How many of the ordered results there are."""
        return len(self.pictures) + (self.weights is not None)


Standing: TypeAlias = Queued | Running | Refused | CalledOff | Lost | Harvest


class Craft(Protocol):
    """One kind of job, as the provider does it."""

    @property
    def pace(self) -> Pace: ...

    async def prepare(self, job: Job, /) -> Callable[[], Awaitable[str]]:
        """Make ready what the call needs; return the call: exactly one POST."""

    async def find(self, job: Job, /) -> str | None:
        """Look the job up in the provider's books."""

    async def check(self, job: Job, /) -> Standing:
        """Return how it stands; what is finished is brought home and verified.

        Raises:
            BadArtefactError: What was delivered cannot be used.
        """

    async def cancel(self, job: Job, /) -> None:
        """Ask the provider to stop."""


def _request_id(job: Job) -> str:
    if job.request_id is None:
        raise ValueError("a job that was accepted has the provider's id")
    return job.request_id


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

    async def prepare(self, job: Job, /) -> Callable[[], Awaitable[str]]:
        """Pack the photos and give the provider a link to them."""
        order = _training(job.order)
        async with self.store.read() as reading:
            photos = await reading.photos.of(job.avatar)
        keys = [photo.key for photo in photos if photo.key is not None]
        archive = archive_key(job.person, job.avatar, job.id)
        await self.blobs.pack(
            archive, {f"{n:02}.jpg": key for n, key in enumerate(keys, start=1)}
        )
        url = await self.blobs.link(archive, lifetime=_LINK_LIFETIME)
        call = TrainingCall(order, url)
        return lambda: self.trainer.submit(call, token=job.token)

    async def find(self, job: Job, /) -> str | None:
        """Look the training up in the provider's books."""
        return await self.trainer.find(
            _training(job.order), since=job.submitted_at or job.created_at
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the training stands, its weights verified if it is done."""
        order = _training(job.order)
        standing = await self.trainer.check(order, _request_id(job))
        if isinstance(standing, TrainedWeights):
            return Harvest(weights=await self._weights(job, order, standing))
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the trainer to stop."""
        await self.trainer.cancel(_training(job.order), _request_id(job))

    async def _weights(
        self, job: Job, order: TrainingOrder, trained: TrainedWeights
    ) -> Weights:
        key = weights_key(job.person, job.avatar, job.id)
        size = await self.blobs.write(
            key, self.trainer.fetch(trained.url), limit=self.policy.weights_limit
        )
        try:
            start = await self.blobs.part(key, start=0, length=LENGTH_BYTES)
            length = header_length(start, size)
            header = await self.blobs.part(key, start=LENGTH_BYTES, length=length)
        except BlobNotFoundError:
            # The job ended meanwhile, and what it left was swept away.
            raise BadArtefactError("the weights are gone again") from None
        check_header(header, size)
        return Weights(key=key, size=size, trigger=order.trigger, job=job.id)


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

    async def prepare(self, job: Job, /) -> Callable[[], Awaitable[str]]:
        """Give the provider a link to the weights."""
        order = _generation(job.order)
        url = await self.blobs.link(order.weights_key, lifetime=_LINK_LIFETIME)
        call = GenerationCall(order, url)
        return lambda: self.generator.submit(call, token=job.token)

    async def find(self, job: Job, /) -> str | None:
        """Look the generation up in the provider's books."""
        return await self.generator.find(
            _generation(job.order), since=job.submitted_at or job.created_at
        )

    async def check(self, job: Job, /) -> Standing:
        """Return how the generation stands, its pictures verified if it is done."""
        order = _generation(job.order)
        standing = await self.generator.check(order, _request_id(job))
        if isinstance(standing, DrawnPictures):
            return await self._pictures(job, order, standing)
        return standing

    async def cancel(self, job: Job, /) -> None:
        """Ask the generator to stop."""
        await self.generator.cancel(_generation(job.order), _request_id(job))

    async def _pictures(
        self, job: Job, order: GenerationOrder, drawn: DrawnPictures
    ) -> Harvest:
        kept: list[Picture] = []
        blocked = 0
        # A picture that stays bad is not delivered, nor paid for; the others are.
        lenient = job.troubles >= self.policy.max_bad_artefacts
        for number, one in enumerate(drawn.pictures[: order.count]):
            try:
                picture = await self._picture(job, order, number, one)
            except BadArtefactError:
                if not lenient:
                    raise
                continue
            if picture is None:
                blocked += 1
            else:
                kept.append(picture)
        return Harvest(pictures=tuple(kept), blocked=blocked)

    async def _picture(
        self, job: Job, order: GenerationOrder, number: int, drawn: DrawnPicture
    ) -> Picture | None:
        if drawn.blocked:
            return None
        data = bytearray()
        async for chunk in self.generator.fetch(drawn.url):
            data += chunk
            if len(data) > self.policy.picture_limit:
                raise BadArtefactError("the picture's file is too big")
        measured = await self.inspector.measure(bytes(data))
        if measured.black:
            return None
        if not order.size.fits(measured.width, measured.height):
            raise BadArtefactError("the picture has not the ordered ratio")
        picture = picture_id(job.id, number)
        key = picture_key(job.person, picture)
        await self.blobs.put(key, measured.data)
        return Picture(
            id=picture,
            job=job.id,
            owner=job.person,
            avatar=job.avatar,
            number=number,
            key=key,
            shape=order.size,
            width=measured.width,
            height=measured.height,
            size=len(measured.data),
            seed=drawn.seed,
            created_at=self.clock(),
        )


def _training(order: Order) -> TrainingOrder:
    if not isinstance(order, TrainingOrder):
        raise TypeError("a training job carries a training order")
    return order


def _generation(order: Order) -> GenerationOrder:
    if not isinstance(order, GenerationOrder):
        raise TypeError("a generation job carries a generation order")
    return order
