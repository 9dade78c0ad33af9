"""The admins' menu, the statistics, and the log of admins' actions."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ...admin_callbacks import AdminLogPage, AdminMenu, Desk
from ...view import View
from ...views.admin import desk as views
from ..visit import Visit


#: The last page that is shown.
_LAST_PAGE: Final = 10_000

T = TypeVar("T")


def setup() -> Router:
    """Return a new router."""
    router = Router(name="admins' desk")
    messages, taps = router.message, router.callback_query
    messages.register(_office, Command("admin"))
    taps.register(_office, AdminMenu.filter(F.desk == Desk.HOME))
    taps.register(_stats, AdminMenu.filter(F.desk == Desk.STATS))
    taps.register(_admin_log, AdminLogPage.filter())
    return router


async def _office(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return await show_desk(visit)


async def show_desk(visit: Visit) -> View:
    """Show the admins' menu."""
    waiting = await visit.cases.admin.disputes.count(visit.person.id)
    return views.office(visit.texts, waiting)


async def _stats(_: CallbackQuery, visit: Visit) -> View:
    visit.leave()
    business = await visit.cases.admin.stats(visit.person.id)
    return views.stats_page(visit.texts, business)


async def _admin_log(
    _: CallbackQuery, callback_data: AdminLogPage, visit: Visit
) -> View:
    visit.leave()
    admin_log, number, more = await read_page(
        visit, visit.cases.admin.admin_log, callback_data.page, views.ACTIONS_SHOWN
    )
    return views.admin_log_page(visit.texts, admin_log, number, more=more)


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
