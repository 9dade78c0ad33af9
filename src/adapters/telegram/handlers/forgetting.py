"""Deleting all personal data."""

from avatar_core.errors import InvalidTextError

from ..callbacks import Menu, Section
from ..states import Forgetting
from ..view import View
from ..views import forgetting as views
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.tap(Menu, Section.FORGET)
async def _ask(visit: Visit, _: Menu) -> View | None:
    return await routes.ask(visit, Forgetting.asked)


@routes.question(Forgetting.asked, "button-wanted")
async def _ask_sure(visit: Visit, _: InvalidTextError | None) -> View:
    there_is = await visit.cases.forget_people.belongings(visit.person.id)
    return views.ask_forget(visit.texts, there_is)


@routes.tap(Menu, Section.FORGET_FOR_GOOD)
async def _forget(visit: Visit, tap: Menu) -> View | None:
    if visit.person.forgotten_at is not None:  # tapped twice
        return views.forgotten(visit.texts)
    if visit.where() != Forgetting.asked.state:
        return await _ask(visit, tap)
    await visit.cases.forget_people(visit.person.id)
    visit.leave()
    return views.forgotten(visit.texts)
