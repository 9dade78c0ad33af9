"""The owners' side: people, credits, prices, numbers, deeds."""

import re

from typing import Final

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message, TelegramObject

from avatar_core import Person
from avatar_core.errors import (
    AlreadyExistsError,
    InvalidNumberError,
    InvalidTextError,
    NotFoundError,
    PromoRefusedError,
    RefusedError,
)
from avatar_core.ids import PersonId
from avatar_core.prices import Term
from avatar_core.texts import clean_reason

from ..callbacks import (
    ConfirmCredits,
    DeedsPage,
    Desk,
    OwnerMenu,
    PersonAction,
    PersonMove,
    StopPromo,
    TermAction,
    TermMove,
)
from ..cases import UseCases
from ..refusals import answer_to
from ..states import Owning
from ..view import View
from ..views import owners
from .visit import Visit
from .words import TYPED


#: So many credits, and why; with a minus they are taken.
_CREDITS: Final = re.compile(r"([+-]?)\s?([0-9]{1,7})\s+(.+)", re.DOTALL)
#: A code, its credits, and how many may use it.
_PROMO: Final = re.compile(r"(\S+)\s+([0-9]{1,7})\s+([0-9]{1,7})")
#: No button leads to a page further back.
_LAST_PAGE: Final = 10_000


async def asked(_: TelegramObject, person: Person, cases: UseCases) -> bool:
    """Return whether an owner asks; for everybody else there is nothing here."""
    return person.id in cases.owner.owners


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="owners")
    messages, taps = router.message, router.callback_query
    messages.register(_office, Command("admin"))
    messages.register(_sought, StateFilter(Owning.finding), TYPED)
    messages.register(_credits_said, StateFilter(Owning.adjusting), TYPED)
    messages.register(_promo_said, StateFilter(Owning.promoting), TYPED)
    messages.register(_priced, StateFilter(Owning.pricing), TYPED)
    for where, show in (
        (Desk.HOME, _office),
        (Desk.FIND, _find),
        (Desk.TALLY, _tally),
        (Desk.TERMS, _terms),
        (Desk.PROMOS, _promos),
    ):
        taps.register(show, OwnerMenu.filter(F.desk == where))
    taps.register(_person, PersonAction.filter(F.move == PersonMove.SHOW))
    taps.register(_credits, PersonAction.filter(F.move == PersonMove.CREDITS))
    taps.register(_block, PersonAction.filter(F.move == PersonMove.BLOCK))
    taps.register(_unblock, PersonAction.filter(F.move == PersonMove.UNBLOCK))
    taps.register(_adjust, ConfirmCredits.filter())
    taps.register(_term, TermAction.filter(F.move == TermMove.ASK))
    taps.register(_restore, TermAction.filter(F.move == TermMove.RESTORE))
    taps.register(_stop_promo, StopPromo.filter())
    taps.register(_deeds, DeedsPage.filter())
    return router


