"""Order packs."""

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError, Thing
from ..ids import AvatarId, JobId, PackId, PersonId
from ..jobs import Job
from ..ledger import Balance
from ..orders import GenerationOrder, Wording, seed_of
from ..packs import ANYBODY, Pack, fill, traits_of
from ..ports import PackShelf, Work
from .ordering import Draft, Line, Ordering, member_id


@attrs.frozen
class PackQuote:
    """The price of a pack, and the balance it is paid from."""

    pack: Pack
    avatar: Avatar
    price: int
    balance: Balance


@attrs.frozen
class OrderPack:
    """Order packs with an avatar.

    Raises:
        NotFoundError: There is no such pack for this type of avatar, or the avatar is
            not the person's own.
        AvatarNotReadyError: It is not completed; the status says why.
        SalesStoppedError: No pictures are sold just now.
    """

    ordering: Ordering
    shelf: PackShelf

    async def quote(
        self, person: PersonId, avatar: AvatarId, pack: PackId
    ) -> PackQuote:
        """Return the price of the pack with this avatar."""
        chosen = await self.shelf.get(pack)
        ordering = self.ordering
        async with ordering.store.read() as reading:
            model = await reading.avatars.get(avatar, owner=person)
            model.ready_weights()
            _require_fit(chosen, model)
            generator = ordering.families[model.family].generator
            await ordering.require_on_sale(reading, generator)
            prices = await ordering.prices_now(reading, model)
            balance = await reading.ledger.balance(person)
            return PackQuote(chosen, model, sum(chosen.prices(prices)), balance)

    async def start(
        self, person: PersonId, avatar: AvatarId, order: JobId, pack: PackId
    ) -> Job:
        """Order all pictures of the pack and return the job that leads them.

        Ordering the same id again returns the existing job.

        Raises:
            TooManyOpenJobsError: The person has enough unfinished orders.
            InsufficientCreditsError: The price is not covered.
        """
        chosen = await self.shelf.get(pack)

        async def draft(work: Work) -> Draft:
            model = await work.avatars.get(avatar, owner=person)
            weights = model.ready_weights()
            _require_fit(chosen, model)
            language = (await work.people.get(person)).language
            family = self.ordering.families[model.family]
            traits = traits_of(model, weights.trigger)
            prices = chosen.prices(await self.ordering.prices_now(work, model))
            lines = [
                Line(
                    GenerationOrder(
                        family=family.name,
                        model=family.generator,
                        words=chosen.title_in(language),
                        scene=fill(prompt, ANYBODY),
                        wording=Wording.PACK,
                        negative=chosen.negative,
                        prompt=fill(prompt, traits),
                        size=chosen.size,
                        count=1,
                        seed=seed_of(member_id(order, number)),
                        weights_key=weights.key,
                        scale=family.scale,
                        pack=chosen.id,
                    ),
                    price,
                )
                for number, (prompt, price) in enumerate(
                    zip(chosen.prompts, prices, strict=True)
                )
            ]
            return Draft(avatar, lines)

        return await self.ordering.place(person, order, draft)


def _require_fit(pack: Pack, avatar: Avatar) -> None:
    if avatar.type not in pack.avatar_types:
        raise NotFoundError(Thing.PACK)
