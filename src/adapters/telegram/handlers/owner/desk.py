"""The owners' menu, the statistics, and the log of owners' actions."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ...owner_callbacks import DeedsPage, Desk, OwnerMenu
from ...view import View
from ...views.owner import desk as views
from ..visit import Visit


#: The last page that is shown.
_LAST_PAGE: Final = 10_000

T = TypeVar("T")


def setup() -> Router:
    """Return a new router."""
    router = Router(name="owners' desk")
    messages, taps = router.message, router.callback_query
    messages.register(_office, Command("admin"))
    taps.register(_office, OwnerMenu.filter(F.desk == Desk.HOME))
    taps.register(_tally, OwnerMenu.filter(F.desk == Desk.TALLY))
    taps.register(_deeds, DeedsPage.filter())
    return router


async def _office(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return await show_desk(visit)


async def show_desk(visit: Visit) -> View:
    """Show the owners' menu."""
    waiting = await visit.cases.owner.disputes.count(visit.person.id)
    return views.office(visit.texts, waiting)


async def _tally(_: CallbackQuery, visit: Visit) -> View:
    visit.leave()
    business = await visit.cases.owner.tally(visit.person.id)
    return views.tally_page(visit.texts, business)


async def _deeds(_: CallbackQuery, callback_data: DeedsPage, visit: Visit) -> View:
    visit.leave()
    deeds, number, more = await read_page(
        visit, visit.cases.owner.deeds, callback_data.page, views.DEEDS_SHOWN
    )
    return views.deeds_page(visit.texts, deeds, number, more=more)


async def read_page(
    visit: Visit,
    read: Callable[..., Awaitable[Sequence[T]]],
    number: int,
    size: int,
) -> tuple[Sequence[T], int, bool]:
    """Return a page of what *read* returns, its number, and whether more follow."""
    number = max(0, min(_LAST_PAGE, number))
    found = await read(visit.person.id, limit=size + 1, skip=number * size)
    return found[:size], number, len(found) > size
