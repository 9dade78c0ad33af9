"""The profile, the settings, and deleting all personal data."""

from avatar_core import Person
from avatar_core.errors import InvalidTextError

from ..callbacks import (
    Menu,
    Option,
    Section,
    SetDefaultSize,
    SetLanguage,
    SetTimeZone,
    Switch,
)
from ..steps import Step
from ..texts import Texts
from ..view import View
from ..views import profile
from ..views.parts import noted
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.opens(Section.PROFILE, "profile")
async def _profile(visit: Visit) -> View:
    balance, avatars = await visit.cases.accounts.owned(visit.person.id)
    pictures = (await visit.cases.gallery.statistics(visit.person.id)).totals.total
    return profile.profile(visit.texts, visit.person, balance, avatars, pictures)


@routes.opens(Section.SETTINGS, "settings")
async def _settings(visit: Visit) -> View:
    return profile.settings(visit.texts, visit.person)


async def _saved(visit: Visit, person: Person, key: str = "setting-saved") -> View:
    texts = Texts.of_person(person)
    await visit.screen.toast(texts.plain(key))
    return profile.settings(texts, person)


@routes.tap(Switch)
async def _switch(visit: Visit, tap: Switch) -> View:
    preferences, on = visit.cases.preferences, tap.on
    match tap.option:
        case Option.QUIET:
            person = await preferences.be_quiet(visit.person.id, quiet=on)
        case Option.ENRICH:
            person = await preferences.enrich(visit.person.id, enrich=on)
    return await _saved(visit, person)


@routes.tap(Menu, Section.STOP_COMPARING)
async def _stop_comparing(visit: Visit, _: Menu) -> View:
    person = await visit.cases.coach.forbid_comparing(visit.person.id)
    view = profile.settings(visit.texts, person)
    return noted(view, visit.texts("comparing-stopped"))


@routes.opens(Section.TIME_ZONE)
async def _zones(visit: Visit) -> View:
    now = visit.cases.accounts.clock()
    return profile.time_zones(visit.texts, visit.person, now)


@routes.tap(SetTimeZone)
async def _live_in(visit: Visit, tap: SetTimeZone) -> View:
    person = await visit.cases.preferences.live_in(visit.person.id, tap.zone)
    return await _saved(visit, person)


@routes.opens(Section.DEFAULT_SIZE)
async def _sizes(visit: Visit) -> View:
    return profile.default_size(visit.texts, visit.person)


@routes.tap(SetDefaultSize)
async def _draw_in(visit: Visit, tap: SetDefaultSize) -> View:
    person = await visit.cases.preferences.draw_in(visit.person.id, tap.size)
    return await _saved(visit, person)


@routes.opens(Section.LANGUAGE, "language")
async def _languages(visit: Visit) -> View:
    return profile.language_choice(visit.texts)


@routes.tap(SetLanguage)
async def _speak(visit: Visit, tap: SetLanguage) -> View:
    person = await visit.cases.preferences.speak(visit.person.id, tap.language)
    return await _saved(visit, person, "language-set")


@routes.begins(Menu, Section.FORGET)
@routes.question(Step.FORGETTING, "button-wanted")
async def _ask_sure(visit: Visit, _: InvalidTextError | None) -> View:
    stored = await visit.cases.forget_people.belongings(visit.person.id)
    return profile.ask_forget(visit.texts, stored)


@routes.tap(Menu, Section.FORGET_FOR_GOOD)
async def _forget(visit: Visit, _: Menu) -> View:
    if visit.person.forgotten_at is not None:  # tapped twice
        return profile.forgotten(visit.texts, None)
    if visit.where() is not Step.FORGETTING:
        return await routes.ask(visit, Step.FORGETTING)
    receipt = await visit.cases.forget_people(visit.person.id)
    visit.leave()
    return profile.forgotten(visit.texts, receipt)
