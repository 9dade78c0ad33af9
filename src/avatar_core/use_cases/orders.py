"""Order trainings, pictures, descriptions of photos, and enlargements."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

import attrs

from ..avatars import Avatar
from ..blob_keys import described_key
from ..coach import Judgement, judge
from ..errors import NotFoundError, RefusedError, Thing
from ..ids import AvatarId, JobId, PersonId, PictureId
from ..jobs import Job
from ..ledger import Balance
from ..orders import (
    OWN_WORDINGS,
    DescriptionOrder,
    GenerationOrder,
    TrainingOrder,
    UpscaleOrder,
    Wording,
    seed_of,
    training_trigger,
    writing_marker,
)
from ..ports import BlobStorage, PhotoInspector, Reading, Work
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
from ..texts import clean_prompt, is_foreign
from .consent import require_consent
from .money import grant_training
from .ordering import Draft, Line, Ordering
from .trail import save


@attrs.frozen
class TrainingQuote:
    """The price of a training, and the balance it is paid from."""

    avatar: Avatar
    price: int
    balance: Balance
    #: What the coach says about the photos.
    judgement: Judgement

    @property
    def needs_confirmation(self) -> bool:
        """Whether to ask first: the readiness is below the mark, and was not accepted."""
        accepted = self.avatar.accepted_readiness
        readiness = self.judgement.readiness
        return self.judgement.too_low and (
            accepted is None or readiness is None or readiness < accepted
        )


@attrs.frozen
class TrainAvatar:
    """Order trainings of an avatar.

    Raises:
        NotFoundError: The avatar is not the person's own.
        SalesStoppedError: No trainings are sold just now.
    """

    ordering: Ordering

    async def quote(self, person: PersonId, avatar: AvatarId) -> TrainingQuote:
        """Return the price of training this avatar."""
        ordering = self.ordering
        async with ordering.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            await ordering.require_on_sale(
                reading, ordering.families[model.family].trainer
            )
            prices = await ordering.prices_now(reading, model)
            balance = await reading.ledger.balance(person)
            judgement = judge(await reading.photos.of(avatar))
            price = 0 if model.retrains else prices.training
            return TrainingQuote(model, price, balance, judgement)

    async def accept_readiness(self, person: PersonId, avatar: AvatarId) -> None:
        """Remember that the person starts a training with the photos as they are."""
        async with self.ordering.store.work(person) as work:
            before = await work.avatars.get(avatar, owner=person)
            readiness = judge(await work.photos.of(avatar)).readiness
            if readiness is not None:
                after = before.accept_readiness(readiness)
                await save(work, after, at=self.ordering.clock())

    async def start(self, person: PersonId, avatar: AvatarId, job: JobId) -> Job:
        """Order the first training, or another one after a failed or cancelled one.

        One that replaces another is free of charge.

        Ordering the same id again returns the existing job.

        Raises:
            PhotoCountError: The avatar has too few photos, or too many.
            ActionNotAllowedError: Its status forbids it.
            ConsentMissingError: The person has not agreed to what happens to photos.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """

        async def draft(work: Work) -> Draft:
            before = await work.avatars.get(avatar, owner=person)
            now = self.ordering.clock()
            collecting = before.collecting
            after = before.start(at=now) if collecting else before.retry(at=now)
            await save(work, after, at=now)
            family = self.ordering.families[before.family]
            judgement = judge(await work.photos.of(avatar))
            order = TrainingOrder(
                family=family.name,
                model=family.trainer,
                avatar_type=family.avatar_type,
                steps=family.steps,
                trigger=training_trigger(job),
                readiness=judgement.readiness,
                replaces=before.retrains,
                marks=judgement.counts,
            )
            price = (await self.ordering.prices_now(work, before)).training
            if before.retrains is not None:
                await grant_training(work, before.retrains, price, at=now)
                price = 0
            return Draft(avatar, [Line(order, price)], name="")

        return await self.ordering.place(person, job, draft)


@attrs.frozen
class PictureQuote:
    """The prices of pictures, and the balance they are paid from."""

    avatar: Avatar
    prices: PriceBook
    balance: Balance
    #: Whether these words would be enriched if the person wants that.
    enrichable: bool = False


@attrs.frozen
class GeneratePictures:
    """Order pictures of an avatar.

    Raises:
        NotFoundError: The avatar, or the source, is not the person's own.
        AvatarNotReadyError: It is not completed; the status says why.
        SalesStoppedError: No pictures are sold just now.
    """

    ordering: Ordering

    async def require(
        self, person: PersonId, avatar: AvatarId, words: str = ""
    ) -> None:
        """Check that pictures of this avatar with these words can be ordered now.

        Raises:
            WordsRefusedError: The word policy does not allow them.
        """
        async with self.ordering.store.read() as reading:
            model = await self._ready(reading, person, avatar)
        self.ordering.words.require(words, model.name)

    async def quote(
        self,
        person: PersonId,
        avatar: AvatarId,
        *,
        words: str = "",
        source: JobId | None = None,
    ) -> PictureQuote:
        """Return the prices of pictures of this avatar with these words.

        Raises:
            WordsRefusedError: The word policy does not allow them.
        """
        ordering = self.ordering
        async with ordering.store.read() as reading:
            model = await self._ready(reading, person, avatar)
            ordering.words.require(words, model.name)
            scene = await _scene(reading, person, words, source)
            return PictureQuote(
                model,
                await ordering.prices_now(reading, model),
                await reading.ledger.balance(person),
                enrichable=ordering.models.enricher is not None
                and scene.wording is Wording.OWN,
            )

    async def start(
        self,
        person: PersonId,
        avatar: AvatarId,
        job: JobId,
        *,
        words: str,
        size: Size,
        count: int,
        source: JobId | None = None,
    ) -> Job:
        """Order *count* (1 to 4) pictures.

        Ordering the same id again returns the existing job. *source* is the
        description or the generation that the words come from; the person may have
        edited them. A scene written by a model is drawn as it is, unless the person
        has translated it. A person's own words are enriched first, if they want that.

        Raises:
            InvalidTextError: The words are too short or too long, or not allowed.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        cleaned = clean_prompt(words)

        async def draft(work: Work) -> Draft:
            model = await work.avatars.get(avatar, owner=person)
            weights = model.ready_weights()
            scene = await _scene(work, person, cleaned, source)
            family = self.ordering.families[model.family]
            order = GenerationOrder(
                family=family.name,
                model=family.generator,
                words=cleaned,
                scene=scene.text,
                wording=await self._wording(work, person, scene),
                negative=scene.negative,
                prompt=compose(model, scene.text, weights.trigger),
                size=size,
                count=count,
                seed=seed_of(job),
                weights_key=weights.key,
                scale=family.scale,
            )
            prices = await self.ordering.prices_now(work, model)
            line = Line(order, prices.pictures(count))
            return Draft(avatar, [line], model.name)

        return await self.ordering.place(person, job, draft)

    async def _ready(
        self, reading: Reading, person: PersonId, avatar: AvatarId
    ) -> Avatar:
        model = await reading.avatars.get(avatar, owner=person)
        model.ready_weights()
        generator = self.ordering.families[model.family].generator
        await self.ordering.require_on_sale(reading, generator)
        return model

    async def _wording(self, work: Work, person: PersonId, scene: "_Scene") -> Wording:
        """Return AWAITED for words that are to be enriched."""
        if scene.wording is not Wording.OWN or self.ordering.models.enricher is None:
            return scene.wording
        wanted = (await work.people.get(person)).enrich
        return Wording.AWAITED if wanted else Wording.OWN


