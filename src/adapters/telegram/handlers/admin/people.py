"""Finding people, changing their credits, blocking them."""

import re

from typing import Final

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import InvalidTextError, NotFoundError, RefusedError, Thing
from avatar_core.ids import PersonId
from avatar_core.texts import clean, clean_reason

from ...admin_callbacks import AdminMenu, ConfirmCredits, Desk, PersonAction, PersonMove
from ...refusals import answer_to
from ...states import Administering
from ...view import View
from ...views.admin import people as views
from ..visit import Visit
from ..words import SAID, id_in
from .desk import show_desk


#: A number of credits and a reason; a negative number takes credits.
_CREDITS: Final = re.compile(r"([+-]?)\s?([0-9]{1,7})\s+(.+)")


def setup() -> Router:
    """Return a new router."""
    router = Router(name="admins' people")
    messages, taps = router.message, router.callback_query
    messages.register(_sought, StateFilter(Administering.finding), SAID)
    messages.register(_credits_said, StateFilter(Administering.adjusting), SAID)
    taps.register(_find, AdminMenu.filter(F.desk == Desk.FIND))
    taps.register(_person, PersonAction.filter(F.move == PersonMove.SHOW))
    taps.register(_credits, PersonAction.filter(F.move == PersonMove.CREDITS))
    block = F.move.in_({PersonMove.BLOCK, PersonMove.UNBLOCK})
    taps.register(_block_or_not, PersonAction.filter(block))
    taps.register(_adjust, ConfirmCredits.filter())
    return router


async def _find(_: CallbackQuery, visit: Visit) -> View:
    visit.enter(Administering.finding)
    return views.ask_whom(visit.texts)


async def whom_step(visit: Visit) -> View:
    """Return the question which person to find."""
    return views.ask_whom(visit.texts)


async def _sought(_: Message, words: str, visit: Visit) -> View:
    people = visit.cases.admin.people
    try:
        found = await people(visit.person.id, words)
    except NotFoundError:
        note = visit.texts("find-none")
        return views.ask_whom(visit.texts, note)
    if len(found) > 1:
        return views.which_person(visit.texts, found)
    visit.leave()
    return await _show(visit, found[0].id)


async def _show(visit: Visit, person: PersonId, note: str | None = None) -> View:
    file = await visit.cases.admin.people.file(visit.person.id, person)
    return views.person_page(visit.texts, file, note)


async def _person(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> View:
    visit.leave()
    return await _show(visit, callback_data.person)


async def _block_or_not(
    _: CallbackQuery, callback_data: PersonAction, visit: Visit
) -> View:
    blocks = visit.cases.admin.blocks
    block = callback_data.move is PersonMove.BLOCK
    await (blocks.block if block else blocks.unblock)(
        visit.person.id, callback_data.person
    )
    return await _show(visit, callback_data.person)


async def _credits(_: CallbackQuery, callback_data: PersonAction, visit: Visit) -> View:
    person = callback_data.person
    await visit.cases.admin.people.file(visit.person.id, person)  # raises if missing
    visit.enter(Administering.adjusting, person=str(person))
    return views.ask_credits(visit.texts, person)


async def credits_step(visit: Visit) -> View:
    """Return the question of how many credits to grant or take."""
    return views.ask_credits(visit.texts, PersonId(int(visit.remembered("person"))))


async def sure_step(visit: Visit) -> View:
    """Return the confirmation question."""
    return views.confirm_credits(
        visit.texts,
        PersonId(int(visit.remembered("person"))),
        int(visit.remembered("amount")),
        visit.remembered("why"),
        id_in(visit, "tap", Thing.COMMAND),
    )


async def _credits_said(_: Message, words: str, visit: Visit) -> View:
    person = PersonId(int(visit.remembered("person")))
    said = _CREDITS.fullmatch(clean(words))
    amount = int(said[1] + said[2]) if said else 0
    if said is None or not amount:
        note = visit.texts("credits-unclear")
        return views.ask_credits(visit.texts, person, note)
    try:
        why = clean_reason(said[3])
    except InvalidTextError as error:
        fault = answer_to(visit.texts, error).words
        return views.ask_credits(visit.texts, person, fault)
    tap = visit.ids()
    visit.enter(
        Administering.confirming,
        person=str(person),
        amount=str(amount),
        why=why,
        tap=tap.hex,
    )
    return await sure_step(visit)


async def _adjust(
    _: CallbackQuery, callback_data: ConfirmCredits, visit: Visit
) -> View:
    tap = callback_data.tap
    if visit.remembered("tap") != tap.hex:
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return await show_desk(visit)
    person = PersonId(int(visit.remembered("person")))
    amount, why = int(visit.remembered("amount")), visit.remembered("why")
    credits_ = visit.cases.admin.credits
    adjust = credits_.grant if amount > 0 else credits_.take
    try:
        await adjust(visit.person.id, person, abs(amount), why=why, tap=tap)
    except RefusedError:
        await visit.screen.toast(visit.texts.plain("credits-too-few"))
    else:
        await visit.screen.toast(visit.texts.plain("credits-adjusted"))
    visit.leave()
    return await _show(visit, person)
