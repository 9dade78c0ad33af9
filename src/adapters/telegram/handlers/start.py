"""Commands, the main menu and what hangs directly on it."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from ..callbacks import Menu, Section, SetLanguage
from ..texts import Texts
from ..views import menus
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="start")
    router.message.register(_start, CommandStart())
    router.message.register(_main, Command("menu"))
    router.message.register(_cancel, Command("cancel"))
    router.message.register(_help, Command("help"))
    router.message.register(_balance, Command("balance"))
    router.message.register(_languages, Command("language"))
    taps = router.callback_query
    taps.register(_main, Menu.filter(F.section == Section.MAIN))
    taps.register(_help, Menu.filter(F.section == Section.HELP))
    taps.register(_balance, Menu.filter(F.section == Section.BALANCE))
    taps.register(_languages, Menu.filter(F.section == Section.LANGUAGE))
    taps.register(_speak, SetLanguage.filter())
    return router


async def _start(_: Message, visit: Visit) -> None:
    await visit.leave()
    balance = await visit.cases.accounts.balance(visit.person.id)
    draft = await visit.cases.avatars.draft(visit.person.id)
    newcomer = not await visit.cases.avatars.all(visit.person.id)
    view = menus.welcome(visit.texts, balance, draft, newcomer=newcomer)
    await visit.screen.show(view)


async def _main(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    await visit.screen.show(await visit.main_menu())


async def _cancel(_: Message, visit: Visit) -> None:
    await visit.leave()
    await visit.screen.show(await visit.main_menu(visit.texts("dialog-left")))


async def _help(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    prices = await visit.cases.accounts.price_book()
    view = menus.help_page(visit.texts, prices, visit.cases.training.policy)
    await visit.screen.show(view)


async def _balance(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    balance = await visit.cases.accounts.balance(visit.person.id)
    prices = await visit.cases.accounts.price_book()
    await visit.screen.show(menus.balance_page(visit.texts, balance, prices))


async def _languages(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    await visit.screen.show(menus.language_choice(visit.texts))


async def _speak(_: CallbackQuery, callback_data: SetLanguage, visit: Visit) -> None:
    await visit.cases.accounts.speak(visit.person.id, callback_data.language)
    texts = Texts(callback_data.language)
    draft = await visit.cases.avatars.draft(visit.person.id)
    await visit.screen.toast(texts.plain("language-set"))
    newcomer = not await visit.cases.avatars.all(visit.person.id)
    await visit.screen.show(menus.main_menu(texts, draft, newcomer=newcomer))
