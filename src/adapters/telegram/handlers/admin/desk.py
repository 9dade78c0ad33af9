"""The admins' menu, the statistics, and the log of admins' actions."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final, TypeVar

from ...admin_callbacks import AdminMenu, Desk
from ...view import View
from ...views.admin import desk as views
from ..routes import Routes
from ..visit import Visit


#: The last page that is shown.
_LAST_PAGE: Final = 10_000

T = TypeVar("T")

routes = Routes()


@routes.opens(Desk.HOME, "admin")
async def show_desk(visit: Visit) -> View:
    """Show the admins' menu."""
    waiting = await visit.cases.admin.disputes.count(visit.person.id)
    return views.office(visit.texts, waiting)


@routes.opens(Desk.STATS)
async def _stats(visit: Visit) -> View:
    business = await visit.cases.admin.stats(visit.person.id)
    return views.stats_page(visit.texts, business)


@routes.tap(AdminMenu, Desk.LOG)
async def _admin_log(visit: Visit, tap: AdminMenu) -> View:
    visit.leave()
    admin_log, number, more = await read_page(
        visit, visit.cases.admin.admin_log, tap.page, views.ACTIONS_SHOWN
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
