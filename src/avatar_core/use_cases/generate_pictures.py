"""Ordering pictures."""

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError
from ..families import Families, Models
from ..ids import AvatarId, Ids, JobId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..orders import (
    OWN_WORDINGS,
    DescriptionOrder,
    GenerationOrder,
    Wording,
    seed_of,
)
from ..policy import Policy
from ..ports import Clock, Reading, Store
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
from ..texts import clean_prompt, is_foreign
from .enrichment import place_with_enrichment
from .incidents import demand_sold
from .ordering import place


@attrs.frozen
class PictureQuote:
    """What pictures would cost, and what there is to pay them with."""

    avatar: Avatar
    prices: PriceBook
    balance: Balance
    #: Whether these words are enriched if the person wants that.
    enrichable: bool = False


@attrs.frozen
class GeneratePictures:
    """Order pictures of an avatar."""

    store: Store
    clock: Clock
    ids: Ids
    families: Families
    prices: PriceBook
    policy: Policy
    models: Models

    async def quote(
        self,
        person: PersonId,
        avatar: AvatarId,
        *,
        words: str = "",
        source: JobId | None = None,
    ) -> PictureQuote:
        """Return what pictures of this avatar, and these words, would cost.

        Raises:
            NotFoundError: The avatar, or the source, is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            SalesStoppedError: No pictures are sold just now.
        """
        async with self.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            model.ready_weights()
            family = self.families[model.family]
            now = self.clock()
            await demand_sold(reading, family.generator, at=now, policy=self.policy)
            prices = self.prices.under(await reading.terms.changed())
            drawn = await _drawn(reading, person, words, source)
            return PictureQuote(
                model,
                prices.within(family),
                await reading.ledger.balance(person),
                enrichable=self.models.enricher is not None
                and drawn.wording is Wording.OWN,
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

        Ordering the same id again returns the job that is there. *source* is the
        description or the generation that these words are from, perhaps edited:
        what has become a scene once is drawn as it is, unless the person put it into
        another language. Words that they only wrote are enriched first, if they
        want that.

        Raises:
            NotFoundError: The avatar, or the source, is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            InvalidTextError: The words are too few or too many.
            SalesStoppedError: No pictures are sold just now.
            TooManyOpenJobsError: The person has enough unfinished jobs.
            InsufficientCreditsError: The price is not covered.
        """
        cleaned = clean_prompt(words)
        async with self.store.work(person) as work:
            now = self.clock()
            try:
                return await work.jobs.get(job, person=person)
            except NotFoundError:
                pass
            model = await work.avatars.get(avatar, owner=person)
            weights = model.ready_weights()
            family = self.families[model.family]
            prices = self.prices.under(await work.terms.changed())
            drawn = await _drawn(work, person, cleaned, source)
            enricher = self.models.enricher
            wanted = (await work.people.get(person)).enrich
            if drawn.wording is not Wording.OWN or not wanted:
                enricher = None
            order = GenerationOrder(
                family=family.name,
                model=family.generator,
                words=cleaned,
                scene=drawn.scene,
                wording=Wording.AWAITED if enricher else drawn.wording,
                negative=drawn.negative,
                prompt=compose(model, drawn.scene, weights.trigger),
                size=size,
                count=count,
                seed=seed_of(job),
                weights_key=weights.key,
                scale=family.scale,
            )
            ordered = Job(
                id=job,
                person=person,
                avatar=avatar,
                order=order,
                price=prices.within(family).pictures(count),
                token=self.ids().hex,
                created_at=now,
                due_at=now,
                deadline_at=now + self.policy.generation.deadline,
            )
            if enricher is not None:
                return await place_with_enrichment(
                    work, ordered, enricher, self.ids, at=now, policy=self.policy
                )
            await place(work, ordered, at=now, policy=self.policy)
            return ordered


@attrs.frozen
class _Drawn:
    """What the words of an order have become before it is placed."""

    scene: str
    wording: Wording
    negative: str = ""


async def _drawn(
    reading: Reading, person: PersonId, words: str, source: JobId | None
) -> _Drawn:
    if source is not None:
        before = (await reading.jobs.get(source, person=person)).order
        match before:
            case DescriptionOrder() if not is_foreign(words):
                found = await reading.jobs.scene(source)
                negative = found.negative if found else ""
                return _Drawn(words, Wording.PHOTO, negative)
            case GenerationOrder() if (
                before.words == words and before.wording not in OWN_WORDINGS
            ):
                return _Drawn(before.scene, before.wording, before.negative)
            case GenerationOrder(wording=Wording.PHOTO | Wording.PACK) if (
                not is_foreign(words)
            ):
                return _Drawn(words, before.wording, before.negative)
    return _Drawn(words, Wording.OWN)
