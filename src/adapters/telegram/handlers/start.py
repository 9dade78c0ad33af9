"""The first words, the main menu and the balance."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from avatar_core.avatars import newest_draft

from ..callbacks import Menu, Section
from ..view import View
from ..views import menus
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="start")
    router.message.register(_start, CommandStart())
    router.message.register(_main, Command("menu"))
    router.message.register(_cancel, Command("cancel"))
    router.message.register(_balance, Command("balance"))
    taps = router.callback_query
    taps.register(_main, Menu.filter(F.section == Section.MAIN))
    taps.register(_balance, Menu.filter(F.section == Section.BALANCE))
    return router


async def _start(_: Message, visit: Visit) -> View:
    visit.leave()
    balance = await visit.cases.accounts.balance(visit.person.id)
    theirs = await visit.cases.avatars.all(visit.person.id)
    return menus.welcome(
        visit.texts,
        balance,
        newest_draft(theirs),
        newcomer=not theirs,
        owner=visit.by_owner,
    )


async def _main(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return await visit.main_menu()


async def _cancel(_: Message, visit: Visit) -> View:
    visit.leave()
    return await visit.main_menu(visit.texts("dialog-left"))


async def _balance(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    balance = await visit.cases.accounts.balance(visit.person.id)
    prices = await visit.cases.accounts.price_book()
    families = visit.cases.avatars.on_offer()
    return menus.balance_page(visit.texts, balance, prices, families)
