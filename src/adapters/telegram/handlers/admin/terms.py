"""Prices, limits and promo codes, as admins change them."""

import re

from typing import Final

from avatar_core.errors import (
    AlreadyExistsError,
    BelowCostError,
    InvalidNumberError,
    InvalidTextError,
    PromoRefusedError,
)
from avatar_core.prices import Term
from avatar_core.texts import clean

from ...admin_callbacks import AdminMenu, Desk, StopPromo, TermAction, TermMove
from ...refusals import answer_to
from ...steps import Step
from ...view import View
from ...views.admin import terms as views
from ..routes import Routes
from ..visit import Visit


#: A code, its credits, and how many people may use it.
_PROMO: Final = re.compile(r"(\S+)\s+([0-9]{1,7})\s+([0-9]{1,7})")

routes = Routes()


# --- prices and limits ----------------------------------------------------


@routes.opens(Desk.TERMS)
async def _terms(visit: Visit) -> View:
    return await _show_terms(visit)


async def _show_terms(visit: Visit, note: str | None = None) -> View:
    terms = visit.cases.admin.terms
    now = await terms.all(visit.person.id)
    margins = await terms.margins(visit.person.id)
    return views.terms_page(visit.texts, now, margins, note)


@routes.begins(TermAction, TermMove.ASK)
@routes.question(Step.CHANGING_TERM, "answer-wanted")
async def _ask_number(visit: Visit, _: InvalidTextError | None) -> View:
    return await _asking(visit, Term(visit.remembered("term")))


async def _asking(visit: Visit, term: Term, note: str | None = None) -> View:
    terms = await visit.cases.admin.terms.all(visit.person.id)
    [now] = [now for now in terms if now.term is term]
    return views.ask_term(visit.texts, now, note)


@routes.text(Step.CHANGING_TERM, Step.SELLING_BELOW_COST)
async def _priced(visit: Visit, words: str) -> View:
    term, said = Term(visit.remembered("term")), clean(words)
    number = int(said) if re.fullmatch("[0-9]{1,9}", said) else -1
    try:
        return await _change(visit, term, number)
    except InvalidNumberError as error:
        return await _asking(visit, term, answer_to(visit.texts, error).words)


@routes.tap(TermAction, TermMove.RESTORE)
async def _restore(visit: Visit, tap: TermAction) -> View:
    return await _change(visit, tap.term, None)


async def _change(
    visit: Visit, term: Term, value: int | None, *, below_cost: bool = False
) -> View:
    try:
        now = await visit.cases.admin.terms.change(
            visit.person.id, term, value, below_cost=below_cost
        )
    except BelowCostError:
        typed = {} if value is None else {"value": str(value)}
        return await routes.ask(
            visit, Step.SELLING_BELOW_COST, term=term.value, **typed
        )
    visit.leave()
    said = visit.texts.plain_of(term)
    return await _show_terms(
        visit, visit.texts("term-changed", term=said, value=now.value)
    )


@routes.question(Step.SELLING_BELOW_COST, "answer-wanted")
async def _ask_loss(visit: Visit, _: InvalidTextError | None) -> View:
    term, typed = Term(visit.remembered("term")), visit.remembered("value")
    margins = await visit.cases.admin.terms.margins_at(
        visit.person.id, term, int(typed) if typed else None
    )
    return views.ask_loss(visit.texts, term, margins)


@routes.tap(TermAction, TermMove.BELOW_COST)
async def _sell_below_cost(visit: Visit, tap: TermAction) -> View:
    if visit.where() is not Step.SELLING_BELOW_COST or (
        visit.remembered("term") != tap.term
    ):
        return await _show_terms(visit)  # the number is not known any more
    typed = visit.remembered("value")
    return await _change(
        visit, tap.term, int(typed) if typed else None, below_cost=True
    )


# --- promo codes ----------------------------------------------------------


async def _show_promos(visit: Visit, note: str | None = None) -> View:
    visit.enter(Step.CREATING_PROMO)
    promos = await visit.cases.admin.promos.newest(visit.person.id)
    return views.promos_page(visit.texts, promos, note)


@routes.begins(AdminMenu, Desk.PROMOS)
@routes.question(Step.CREATING_PROMO, "answer-wanted")
async def _ask_promo(visit: Visit, _: InvalidTextError | None) -> View:
    return await _show_promos(visit)


@routes.text(Step.CREATING_PROMO)
async def _promo_said(visit: Visit, words: str) -> View:
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


@routes.tap(StopPromo)
async def _stop_promo(visit: Visit, tap: StopPromo) -> View:
    promos = visit.cases.admin.promos
    for promo in await promos.newest(visit.person.id):
        if views.promo_id(promo.code) == tap.promo:
            await promos.stop(visit.person.id, promo.code)
    return await _show_promos(visit)
