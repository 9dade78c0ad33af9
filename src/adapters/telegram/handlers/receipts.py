"""Where credits came from and went to."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ..callbacks import Menu, OlderReceipts, Section
from ..view import View
from ..views import receipts
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="receipts")
    router.message.register(_newest, Command("receipts"))
    taps = router.callback_query
    taps.register(_newest, Menu.filter(F.section == Section.RECEIPTS))
    taps.register(_older, OlderReceipts.filter())
    return router


async def _newest(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    page = await visit.cases.receipts(visit.person.id)
    return receipts.receipts_page(visit.texts, page)


async def _older(_: CallbackQuery, callback_data: OlderReceipts, visit: Visit) -> View:
    page = await visit.cases.receipts(visit.person.id, before=callback_data.before)
    return receipts.receipts_page(visit.texts, page, newest=False)
