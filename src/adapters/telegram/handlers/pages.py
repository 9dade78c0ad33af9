"""Pages to read: help, photo tips, and what the law wants said."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ..callbacks import Menu, Section
from ..commands import COMMANDS
from ..view import View
from ..views import pages
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="pages")
    messages, taps = router.message, router.callback_query
    for section, show in (
        (Section.HELP, _help),
        (Section.TIPS, _tips),
        (Section.SUPPORT, _support),
        (Section.TERMS, _terms),
        (Section.PRIVACY, _privacy),
    ):
        messages.register(show, Command(section.value))
        taps.register(show, Menu.filter(F.section == section))
    return router


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
