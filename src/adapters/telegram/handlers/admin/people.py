"""Finding people, changing their credits, blocking them."""

import re

from typing import Final

from avatar_core.errors import InvalidTextError, NotFoundError, RefusedError, Thing
from avatar_core.ids import PersonId
from avatar_core.texts import clean, clean_reason

from ...admin_callbacks import AdminMenu, ConfirmCredits, Desk, PersonAction, PersonMove
from ...refusals import answer_to
from ...steps import Step
from ...view import View
from ...views.admin import people as views
from ..routes import Routes
from ..visit import Visit
from .desk import read_page, show_desk


#: A number of credits and a reason; a negative number takes credits.
_CREDITS: Final = re.compile(r"([+-]?)\s?([0-9]{1,7})\s+(.+)")

routes = Routes()


@routes.begins(AdminMenu, Desk.FIND)
@routes.question(Step.FINDING_PERSON, "answer-wanted")
async def _ask_whom(visit: Visit, _: InvalidTextError | None) -> View:
    return views.ask_whom(visit.texts)


@routes.text(Step.FINDING_PERSON)
async def _sought(visit: Visit, words: str) -> View:
    try:
        found = await visit.cases.admin.people(visit.person.id, words)
    except NotFoundError:
        return views.ask_whom(visit.texts, visit.texts("find-none"))
    if len(found) > 1:
        return views.which_person(visit.texts, found)
    visit.leave()
    return await _page(visit, found[0].id)


async def _page(visit: Visit, person: PersonId) -> View:
    file = await visit.cases.admin.people.file(visit.person.id, person)
    return views.person_page(visit.texts, file)


@routes.tap(AdminMenu, Desk.PEOPLE)
async def _everybody(visit: Visit, tap: AdminMenu) -> View:
    visit.leave()
    people, number, more = await read_page(
        visit, visit.cases.admin.people.newest, tap.page, views.PEOPLE_SHOWN
    )
    return views.people_list(visit.texts, people, number, more=more)


@routes.tap(PersonAction, PersonMove.SHOW)
async def _show(visit: Visit, tap: PersonAction) -> View:
    visit.leave()
    return await _page(visit, tap.person)


@routes.tap(PersonAction, PersonMove.BLOCK, PersonMove.UNBLOCK)
async def _block_or_not(visit: Visit, tap: PersonAction) -> View:
    blocks = visit.cases.admin.blocks
    act = blocks.block if tap.move is PersonMove.BLOCK else blocks.unblock
    await act(visit.person.id, tap.person)
    return await _page(visit, tap.person)


@routes.tap(PersonAction, PersonMove.CREDITS)
async def _credits(visit: Visit, tap: PersonAction) -> View:
    person = tap.person
    await visit.cases.admin.people.file(visit.person.id, person)  # raises if missing
    return await routes.ask(visit, Step.ADJUSTING_CREDITS, person=str(person))


def _person_in(visit: Visit) -> PersonId:
    return PersonId(int(visit.remembered("person")))


@routes.question(Step.ADJUSTING_CREDITS, "answer-wanted")
async def _ask_credits(visit: Visit, fault: InvalidTextError | None) -> View:
    note = answer_to(visit.texts, fault).words if fault else None
    return views.ask_credits(visit.texts, _person_in(visit), note)


@routes.question(Step.CONFIRMING_CREDITS, "button-wanted")
async def _ask_sure(visit: Visit, _: InvalidTextError | None) -> View:
    return views.confirm_credits(
        visit.texts,
        _person_in(visit),
        int(visit.remembered("amount")),
        visit.remembered("why"),
        visit.remembered_id("tap", Thing.COMMAND),
    )


@routes.text(Step.ADJUSTING_CREDITS)
async def _credits_said(visit: Visit, words: str) -> View:
    person = _person_in(visit)
    said = _CREDITS.fullmatch(clean(words))
    amount = int(said[1] + said[2]) if said else 0
    if said is None or not amount:
        return views.ask_credits(visit.texts, person, visit.texts("credits-unclear"))
    return await routes.ask(
        visit,
        Step.CONFIRMING_CREDITS,
        person=str(person),
        amount=str(amount),
        why=clean_reason(said[3]),
        tap=visit.ids().hex,
    )


@routes.tap(ConfirmCredits)
async def _adjust(visit: Visit, tap: ConfirmCredits) -> View:
    if visit.remembered("tap") != tap.tap.hex:
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return await show_desk(visit)
    person = _person_in(visit)
    amount, why = int(visit.remembered("amount")), visit.remembered("why")
    credits_ = visit.cases.admin.credits
    adjust = credits_.grant if amount > 0 else credits_.take
    try:
        await adjust(visit.person.id, person, abs(amount), why=why, tap=tap.tap)
    except RefusedError:
        await visit.screen.toast(visit.texts.plain("credits-too-few"))
    else:
        await visit.screen.toast(visit.texts.plain("credits-adjusted"))
    visit.leave()
    return await _page(visit, person)
