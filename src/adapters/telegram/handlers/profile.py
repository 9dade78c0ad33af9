"""The profile and the settings of a person."""

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from ..callbacks import Menu, Option, Section, SetDefaultSize, SetLanguage, Switch
from ..texts import Texts
from ..view import View
from ..views import menus, profile
from .visit import Visit


def setup() -> Router:
    """Return a new router."""
    router = Router(name="profile")
    messages, taps = router.message, router.callback_query
    messages.register(_profile, Command("profile"))
    messages.register(_settings, Command("settings"))
    messages.register(_languages, Command("language"))
    taps.register(_profile, Menu.filter(F.section == Section.PROFILE))
    taps.register(_settings, Menu.filter(F.section == Section.SETTINGS))
    taps.register(_sizes, Menu.filter(F.section == Section.DEFAULT_SIZE))
    taps.register(_languages, Menu.filter(F.section == Section.LANGUAGE))
    taps.register(_switch, Switch.filter())
    taps.register(_draw_in, SetDefaultSize.filter())
    taps.register(_speak, SetLanguage.filter())
    return router


async def _profile(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    balance = await visit.cases.accounts.balance(visit.person.id)
    avatars = await visit.cases.avatars.all(visit.person.id)
    pictures = (await visit.cases.gallery.statistics(visit.person.id)).totals.total
    return profile.profile(visit.texts, visit.person, balance, avatars, pictures)


async def _settings(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return profile.settings(visit.texts, visit.person)


async def _switch(_: CallbackQuery, callback_data: Switch, visit: Visit) -> View:
    preferences, on = visit.cases.preferences, callback_data.on
    match callback_data.option:
        case Option.QUIET:
            person = await preferences.be_quiet(visit.person.id, quiet=on)
        case Option.ENRICH:
            person = await preferences.enrich(visit.person.id, enrich=on)
    await visit.screen.toast(visit.texts.plain("setting-saved"))
    return profile.settings(visit.texts, person)


async def _sizes(_: CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return profile.default_size(visit.texts, visit.person)


async def _draw_in(
    _: CallbackQuery, callback_data: SetDefaultSize, visit: Visit
) -> View:
    person = await visit.cases.preferences.draw_in(visit.person.id, callback_data.size)
    await visit.screen.toast(visit.texts.plain("setting-saved"))
    return profile.settings(visit.texts, person)


async def _languages(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return menus.language_choice(visit.texts)


async def _speak(_: CallbackQuery, callback_data: SetLanguage, visit: Visit) -> View:
    person = await visit.cases.preferences.speak(
        visit.person.id, callback_data.language
    )
    texts = Texts(person.language)
    await visit.screen.toast(texts.plain("language-set"))
    return profile.settings(texts, person)
