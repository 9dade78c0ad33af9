"""Promo codes and referrals."""

from aiogram import F, Router
from aiogram.filters import Command, CommandObject, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import PromoRefusedError

from .. import links
from ..callbacks import Menu, Section
from ..states import Redeeming
from ..view import View
from ..views import gifts
from .visit import Visit
from .words import SAID


def setup() -> Router:
    """Return a new router."""
    router = Router(name="gifts")
    taps, messages = router.callback_query, router.message
    messages.register(_promo, Command("promo"))
    messages.register(_invite, Command("invite"))
    messages.register(_typed, StateFilter(Redeeming.code), SAID)
    taps.register(_ask, Menu.filter(F.section == Section.PROMO))
    taps.register(_invite, Menu.filter(F.section == Section.INVITE))
    return router


async def _ask(_: CallbackQuery, visit: Visit) -> View:
    visit.enter(Redeeming.code)
    return gifts.ask_code(visit.texts)


async def _promo(_: Message, command: CommandObject, visit: Visit) -> View:
    visit.enter(Redeeming.code)
    if command.args:
        return await _redeem(command.args, visit)
    return gifts.ask_code(visit.texts)


async def code_step(visit: Visit) -> View:
    """Return the question for a code."""
    return gifts.ask_code(visit.texts)


async def _typed(_: Message, words: str, visit: Visit) -> View:
    return await _redeem(words, visit)


async def _redeem(code: str, visit: Visit) -> View:
    try:
        used = await visit.cases.redeem_promo(visit.person.id, code)
    except PromoRefusedError as error:
        return gifts.ask_code(visit.texts, error.fault)
    visit.leave()
    return gifts.redeemed(visit.texts, used)


async def _invite(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    invitation = await visit.cases.invite_friends(visit.person.id)
    link = await visit.screen.link(links.referral(visit.person.id))
    return gifts.invite(visit.texts, invitation, link)
