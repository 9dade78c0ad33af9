"""Choosing and ordering packs."""

from collections.abc import Sequence
from typing import Final

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, CommandStart
from aiogram.types import CallbackQuery, Message

from avatar_core import Avatar, AvatarEvent, PriceBook
from avatar_core.errors import AvatarNotReadyError
from avatar_core.ids import AvatarId, JobId, PackId
from avatar_core.packs import Pack

from ..callbacks import Menu, PacksPage, Section, ShowPack, TakePack
from ..states import Drawing
from ..view import View
from ..views import packs
from .generating import current
from .visit import Visit
from .words import avatar_in


_LINK: Final = "pack_"


def setup() -> Router:
    """Return a new router; it must come before that of a plain `/start`."""
    router = Router(name="packs")
    link = CommandStart(deep_link=True, magic=F.args.startswith(_LINK))
    router.message.register(_linked, link)
    router.message.register(_packs, Command("packs"))
    taps = router.callback_query
    taps.register(_packs, Menu.filter(F.section == Section.PACKS))
    taps.register(_page, PacksPage.filter())
    taps.register(_show, ShowPack.filter())
    taps.register(_take, TakePack.filter())
    return router


async def _linked(_: Message, command: CommandObject, visit: Visit) -> View:
    pack = PackId((command.args or "").removeprefix(_LINK))
    return await card_of(visit, pack)


async def _packs(_: Message | CallbackQuery, visit: Visit) -> View:
    return await _list(visit, await visit.cases.packs.shelf.all(), None, 0)


async def _page(_: CallbackQuery, callback_data: PacksPage, visit: Visit) -> View:
    shelf = await visit.cases.packs.shelf.all()
    if callback_data.avatar is None:
        return await _list(visit, shelf, None, callback_data.page)
    card = await visit.cases.avatars.card(visit.person.id, callback_data.avatar)
    fitting = [pack for pack in shelf if card.avatar.type in pack.avatar_types]
    return await _list(visit, fitting, card.avatar, callback_data.page)


async def _list(
    visit: Visit, shown: Sequence[Pack], avatar: Avatar | None, page: int
) -> View:
    visit.leave()
    prices = await visit.cases.accounts.price_book()
    everything = await visit.cases.avatars.all(visit.person.id)
    main = await visit.cases.avatars.main(visit.person.id)
    offers = [
        (pack, _price(visit, pack, prices, avatar or _suited(pack, everything, main)))
        for pack in shown
    ]
    whose = avatar.id if avatar else None
    return packs.packs_page(visit.texts, offers, whose, page)


async def _show(_: CallbackQuery, callback_data: ShowPack, visit: Visit) -> View:
    return await card_of(visit, callback_data.chosen, callback_data.avatar)


async def card_of(visit: Visit, pack: PackId, avatar: AvatarId | None = None) -> View:
    """Return the card of a pack, for this avatar or the one that suits it best.

    Raises:
        NotFoundError: There is no such pack, or the avatar is not the person's own.
    """
    visit.leave()
    chosen = await visit.cases.packs.shelf.get(pack)
    prices = await visit.cases.accounts.price_book()
    if avatar is None:
        main = await visit.cases.avatars.main(visit.person.id)
        everything = await visit.cases.avatars.all(visit.person.id)
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
    visit.enter(Drawing.picking, avatar=avatar.hex, order=order.hex, pack=pack)
    return packs.pack_card(visit.texts, quote, order)


async def pack_step(visit: Visit) -> View:
    """Return the card of the pack that is being ordered."""
    pack = PackId(visit.remembered("pack"))
    return await card_of(visit, pack, avatar_in(visit))


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


async def _take(_: CallbackQuery, callback_data: TakePack, visit: Visit) -> None:
    if not await current(visit, callback_data.order):
        return
    job, pack = callback_data.order, callback_data.chosen
    person, avatar = visit.person.id, avatar_in(visit)
    quote = await visit.cases.packs.quote(person, avatar, pack)
    if not await visit.price_stands(packs.pack_card(visit.texts, quote, job)):
        return
    await visit.cases.packs.start(person, avatar, job, pack)
    visit.leave()
    await visit.show_job(job)
