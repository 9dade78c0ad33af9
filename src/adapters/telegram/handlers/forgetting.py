"""Having all that is known of oneself deleted."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from ..callbacks import Menu, Section
from ..states import Forgetting
from ..view import View
from ..views import forgetting as views
from .visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="forgetting")
    taps = router.callback_query
    taps.register(_ask, Menu.filter(F.section == Section.FORGET))
    taps.register(_forget, Menu.filter(F.section == Section.FORGET_FOR_GOOD))
    return router


async def _ask(_: CallbackQuery, visit: Visit) -> None:
    view = await sure_step(visit)
    visit.enter(Forgetting.asked)
    await visit.screen.show(view)


async def sure_step(visit: Visit) -> View:
    """Return the question whether all is to be deleted."""
    there_is = await visit.cases.forget_people.belongings(visit.person.id)
    return views.ask_forget(visit.texts, there_is)


async def _forget(tap: CallbackQuery, visit: Visit) -> None:
    if visit.person.forgotten_at is not None:  # tapped twice
        await visit.screen.show(views.forgotten(visit.texts))
        return
    if visit.where() != Forgetting.asked.state:
        await _ask(tap, visit)
        return
    await visit.cases.forget_people(visit.person.id)
    visit.leave()
    await visit.screen.show(views.forgotten(visit.texts))
