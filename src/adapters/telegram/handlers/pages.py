"""The main menu, and pages to read."""

from avatar_core.ids import PackId

from ..announce import COMMANDS
from ..archives import archives
from ..callbacks import Section
from ..view import AnyButton, View
from ..views import menus
from ..views.parts import menu
from . import packs
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.command("start")
async def _start(visit: Visit, payload: str) -> View:
    visit.leave()
    if payload.startswith(packs.LINK):
        return await packs.card_of(visit, PackId(payload.removeprefix(packs.LINK)))
    greeted = await visit.cases.accounts.greeted(visit.person)
    return menus.welcome(
        visit.texts,
        greeted.balance,
        greeted.avatars,
        missed=greeted.missed,
        by_admin=visit.by_admin,
    )


@routes.opens(Section.MAIN, "menu")
async def _main(visit: Visit) -> View:
    return await visit.main_menu()


@routes.command("cancel")
async def _cancel(visit: Visit, _: str) -> View:
    key = "dialog-left" if visit.where() else "dialog-none"
    visit.leave()
    return await visit.main_menu(visit.texts(key))


@routes.opens(Section.HELP, "help")
async def _help(visit: Visit) -> View:
    prices = await visit.cases.accounts.price_book()
    families = visit.cases.avatars.on_offer()
    policy = visit.cases.config.policy
    return menus.help_page(visit.texts, prices, families, policy, COMMANDS)


@routes.opens(Section.TIPS, "tips")
async def _tips(visit: Visit) -> View:
    return menus.tips(visit.texts)


@routes.opens(Section.SUPPORT, "support")
async def _support(visit: Visit) -> View:
    return menus.support(visit.texts, visit.contact)


@routes.opens(Section.TERMS, "terms")
async def _terms(visit: Visit) -> View:
    return terms_page(visit, _back(visit))


@routes.opens(Section.PRIVACY, "privacy")
async def _privacy(visit: Visit) -> View:
    return await privacy_page(visit, _back(visit))


def terms_page(visit: Visit, back: AnyButton | None) -> View:
    """Return the terms of service."""
    return menus.terms(visit.texts, visit.contact, back)


async def privacy_page(visit: Visit, back: AnyButton | None) -> View:
    """Return the privacy policy, and what of the person's lies where."""
    days = visit.cases.config.policy.photo_retention.days
    stored = await visit.cases.forget_people.belongings(visit.person.id)
    return menus.privacy(visit.texts, days, visit.person, stored, back)


def _back(visit: Visit) -> AnyButton | None:
    """Return the way back to where the page was opened from; a command has none."""
    return menu("button-back", Section.SUPPORT) if visit.tapped else None


@routes.opens(Section.MY_DATA, "mydata")
async def _my_data(visit: Visit) -> View:
    copy = visit.cases.my_data
    parts = 0
    async for archive in archives(copy.files(visit.person.id)):
        parts += 1
        await visit.screen.file(archive, f"my-data-{parts}.zip")
    await copy.sent(visit.person.id)
    return menus.my_data(visit.texts, parts)
