"""Choosing and ordering packs."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Avatar, AvatarEvent, PriceBook
from avatar_core.errors import AvatarNotReadyError, InvalidTextError
from avatar_core.ids import AvatarId, JobId, PackId
from avatar_core.packs import Pack

from ..callbacks import PacksPage, Section, ShowPack, TakePack
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
    """Return the first page of all packs."""
    return await _list(visit, await visit.cases.packs.shelf.all(), None, 0)


@routes.tap(PacksPage)
async def _page(visit: Visit, tap: PacksPage) -> View:
    shelf = await visit.cases.packs.shelf.all()
    if tap.avatar is None:
        return await _list(visit, shelf, None, tap.page)
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    fitting = [pack for pack in shelf if card.avatar.type in pack.avatar_types]
    return await _list(visit, fitting, card.avatar, tap.page)


async def _list(
    visit: Visit, shown: Sequence[Pack], avatar: Avatar | None, page: int
) -> View:
    visit.leave()
    prices = await visit.cases.accounts.price_book()
    everything, main = await visit.cases.avatars.all_and_main(visit.person.id)
    offers = [
        (pack, _price(visit, pack, prices, avatar or _suited(pack, everything, main)))
        for pack in shown
    ]
    whose = avatar.id if avatar else None
    return packs.packs_page(visit.texts, offers, whose, page)


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
