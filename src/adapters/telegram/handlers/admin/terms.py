"""Prices, limits and promo codes, as admins change them."""

import re

from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import AlreadyExistsError, InvalidNumberError, PromoRefusedError
from avatar_core.prices import Term
from avatar_core.texts import clean

from ...admin_callbacks import AdminMenu, Desk, StopPromo, TermAction, TermMove
from ...refusals import answer_to
from ...states import Administering
from ...view import View
from ...views.admin import terms as views
from ..visit import Visit
from ..words import SAID


#: A code, its credits, and how many people may use it.
_PROMO: Final = re.compile(r"(\S+)\s+([0-9]{1,7})\s+([0-9]{1,7})")


def setup() -> Router:
    """Return a new router."""
    router = Router(name="admins' terms")
    messages, taps = router.message, router.callback_query
    messages.register(_priced, StateFilter(Administering.pricing), SAID)
    taps.register(_terms, AdminMenu.filter(F.desk == Desk.TERMS))
    taps.register(_term, TermAction.filter(F.move == TermMove.ASK))
    taps.register(_restore, TermAction.filter(F.move == TermMove.RESTORE))
    messages.register(_promo_said, StateFilter(Administering.promoting), SAID)
    taps.register(_promos, AdminMenu.filter(F.desk == Desk.PROMOS))
    taps.register(_stop_promo, StopPromo.filter())
    return router


# --- prices and limits ----------------------------------------------------


async def _terms(_: CallbackQuery, visit: Visit) -> View:
    visit.leave()
    terms = await visit.cases.admin.terms.all(visit.person.id)
    return views.terms_page(visit.texts, terms)


async def _term(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> View:
    visit.enter(Administering.pricing, term=callback_data.term.value)
    return await _asking(visit, callback_data.term)


async def number_step(visit: Visit) -> View:
    """Return the question for the new value."""
    return await _asking(visit, Term(visit.remembered("term")))


async def _asking(visit: Visit, term: Term, note: str | None = None) -> View:
    terms = await visit.cases.admin.terms.all(visit.person.id)
    [now] = [now for now in terms if now.term is term]
    return views.ask_term(visit.texts, now, note)


async def _priced(_: Message, words: str, visit: Visit) -> View:
    term, said = Term(visit.remembered("term")), clean(words)
    number = int(said) if re.fullmatch("[0-9]{1,9}", said) else -1
    try:
        return await _change(visit, term, number)
    except InvalidNumberError as error:
        return await _asking(visit, term, answer_to(visit.texts, error).words)


async def _restore(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> View:
    return await _change(visit, callback_data.term, None)


async def _change(visit: Visit, term: Term, value: int | None) -> View:
    terms = visit.cases.admin.terms
    now = await terms.change(visit.person.id, term, value)
    visit.leave()
    said = visit.texts.plain_of("term", term)
    note = visit.texts("term-changed", term=said, value=now.value)
    everything = await terms.all(visit.person.id)
    return views.terms_page(visit.texts, everything, note)


# --- promo codes ----------------------------------------------------------


async def _promos(_: CallbackQuery, visit: Visit) -> View:
    return await _show_promos(visit)


async def _show_promos(visit: Visit, note: str | None = None) -> View:
    visit.enter(Administering.promoting)
    return await promos_step(visit, note)


async def promos_step(visit: Visit, note: str | None = None) -> View:
    """Return the promo codes, and the question for a new one."""
    promos = await visit.cases.admin.promos.newest(visit.person.id)
    return views.promos_page(visit.texts, promos, note)


async def _promo_said(_: Message, words: str, visit: Visit) -> View:
    said = _PROMO.fullmatch(clean(words))
    if said is None:
        return await _show_promos(visit, visit.texts("promo-unclear"))
    try:
        promo = await visit.cases.admin.promos.create(
            visit.person.id, said[1], credits=int(said[2]), uses=int(said[3])
        )
    except (PromoRefusedError, ValueError):
        note = visit.texts("promo-unclear")
    except AlreadyExistsError:
        note = visit.texts("promo-taken")
    else:
        note = visit.texts("promo-made", code=promo.code)
    return await _show_promos(visit, note)


async def _stop_promo(_: CallbackQuery, callback_data: StopPromo, visit: Visit) -> View:
    promos = visit.cases.admin.promos
    for promo in await promos.newest(visit.person.id):
        if views.promo_id(promo.code) == callback_data.promo:
            await promos.stop(visit.person.id, promo.code)
    return await _show_promos(visit)
