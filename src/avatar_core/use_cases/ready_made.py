"""Order ready-made pictures: packs, and pictures like a delivered one."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import attrs

from ..avatars import Avatar, AvatarStatus
from ..errors import AvatarNotReadyError, NotFoundError, Thing
from ..ids import AvatarId, JobId, PackId, PersonId, PictureId
from ..jobs import Job
from ..ledger import Balance
from ..orders import GenerationOrder, UpscaleOrder, Wording, seed_of
from ..packs import ANYBODY, Pack, fill, traits_of
from ..pictures import Picture
from ..ports import PackShelf, Reading, Work
from ..prices import PriceBook
from ..prompts import compose
from ..sizes import Size
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
            WordsRefusedError: The word policy does not allow it with this avatar.
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
            return Draft(avatar, lines, model.name)

        return await self.ordering.place(person, order, draft)


def _require_fit(pack: Pack, avatar: Avatar) -> None:
    if avatar.type not in pack.avatar_types:
        raise NotFoundError(Thing.PACK)


#: Returns the new order, given the avatar to draw with, the picture and its order.
_Change: TypeAlias = Callable[[Avatar, Picture, GenerationOrder], GenerationOrder]


@attrs.frozen
class Casting:
    """Another avatar to draw the scene with, and the price of one picture."""

    avatar: Avatar
    price: int


@attrs.frozen(kw_only=True)
class RemixQuote:
    """A picture, its order, and the prices of variations of it."""

    picture: Picture
    #: The job that drew it; of an enlargement, the one that drew the original.
    job: JobId
    order: GenerationOrder
    #: The negative prompt; empty if the model takes none.
    negative: str
    #: None if it was deleted: its pictures cannot be drawn again.
    avatar: Avatar | None
    #: The person's other avatars that can be drawn with.
    others: Sequence[Casting]
    #: Within the family that the picture is of.
    prices: PriceBook
    balance: Balance


@attrs.frozen
class RemixPictures:
    """Order pictures like a delivered one.

    Ordering the same id again returns the existing job. The scene is not enriched
    again. Every order raises:

        NotFoundError: The picture, or the other avatar, is not the person's own.
        AvatarNotReadyError: The avatar was deleted, or is not completed.
        WordsRefusedError: The word policy does not allow its scene (any more).
        SalesStoppedError: No pictures are sold just now.
        TooManyOpenJobsError: The person has enough unfinished jobs.
        InsufficientCreditsError: The price is not covered.
    """

    ordering: Ordering

    async def quote(self, person: PersonId, picture: PictureId) -> RemixQuote:
        """Return the variations of a picture and their prices.

        Raises:
            NotFoundError: The picture is not the person's own.
        """
        families = self.ordering.families
        async with self.ordering.store.read() as reading:
            source, job, order = await _origin(reading, person, picture)
            ready = [
                avatar
                for avatar in await reading.avatars.of(person)
                if avatar.weights is not None
            ]
            family = families[order.family]
            prices = await self.ordering.prices_now(reading)
            return RemixQuote(
                picture=source,
                job=job,
                order=order,
                negative=order.negative if family.heeds_negative else "",
                avatar=next((a for a in ready if a.id == source.avatar), None),
                others=[
                    Casting(
                        avatar,
                        prices.within(families[avatar.family]).pictures(1),
                    )
                    for avatar in ready
                    if avatar.id != source.avatar
                ],
                prices=prices.within(family),
                balance=await reading.ledger.balance(person),
            )

    async def again(self, person: PersonId, picture: PictureId, job: JobId) -> Job:
        """Order exactly the same again: as many pictures, with the same seeds."""
        return await self._start(person, picture, job, lambda _, __, order: order)

    async def anew(self, person: PersonId, picture: PictureId, job: JobId) -> Job:
        """Order one picture of the same scene with another seed."""
        return await self._start(
            person,
            picture,
            job,
            lambda _, __, order: attrs.evolve(order, count=1, seed=seed_of(job)),
        )

    async def resize(
        self, person: PersonId, picture: PictureId, job: JobId, *, size: Size
    ) -> Job:
        """Order this picture, with its own seed, in another size."""
        return await self._start(
            person,
            picture,
            job,
            lambda _, source, order: attrs.evolve(
                order, count=1, seed=source.seed, size=size
            ),
        )

    async def recast(
        self, person: PersonId, picture: PictureId, job: JobId, *, avatar: AvatarId
    ) -> Job:
        """Order this picture, with its own seed, of another avatar."""

        def change(
            model: Avatar, source: Picture, order: GenerationOrder
        ) -> GenerationOrder:
            weights = model.ready_weights()
            family = self.ordering.families[model.family]
            return attrs.evolve(
                order,
                family=family.name,
                model=family.generator,
                prompt=compose(model, order.scene, weights.trigger),
                count=1,
                seed=source.seed,
                weights_key=weights.key,
                scale=family.scale,
            )

        return await self._start(person, picture, job, change, avatar=avatar)

    async def _start(
        self,
        person: PersonId,
        picture: PictureId,
        job: JobId,
        change: _Change,
        *,
        avatar: AvatarId | None = None,
    ) -> Job:
        async def draft(work: Work) -> Draft:
            source, _, origin = await _origin(work, person, picture)
            if avatar is None:
                model = await _drawn(work, source, origin)
            else:
                model = await work.avatars.get(avatar, owner=person)
            order = attrs.evolve(change(model, source, origin), preview_of=None)
            family = self.ordering.families[order.family]
            prices = (await self.ordering.prices_now(work)).within(family)
            line = Line(order, prices.pictures(order.count))
            return Draft(model.id, [line], model.name)

        return await self.ordering.place(person, job, draft)


async def _origin(
    reading: Reading, person: PersonId, picture: PictureId
) -> tuple[Picture, JobId, GenerationOrder]:
    source = await reading.pictures.get(picture, owner=person)
    job = await reading.jobs.get(source.job, person=person)
    if isinstance(job.order, UpscaleOrder):
        job = await reading.jobs.get(job.order.origin, person=person)
    if not isinstance(job.order, GenerationOrder):
        raise NotFoundError(Thing.JOB)
    return source, job.id, job.order


async def _drawn(reading: Reading, source: Picture, order: GenerationOrder) -> Avatar:
    """Return the avatar that the picture shows, if its weights are still there."""
    try:
        model = await reading.avatars.get(source.avatar, owner=source.owner)
    except NotFoundError:
        raise AvatarNotReadyError(AvatarStatus.DELETED) from None
    if model.ready_weights().key != order.weights_key:
        raise AvatarNotReadyError(AvatarStatus.DELETED)
    return model