async def _office(_: Message | CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    await visit.screen.show(await _desk(visit))


async def _desk(visit: Visit) -> View:
    return owners.office(
        visit.texts, await visit.cases.owner.disputes.count(visit.person.id)
    )


# --- people -----------------------------------------------------------------


async def _find(_: CallbackQuery, visit: Visit) -> None:
    await visit.enter(Owning.finding)
    await visit.screen.show(owners.ask_whom(visit.texts))


async def _sought(message: Message, visit: Visit) -> None:
    people = visit.cases.owner.people
    try:
        found = await people(visit.person.id, message.text or "")
    except NotFoundError:
        note = visit.texts("find-none")
        await visit.screen.show(owners.ask_whom(visit.texts, note))
        return
    if len(found) > 1:
        await visit.screen.show(owners.which_person(visit.texts, found))
        return
    await visit.leave()
    await _show(visit, found[0].id)


async def _show(visit: Visit, person: PersonId, note: str | None = None) -> None:
    file = await visit.cases.owner.people.file(visit.person.id, person)
    await visit.screen.show(owners.person_page(visit.texts, file, note))


async def _person(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> None:
    await visit.leave()
    await _show(visit, PersonId(callback_data.person))


async def _block(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> None:
    person = PersonId(callback_data.person)
    await visit.cases.owner.blocks.block(visit.person.id, person)
    await _show(visit, person)


async def _unblock(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> None:
    person = PersonId(callback_data.person)
    await visit.cases.owner.blocks.unblock(visit.person.id, person)
    await _show(visit, person)


# --- credits ----------------------------------------------------------------


async def _credits(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> None:
    person = PersonId(callback_data.person)
    await visit.cases.owner.people.file(visit.person.id, person)  # there, or refused
    await visit.enter(Owning.adjusting, person=str(person))
    await visit.screen.show(owners.ask_credits(visit.texts, person))


async def _credits_said(message: Message, visit: Visit) -> None:
    person = int(await visit.remembered("person"))
    said = _CREDITS.fullmatch((message.text or "").strip())
    amount = int(said[1] + said[2]) if said else 0
    if said is None or not amount:
        note = visit.texts("credits-unclear")
        await visit.screen.show(owners.ask_credits(visit.texts, person, note))
        return
    try:
        why = clean_reason(said[3])
    except InvalidTextError as error:
        fault = answer_to(visit.texts, error).words
        await visit.screen.show(owners.ask_credits(visit.texts, person, fault))
        return
    tap = visit.cases.ids()
    await visit.enter(
        Owning.confirming, person=str(person), amount=str(amount), why=why, tap=tap.hex
    )
    await visit.screen.show(
        owners.confirm_credits(visit.texts, person, amount, why, tap)
    )


async def _adjust(
    _: CallbackQuery, callback_data: ConfirmCredits, visit: Visit
) -> None:
    tap = callback_data.tap
    if await visit.remembered("tap") != tap.hex:
        await visit.screen.alert(visit.texts.plain("button-expired"))
        await visit.screen.show(await _desk(visit))
        return
    person = PersonId(int(await visit.remembered("person")))
    amount, why = int(await visit.remembered("amount")), await visit.remembered("why")
    credits_ = visit.cases.owner.credits
    adjust = credits_.grant if amount > 0 else credits_.take
    try:
        await adjust(visit.person.id, person, abs(amount), why=why, tap=tap)
    except RefusedError:
        await visit.screen.toast(visit.texts.plain("credits-too-few"))
    else:
        await visit.screen.toast(visit.texts.plain("credits-adjusted"))
    await visit.leave()
    await _show(visit, person)


# --- prices and limits ------------------------------------------------------


async def _terms(_: CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    terms = await visit.cases.owner.terms.all(visit.person.id)
    await visit.screen.show(owners.terms_page(visit.texts, terms))


async def _term(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> None:
    await visit.enter(Owning.pricing, term=callback_data.term.value)
    await _ask_term(visit, callback_data.term)


async def _ask_term(visit: Visit, term: Term, note: str | None = None) -> None:
    terms = await visit.cases.owner.terms.all(visit.person.id)
    [now] = [now for now in terms if now.term is term]
    await visit.screen.show(owners.ask_term(visit.texts, now, note))


async def _priced(message: Message, visit: Visit) -> None:
    term, said = Term(await visit.remembered("term")), (message.text or "").strip()
    number = int(said) if re.fullmatch("[0-9]{1,9}", said) else -1
    try:
        await _change(visit, term, number)
    except InvalidNumberError as error:
        await _ask_term(visit, term, answer_to(visit.texts, error).words)


async def _restore(_: CallbackQuery, callback_data: TermAction, visit: Visit) -> None:
    await _change(visit, callback_data.term, None)


async def _change(visit: Visit, term: Term, value: int | None) -> None:
    terms = visit.cases.owner.terms
    now = await terms.change(visit.person.id, term, value)
    await visit.leave()
    said = visit.texts.plain_of("term", term)
    note = visit.texts("term-changed", term=said, value=now.value)
    everything = await terms.all(visit.person.id)
    await visit.screen.show(owners.terms_page(visit.texts, everything, note))


# --- promo codes ------------------------------------------------------------


async def _promos(_: CallbackQuery, visit: Visit) -> None:
    await _show_promos(visit)


async def _show_promos(visit: Visit, note: str | None = None) -> None:
    await visit.enter(Owning.promoting)
    promos = await visit.cases.owner.promos.newest(visit.person.id)
    await visit.screen.show(owners.promos_page(visit.texts, promos, note))


async def _promo_said(message: Message, visit: Visit) -> None:
    said = _PROMO.fullmatch((message.text or "").strip())
    if said is None:
        await _show_promos(visit, visit.texts("promo-unclear"))
        return
    try:
        promo = await visit.cases.owner.promos.create(
            visit.person.id, said[1], credits=int(said[2]), uses=int(said[3])
        )
    except (PromoRefusedError, ValueError):
        note = visit.texts("promo-unclear")
    except AlreadyExistsError:
        note = visit.texts("promo-taken")
    else:
        note = visit.texts("promo-made", code=promo.code)
    await _show_promos(visit, note)


async def _stop_promo(_: CallbackQuery, callback_data: StopPromo, visit: Visit) -> None:
    promos = visit.cases.owner.promos
    for promo in await promos.newest(visit.person.id):
        if owners.promo_id(promo.code) == callback_data.promo:
            await promos.stop(visit.person.id, promo.code)
    await _show_promos(visit)


# --- numbers and deeds ------------------------------------------------------


async def _tally(_: CallbackQuery, visit: Visit) -> None:
    await visit.leave()
    business = await visit.cases.owner.tally(visit.person.id)
    await visit.screen.show(owners.tally_page(visit.texts, business))


async def _deeds(_: CallbackQuery, callback_data: DeedsPage, visit: Visit) -> None:
    await visit.leave()
    page = max(0, min(_LAST_PAGE, callback_data.page))
    shown = owners.DEEDS_SHOWN
    deeds = await visit.cases.owner.deeds(
        visit.person.id, limit=shown + 1, skip=page * shown
    )
    more = len(deeds) > shown
    await visit.screen.show(
        owners.deeds_page(visit.texts, deeds[:shown], page, more=more)
    )
