"""The main menu, the balance and receipts, and pages to read."""

from aiogram import F, Router
from aiogram.filters import Command, CommandStart
from aiogram.types import CallbackQuery, Message

from avatar_core.avatars import newest_draft

from ..callbacks import Menu, OlderReceipts, Section
from ..commands import COMMANDS
from ..view import View
from ..views import menus, pages, receipts
from .visit import Visit


def setup() -> Router:
    """Return a new router."""
    router = Router(name="pages")
    messages, taps = router.message, router.callback_query
    messages.register(_start, CommandStart())
    messages.register(_main, Command("menu"))
    messages.register(_cancel, Command("cancel"))
    taps.register(_main, Menu.filter(F.section == Section.MAIN))
    taps.register(_older_receipts, OlderReceipts.filter())
    for section, show in (
        (Section.BALANCE, _balance),
        (Section.RECEIPTS, _receipts),
        (Section.HELP, _help),
        (Section.TIPS, _tips),
        (Section.SUPPORT, _support),
        (Section.TERMS, _terms),
        (Section.PRIVACY, _privacy),
    ):
        messages.register(show, Command(section.value))
        taps.register(show, Menu.filter(F.section == section))
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
        by_admin=visit.by_admin,
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


async def _receipts(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    page = await visit.cases.receipts(visit.person.id)
    return receipts.receipts_page(visit.texts, page)


async def _older_receipts(
    _: CallbackQuery, callback_data: OlderReceipts, visit: Visit
) -> View:
    page = await visit.cases.receipts(visit.person.id, before=callback_data.before)
    return receipts.receipts_page(visit.texts, page, newest=False)


# --- pages to read --------------------------------------------------------


async def _help(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    prices = await visit.cases.accounts.price_book()
    families = visit.cases.avatars.on_offer()
    return pages.help_page(
        visit.texts, prices, families, visit.cases.config.policy, COMMANDS
    )


async def _tips(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return pages.tips(visit.texts)


async def _support(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return pages.support(visit.texts, visit.contact)


async def _terms(event: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    by_command = isinstance(event, Message)
    return pages.terms(visit.texts, visit.contact, by_command=by_command)


async def _privacy(event: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    days = visit.cases.config.policy.photo_retention.days
    by_command = isinstance(event, Message)
    return pages.privacy(visit.texts, days, by_command=by_command)
