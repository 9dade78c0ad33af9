"""Link the file that a job works from, and fetch its result, by the kind of job."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Final, assert_never

import attrs

from ..avatars import Weights
from ..blob_keys import archive_key, picture_key, weights_key
from ..coach import Likeness, best_of
from ..errors import (
    BadArtefactError,
    BlobNotFoundError,
    NotFoundError,
    ProviderUnavailableError,
)
from ..ids import Alias
from ..jobs import Job
from ..orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Made,
    Scene,
    TrainingOrder,
    UpscaleOrder,
)
from ..people import Person
from ..pictures import Origin, Picture, PictureFormat, picture_id
from ..policy import Policy
from ..ports import (
    BlobStorage,
    Clock,
    DrawnPicture,
    DrawnPictures,
    PictureInspector,
    Provider,
    Result,
    Store,
    TrainedWeights,
)
from ..safetensors import LENGTH_BYTES, check_header, header_length
from ..texts import clean_scene
from ..word_policy import WordPolicy
from .coach_photos import CoachPhotos


#: How long a link to a file stays valid: the provider's queue is unbounded, and it may
#: run a request ten times.
LINK_LIFETIME: Final = timedelta(hours=24)


@attrs.frozen(kw_only=True)
class StoredResults:
    """The verified results of a job, in our own storage."""

    weights: Weights | None = None
    pictures: tuple[Picture, ...] = ()
    scene: Scene | None = None
    #: How much the pictures of a preview resemble the photos, if that is known.
    likeness: Likeness | None = None
    #: Results that the provider's content check withheld.
    blocked: int = 0

    @property
    def delivered(self) -> int:
        """How many of the ordered results there are."""
        alone = (self.weights, self.scene)
        return len(self.pictures) + sum(one is not None for one in alone)


@attrs.frozen
class Results:
    """Link files for the provider, and fetch its results."""

    store: Store
    blobs: BlobStorage
    provider: Provider
    inspector: PictureInspector
    clock: Clock
    policy: Policy
    #: Tried in this order; see `Models`.
    language_models: Sequence[str]
    words: WordPolicy
    coach: CoachPhotos

    async def link_for(self, job: Job) -> str | None:
        """Return a link to the file that the provider works from, if there is one.

        Raises:
            ProviderRefusedError: The provider's account does not take files.
        """
        match job.order:
            case TrainingOrder():
                key = await self._packed(job)
            case GenerationOrder(weights_key=key):
                pass
            case DescriptionOrder(photo_key=key):
                pass
            case UpscaleOrder(source_key=key):
                pass
            case EnrichmentOrder():
                return None
            case _:
                assert_never(job.order)
        return await self.blobs.link(key, lifetime=LINK_LIFETIME)

    def language_model(self, job: Job) -> str | None:
        """Return the language model to ask next, if the job is one of writing."""
        if job.kind.makes is not Made.SCENE:
            return None
        tried = min(len(job.dead_requests), len(self.language_models) - 1)
        return self.language_models[tried]

    def can_ask_another(self, job: Job) -> bool:
        """Whether there is a language model that was not asked yet."""
        return len(job.dead_requests) + 1 < len(self.language_models)

    async def fetch(self, job: Job, owner: Person, result: Result) -> StoredResults:
        """Fetch and verify the provider's results, and store them in our own storage.

        Raises:
            NotFoundError: The owner was forgotten, and nothing is to be stored.
            BadArtefactError: What was delivered cannot be used.
            ProviderUnavailableError: It could not be fetched.
        """
        match job.order:
            case TrainingOrder() as order:
                if isinstance(result, TrainedWeights):
                    return StoredResults(
                        weights=await self._weights(job, owner, order, result)
                    )
            case GenerationOrder() | UpscaleOrder() as order:
                if isinstance(result, DrawnPictures):
                    return await self._pictures(job, owner, order, result)
            case DescriptionOrder():
                # Its words are judged when a picture of them is ordered.
                if isinstance(result, Scene):
                    return StoredResults(scene=clean_scene(result))
            case EnrichmentOrder():
                if isinstance(result, Scene):
                    return await self._enriched(job, clean_scene(result))
            case _:
                assert_never(job.order)
        raise BadArtefactError("the result is of another kind than was ordered")

    async def _enriched(self, job: Job, scene: Scene) -> StoredResults:
        """Return the scene, or that the word policy withholds it from this avatar."""
        name = ""  # of an avatar deleted meanwhile: nothing is drawn with it
        with suppress(NotFoundError):
            async with self.store.read() as reading:
                name = (await reading.avatars.get(job.avatar, owner=job.person)).name
        if self.words.judge(scene.text, name, negative=scene.negative) is not None:
            return StoredResults(blocked=1)
        return StoredResults(scene=scene)

    async def _packed(self, job: Job) -> str:
        async with self.store.read() as reading:
            owner = (await reading.people.get(job.person)).known_as
            photos = await reading.photos.of(job.avatar)
        keys = [photo.key for photo in photos if photo.key is not None]
        archive = archive_key(owner, job.avatar, job.id)
        await self.blobs.pack(
            archive, {f"{n:02}.jpg": key for n, key in enumerate(keys, start=1)}
        )
        return archive

    async def _weights(
        self, job: Job, owner: Person, order: TrainingOrder, trained: TrainedWeights
    ) -> Weights:
        key = weights_key(owner.known_as, job.avatar, job.id)
        chunks = self.provider.fetch(trained.url)
        size = await self.blobs.write(key, chunks, limit=self.policy.weights_limit)
        try:
            start = await self.blobs.part(key, start=0, length=LENGTH_BYTES)
            length = header_length(start, size)
            header = await self.blobs.part(key, start=LENGTH_BYTES, length=length)
        except BlobNotFoundError:
            # The job has ended meanwhile, and its blobs were deleted.
            raise BadArtefactError("the weights are gone again") from None
        check_header(header, size)
        return Weights(key=key, size=size, trigger=order.trigger, job=job.id)

    async def _pictures(
        self,
        job: Job,
        owner: Person,
        order: GenerationOrder | UpscaleOrder,
        drawn: DrawnPictures,
    ) -> StoredResults:
        alias = owner.known_as
        kept: list[Picture] = []
        blocked = 0
        bad: list[BadArtefactError | ProviderUnavailableError] = []
        for number, one in enumerate(drawn.pictures[: order.drawn]):
            try:
                picture = await self._picture(job, alias, order, number, one)
            except (BadArtefactError, ProviderUnavailableError) as error:
                bad.append(error)
                continue
            if picture is None:
                blocked += 1
            else:
                kept.append(picture)
        # Damaged or missing pictures are fetched again once; then the others are
        # delivered, and paid for, without them.
        waited = job.troubles > 0 or self.clock() >= job.deadline_at
        if bad and len(kept) < order.count and not (kept and waited):
            raise bad[0]
        likeness = None
        if isinstance(order, GenerationOrder) and order.preview_of:
            if found := best_of(await self._likenesses(job, kept)):
                best = kept[found.best].number
                offered = found.too_low and self.policy.free_retraining
                likeness = attrs.evolve(found, best=best, offered=offered)
        elif len(kept) > order.count:
            kept = await self._closest(job, kept)
        return StoredResults(pictures=tuple(kept), blocked=blocked, likeness=likeness)

    async def _closest(self, job: Job, drawn: Sequence[Picture]) -> list[Picture]:
        """Return as many as were ordered: those that resemble the photos most."""
        found = await self._likenesses(job, drawn) or [0] * len(drawn)
        score = {one.id: its for one, its in zip(drawn, found, strict=True)}
        best = sorted(drawn, key=lambda one: -score[one.id])[: job.order.count]
        return [one for one in drawn if one in best]

    async def _likenesses(self, job: Job, drawn: Sequence[Picture]) -> Sequence[int]:
        keys = [picture.key for picture in drawn]
        if not keys:
            return []
        return await self.coach.likenesses(job.person, job.avatar, keys)

    async def _picture(
        self,
        job: Job,
        alias: Alias,
        order: GenerationOrder | UpscaleOrder,
        number: int,
        drawn: DrawnPicture,
    ) -> Picture | None:
        """Return the picture, or None if the provider's content check withheld it."""
        if drawn.blocked:
            return None
        data = bytearray()
        async for chunk in self.provider.fetch(drawn.url):
            data += chunk
            if len(data) > self.policy.picture_limit:
                raise BadArtefactError("the picture's file is too big")
        origin = Origin(model=order.model, made_at=self.clock())
        found = await self.inspector.measure(bytes(data), origin)
        if found.black:
            return None
        if not order.fits(found.width, found.height):
            raise BadArtefactError("the picture has not the ordered size")
        picture = picture_id(job.id, number)
        key = picture_key(alias, picture, found.form)
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
            # An enlargement has the seed of its source.
            seed=order.seed if isinstance(order, UpscaleOrder) else drawn.seed,
            created_at=self.clock(),
        )


def input_keys(job: Job, owner: Alias) -> set[str]:
    """Return the blobs that exist only as this job's input."""
    match job.order:
        case TrainingOrder():
            return {archive_key(owner, job.avatar, job.id)}
        case DescriptionOrder(photo_key=photo):
            return {photo}
        case GenerationOrder() | EnrichmentOrder() | UpscaleOrder():
            return set()


def undelivered_keys(job: Job, owner: Alias, stored: StoredResults) -> set[str]:
    """Return the blobs that may have been written for results that do not count."""
    match job.kind.makes:
        case Made.WEIGHTS:
            keys = {weights_key(owner, job.avatar, job.id)}
            return keys if stored.weights is None else set()
        case Made.PICTURES:
            drawn = getattr(job.order, "drawn", 1)
            ordered = {picture_id(job.id, number) for number in range(drawn)}
            return {
                picture_key(owner, picture, form)
                for picture in ordered - {one.id for one in stored.pictures}
                for form in PictureFormat
            }
        case Made.SCENE:
            return set()
