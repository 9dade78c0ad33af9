"""Deleting all personal data."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from ..callbacks import Menu, Section
from ..states import Forgetting
from ..view import View
from ..views import forgetting as views
from .visit import Visit


def setup() -> Router:
    """Return a new router."""
    router = Router(name="forgetting")
    taps = router.callback_query
    taps.register(_ask, Menu.filter(F.section == Section.FORGET))
    taps.register(_forget, Menu.filter(F.section == Section.FORGET_FOR_GOOD))
    return router


async def _ask(_: CallbackQuery, visit: Visit) -> View:
    view = await sure_step(visit)
    visit.enter(Forgetting.asked)
    return view


async def sure_step(visit: Visit) -> View:
    """Return the confirmation question."""
    there_is = await visit.cases.forget_people.belongings(visit.person.id)
    return views.ask_forget(visit.texts, there_is)


async def _forget(tap: CallbackQuery, visit: Visit) -> View:
    if visit.person.forgotten_at is not None:  # tapped twice
        return views.forgotten(visit.texts)
    if visit.where() != Forgetting.asked.state:
        return await _ask(tap, visit)
    await visit.cases.forget_people(visit.person.id)
    visit.leave()
    return views.forgotten(visit.texts)
