"""Ordering pictures."""

from typing import Final

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError
from ..families import Families
from ..ids import AvatarId, Ids, JobId, PersonId
from ..jobs import GenerationOrder, Job
from ..ledger import Balance
from ..policy import Policy
from ..ports import Clock, Store
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
from ..texts import clean_prompt
from .incidents import demand_sold
from .ordering import place


_SEED_BITS: Final = 31


@attrs.frozen
class PictureQuote:
    """What pictures would cost, and what there is to pay them with."""

    avatar: Avatar
    prices: PriceBook
    balance: Balance


@attrs.frozen
class GeneratePictures:
    """Order pictures of an avatar."""

    store: Store
    clock: Clock
    ids: Ids
    families: Families
    prices: PriceBook
    policy: Policy

    async def quote(self, person: PersonId, avatar: AvatarId) -> PictureQuote:
        """Return what pictures of this avatar would cost.

        Raises:
            NotFoundError: The avatar is not the person's own.
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
            return PictureQuote(
                model,
                prices.within(family),
                await reading.ledger.balance(person),
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
    ) -> Job:
        """Order *count* (1 to 4) pictures.

        Ordering the same id again returns the job that is there.

        Raises:
            NotFoundError: The avatar is not the person's own.
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
            order = GenerationOrder(
                family=family.name,
                model=family.generator,
                words=cleaned,
                scene=cleaned,
                prompt=compose(model, cleaned, weights.trigger),
                size=size,
                count=count,
                seed=job.int % 2**_SEED_BITS,
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
            await place(work, ordered, at=now, policy=self.policy)
            return ordered
