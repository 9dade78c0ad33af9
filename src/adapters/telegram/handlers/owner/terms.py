"""Changing prices and limits."""

import re

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import InvalidNumberError
from avatar_core.prices import Term
from avatar_core.texts import clean

from ...owner_callbacks import Desk, OwnerMenu, TermAction, TermMove
from ...refusals import answer_to
from ...states import Owning
from ...view import View
from ...views.owner import terms as views
from ..visit import Visit
from ..words import SAID


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="owners' terms")
    messages, taps = router.message, router.callback_query
    messages.register(_priced, StateFilter(Owning.pricing), SAID)
    taps.register(_terms, OwnerMenu.filter(F.desk == Desk.TERMS))
    taps.register(_term, TermAction.filter(F.move == TermMove.ASK))
    taps.register(_restore, TermAction.filter(F.move == TermMove.RESTORE))
    return router


async def _terms(_: CallbackQuery, visit: Visit) -> View:
    visit.leave()
    terms = await visit.cases.owner.terms.all(visit.person.id)
    return views.terms_page(visit.texts, terms)


async def _term(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> View:
    visit.enter(Owning.pricing, term=callback_data.term.value)
    return await _ask_term(visit, callback_data.term)


async def _ask_term(visit: Visit, term: Term, note: str | None = None) -> View:
    return await _asking(visit, term, note)


async def number_step(visit: Visit) -> View:
    """Return the question for a term's new value."""
    return await _asking(visit, Term(visit.remembered("term")))


async def _asking(visit: Visit, term: Term, note: str | None = None) -> View:
    terms = await visit.cases.owner.terms.all(visit.person.id)
    [now] = [now for now in terms if now.term is term]
    return views.ask_term(visit.texts, now, note)


async def _priced(_: Message, words: str, visit: Visit) -> View:
    term, said = Term(visit.remembered("term")), clean(words)
    number = int(said) if re.fullmatch("[0-9]{1,9}", said) else -1
    try:
        return await _change(visit, term, number)
    except InvalidNumberError as error:
        return await _ask_term(visit, term, answer_to(visit.texts, error).words)


async def _restore(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> View:
    return await _change(visit, callback_data.term, None)


async def _change(visit: Visit, term: Term, value: int | None) -> View:
    terms = visit.cases.owner.terms
    now = await terms.change(visit.person.id, term, value)
    visit.leave()
    said = visit.texts.plain_of("term", term)
    note = visit.texts("term-changed", term=said, value=now.value)
    everything = await terms.all(visit.person.id)
    return views.terms_page(visit.texts, everything, note)
