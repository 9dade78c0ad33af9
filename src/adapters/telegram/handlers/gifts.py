"""Promo codes and referrals."""

from avatar_core.errors import InvalidTextError, PromoRefusedError

from .. import links
from ..callbacks import Menu, Section
from ..states import Redeeming
from ..view import View
from ..views import gifts
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.tap(Menu, Section.PROMO)
async def _ask(visit: Visit, _: Menu) -> View:
    return await routes.ask(visit, Redeeming.code)


@routes.command("promo")
async def _promo(visit: Visit, code: str) -> View:
    view = await routes.ask(visit, Redeeming.code)
    return await _redeem(visit, code) if code else view


@routes.question(Redeeming.code, "code-wanted")
async def _ask_code(visit: Visit, _: InvalidTextError | None) -> View:
    return gifts.ask_code(visit.texts)


@routes.text(Redeeming.code)
async def _redeem(visit: Visit, code: str) -> View:
    try:
        used = await visit.cases.redeem_promo(visit.person.id, code)
    except PromoRefusedError as error:
        return gifts.ask_code(visit.texts, error.fault)
    visit.leave()
    return gifts.redeemed(visit.texts, used)


@routes.opens(Section.INVITE, "invite")
async def _invite(visit: Visit) -> View:
    invitation = await visit.cases.invite_friends(visit.person.id)
    link = await visit.screen.link(links.referral(visit.person.id))
    return gifts.invite(visit.texts, invitation, link)
