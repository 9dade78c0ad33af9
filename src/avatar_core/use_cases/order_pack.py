"""Ordering packs."""

from collections.abc import Sequence

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError, Thing
from ..families import Families
from ..ids import AvatarId, Ids, JobId, PackId, PersonId
from ..jobs import Job, follower_id
from ..ledger import Balance
from ..orders import GenerationOrder, Wording, seed_of
from ..packs import ANYBODY, Pack, fill, traits_of
from ..policy import Policy
from ..ports import Clock, PackShelf, Store
from ..prices import PriceBook
from .incidents import demand_sold
from .ordering import place


@attrs.frozen
class PackQuote:
    """What a pack would cost, and what there is to pay it with."""

    pack: Pack
    avatar: Avatar
    price: int
    balance: Balance


@attrs.frozen
class OrderPack:
    """Order packs with an avatar."""

    store: Store
    shelf: PackShelf
    clock: Clock
    ids: Ids
    families: Families
    prices: PriceBook
    policy: Policy

    async def quote(
        self, person: PersonId, avatar: AvatarId, pack: PackId
    ) -> PackQuote:
        """Return what the pack would cost with this avatar.

        Raises:
            NotFoundError: There is no such pack for this type of avatar, or the
                avatar is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            SalesStoppedError: No pictures are sold just now.
        """
        chosen = await self.shelf.get(pack)
        async with self.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            model.ready_weights()
            _demand_fit(chosen, model)
            family = self.families[model.family]
            now = self.clock()
            await demand_sold(reading, family.generator, at=now, policy=self.policy)
            prices = self.prices.under(await reading.terms.changed())
            return PackQuote(
                chosen,
                model,
                sum(chosen.prices(prices.within(family))),
                await reading.ledger.balance(person),
            )

    async def start(
        self, person: PersonId, avatar: AvatarId, order: JobId, pack: PackId
    ) -> Job:
        """Order all pictures of the pack and return the job that leads them.

        Ordering the same id again returns the job that is there.

        Raises:
            NotFoundError: There is no such pack for this type of avatar, or the
                avatar is not the person's own.
            AvatarNotReadyError: It is not completed; the status says why.
            SalesStoppedError: No pictures are sold just now.
            TooManyOpenJobsError: The person has enough unfinished orders.
            InsufficientCreditsError: The price is not covered.
        """
        chosen = await self.shelf.get(pack)
        async with self.store.work(person) as work:
            try:
                return await work.jobs.get(order, person=person)
            except NotFoundError:
                pass
            model = await work.avatars.get(avatar, owner=person)
            owner = await work.people.get(person)
            prices = self.prices.under(await work.terms.changed())
            jobs = self._jobs(
                order,
                chosen,
                model,
                title=chosen.title_in(owner.language),
                prices=chosen.prices(prices.within(self.families[model.family])),
            )
            await place(work, *jobs, at=jobs[0].created_at, policy=self.policy)
            return jobs[0]

    def _jobs(
        self,
        order: JobId,
        pack: Pack,
        avatar: Avatar,
        *,
        title: str,
        prices: Sequence[int],
    ) -> list[Job]:
        now, weights = self.clock(), avatar.ready_weights()
        _demand_fit(pack, avatar)
        family = self.families[avatar.family]
        traits = traits_of(avatar, weights.trigger)
        jobs = []
        for number, (prompt, price) in enumerate(
            zip(pack.prompts, prices, strict=True)
        ):
            job = follower_id(order, number) if number else order
            pictures = GenerationOrder(
                family=family.name,
                model=family.generator,
                words=title,
                scene=fill(prompt, ANYBODY),
                wording=Wording.PACK,
                negative=pack.negative,
                prompt=fill(prompt, traits),
                size=pack.size,
                count=1,
                seed=seed_of(job),
                weights_key=weights.key,
                scale=family.scale,
                pack=pack.id,
            )
            jobs.append(
                Job(
                    id=job,
                    person=avatar.owner,
                    avatar=avatar.id,
                    order=pictures,
                    price=price,
                    lead=None if pack.is_style else order,
                    token=self.ids().hex,
                    created_at=now,
                    due_at=now,
                    deadline_at=now + self.policy.generation.deadline,
                )
            )
        return jobs


def _demand_fit(pack: Pack, avatar: Avatar) -> None:
    if avatar.type not in pack.avatar_types:
        raise NotFoundError(Thing.PACK)
