"""Choosing and ordering packs."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Avatar, AvatarEvent, PriceBook
from avatar_core.errors import AvatarNotReadyError, InvalidTextError, NotFoundError
from avatar_core.ids import AvatarId, JobId, PackId
from avatar_core.packs import Pack

from ..callbacks import (
    FindPack,
    PacksMenu,
    PacksOf,
    PacksPage,
    Section,
    ShowPack,
    TakePack,
)
from ..steps import Step
from ..view import View
from ..views import packs
from .generating import current
from .routes import Routes
from .visit import Visit


#: The prefix of the payload of a link to a pack.
LINK: Final = "pack_"

routes = Routes()


@routes.opens(Section.PACKS, "packs")
async def every_pack(visit: Visit) -> View:
    """Return the categories of all packs, or the packs if they are few."""
    return packs.packs_menu(visit.texts, *await _offers(visit, None))


@routes.tap(PacksMenu)
async def _menu(visit: Visit, tap: PacksMenu) -> View:
    visit.leave()
    return packs.packs_menu(visit.texts, *await _offers(visit, tap.avatar))


@routes.tap(PacksPage)
async def _page(visit: Visit, tap: PacksPage) -> View:
    visit.leave()
    offers, avatar = await _offers(visit, tap.avatar)
    return packs.packs_page(visit.texts, offers, avatar, tap.page)


@routes.tap(PacksOf)
async def _category(visit: Visit, tap: PacksOf) -> View:
    visit.leave()
    everything, avatar = await _offers(visit, tap.avatar)
    offers = [offer for offer in everything if offer[0].category is tap.category]
    return packs.packs_page(visit.texts, offers, avatar, tap.page, tap.category)


@routes.begins(FindPack)
@routes.question(Step.FINDING_PACK, "word-wanted")
async def _ask_word(visit: Visit, _: InvalidTextError | None) -> View:
    return packs.ask_pack_word(visit.texts, _asked_for(visit))


@routes.text(Step.FINDING_PACK)
async def _find(visit: Visit, words: str) -> View | None:
    if not await visit.answers():
        return None
    everything, avatar = await _offers(visit, _asked_for(visit))
    offers = [offer for offer in everything if offer[0].speaks_of(words)]
    return packs.packs_found(visit.texts, words, offers, avatar)


def _asked_for(visit: Visit) -> AvatarId | None:
    try:
        return visit.avatar
    except NotFoundError:
        return None


async def _offers(
    visit: Visit, whose: AvatarId | None
) -> tuple[packs.Offers, AvatarId | None]:
    """Return the packs that suit an avatar, or any, with their prices."""
    shelf = await visit.cases.packs.shelf.all()
    avatar = None
    if whose is not None:
        avatar = (await visit.cases.avatars.card(visit.person.id, whose)).avatar
    prices = await visit.cases.accounts.price_book()
    everything, main = await visit.cases.avatars.all_and_main(visit.person.id)
    return [
        (pack, _price(visit, pack, prices, avatar or _suited(pack, everything, main)))
        for pack in shelf
        if avatar is None or avatar.type in pack.avatar_types
    ], whose


@routes.tap(ShowPack)
async def _show(visit: Visit, tap: ShowPack) -> View:
    return await card_of(visit, tap.chosen, tap.avatar)


async def card_of(visit: Visit, pack: PackId, avatar: AvatarId | None = None) -> View:
    """Return the card of a pack, for this avatar or the one that suits it best.

    Raises:
        NotFoundError: There is no such pack, or the avatar is not the person's own.
    """
    visit.leave()
    chosen = await visit.cases.packs.shelf.get(pack)
    prices = await visit.cases.accounts.price_book()
    if avatar is None:
        everything, main = await visit.cases.avatars.all_and_main(visit.person.id)
        suited = _suited(chosen, everything, main)
        if suited is None:
            price = _price(visit, chosen, prices, None)
            return packs.pack_no_avatar(visit.texts, chosen, price)
        avatar = suited.id
    try:
        quote = await visit.cases.packs.quote(visit.person.id, avatar, pack)
    except AvatarNotReadyError:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        price = _price(visit, chosen, prices, card.avatar)
        return packs.pack_not_yet(visit.texts, chosen, price, card.avatar)
    order = JobId(visit.ids())
    visit.enter(Step.ORDERING_PACK, avatar=avatar.hex, order=order.hex, pack=pack)
    return packs.pack_card(visit.texts, quote, order)


@routes.question(Step.ORDERING_PACK, "button-wanted")
async def _ask_pack(visit: Visit, _: InvalidTextError | None) -> View:
    return await card_of(visit, PackId(visit.remembered("pack")), visit.avatar)


def _suited(
    pack: Pack, avatars: Sequence[Avatar], main: Avatar | None
) -> Avatar | None:
    """Return the best avatar for the pack: a ready one, the main one first."""
    fitting = [avatar for avatar in avatars if avatar.type in pack.avatar_types]
    return max(
        fitting,
        key=lambda avatar: (
            AvatarEvent.GENERATE in avatar.actions,
            main is not None and avatar.id == main.id,
            avatar.created_at,
        ),
        default=None,
    )


def _price(visit: Visit, pack: Pack, prices: PriceBook, avatar: Avatar | None) -> int:
    """Return the price with an avatar, or else with the first family that fits."""
    if avatar is not None:
        return sum(
            pack.prices(prices.within(visit.cases.config.families[avatar.family]))
        )
    fitting = (
        prices.within(family)
        for family in visit.cases.avatars.on_offer()
        if family.avatar_type in pack.avatar_types
    )
    return sum(pack.prices(next(fitting, prices)))


@routes.tap(TakePack)
async def _take(visit: Visit, tap: TakePack) -> None:
    if not await current(visit, tap.order):
        return
    person, avatar = visit.person.id, visit.avatar
    quote = await visit.cases.packs.quote(person, avatar, tap.chosen)
    if not await visit.price_stands(packs.pack_card(visit.texts, quote, tap.order)):
        return
    await visit.cases.packs.start(person, avatar, tap.order, tap.chosen)
    visit.leave()
    await visit.show_job(tap.order)