@attrs.frozen
class _Scene:
    """The scene that an order's words stand for, before it is placed."""

    text: str
    wording: Wording
    negative: str = ""


async def _scene(
    reading: Reading, person: PersonId, words: str, source: JobId | None
) -> _Scene:
    if source is not None:
        before = (await reading.jobs.get(source, person=person)).order
        match before:
            case DescriptionOrder() if not is_foreign(words):
                found = await reading.jobs.scene(source)
                negative = found.negative if found else ""
                return _Scene(words, Wording.PHOTO, negative)
            case GenerationOrder() if (
                before.words == words and before.wording not in OWN_WORDINGS
            ):
                return _Scene(before.scene, before.wording, before.negative)
            case GenerationOrder(wording=Wording.PHOTO | Wording.PACK) if (
                not is_foreign(words)
            ):
                return _Scene(words, before.wording, before.negative)
    return _Scene(words, Wording.OWN)


#: How long a stored photo waits for its order; longer than updates are redelivered.
_UNCLAIMED: Final = timedelta(days=2)


@attrs.frozen
class DescribePhoto:
    """Order descriptions of photos."""

    ordering: Ordering
    blobs: BlobStorage
    inspector: PhotoInspector

    async def start(
        self, person: PersonId, avatar: AvatarId, job: JobId, data: bytes
    ) -> Job:
        """Have the photo described as a scene to draw with this avatar.

        Ordering the same id again returns the existing job. The photo is deleted
        when its description ends.

        Raises:
            NotFoundError: The avatar is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            ConsentMissingError: The person has not agreed to what happens to photos.
            PhotoRejectedError: It is not a photo that can be read.
            SalesStoppedError: No descriptions are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        store, clock = self.ordering.store, self.ordering.clock
        async with store.read() as reading:
            with suppress(NotFoundError):
                return await reading.jobs.get(job, person=person)
            (await reading.avatars.get(avatar, owner=person)).ready_weights()
            version = self.ordering.consent_version
            consenting = await require_consent(reading, person, version)
            owner = consenting.known_as
        photo = await self.inspector.inspect(data)
        key = described_key(owner, job)
        async with store.work(person) as work:
            # It is deleted even if it is never ordered.
            await work.deletions.add([key], at=clock() + _UNCLAIMED)
        await self.blobs.put(key, photo.data)

        async def draft(work: Work) -> Draft:
            (await work.avatars.get(avatar, owner=person)).ready_weights()
            order = DescriptionOrder(
                model=self.ordering.models.describer,
                marker=writing_marker(job),
                photo_key=key,
            )
            price = (await self.ordering.prices_now(work)).description
            return Draft(avatar, [Line(order, price)], name="")

        try:
            return await self.ordering.place(person, job, draft)
        except RefusedError:
            async with store.work(person) as work:
                await work.deletions.add([key], at=clock())
            raise


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
            return Draft(source.avatar, [Line(order, price)], name="")

        return await self.ordering.place(person, job, draft)
