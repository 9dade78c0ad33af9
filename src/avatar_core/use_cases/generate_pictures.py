"""Order pictures."""

import attrs

from ..avatars import Avatar
from ..ids import AvatarId, JobId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..orders import (
    OWN_WORDINGS,
    DescriptionOrder,
    GenerationOrder,
    Wording,
    seed_of,
)
from ..ports import Reading, Work
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
from ..texts import clean_prompt, is_foreign
from .ordering import Draft, Line, Ordering


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
    """Order pictures of an avatar."""

    ordering: Ordering

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
            NotFoundError: The avatar, or the source, is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            SalesStoppedError: No pictures are sold just now.
        """
        ordering = self.ordering
        async with ordering.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            model.ready_weights()
            generator = ordering.families[model.family].generator
            await ordering.demand_sold(reading, generator)
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
            NotFoundError: The avatar, or the source, is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            InvalidTextError: The words are too short or too long.
            SalesStoppedError: No pictures are sold just now.
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
            return Draft(avatar, [Line(order, prices.pictures(count))])

        return await self.ordering.place(person, job, draft)

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
