"""Answering disputes."""

from avatar_core.disputes import Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    ConsentMissingError,
    CreditsSpentError,
    InvalidTextError,
    Thing,
)
from avatar_core.ids import DisputeId

from ...admin_callbacks import AnswerDispute, Desk, ShowDispute
from ...steps import Step
from ...view import View
from ...views.admin import disputes as views
from ..routes import Routes
from ..visit import Visit


routes = Routes()


@routes.opens(Desk.DISPUTES, "disputes")
async def _waiting(visit: Visit) -> View:
    found = await visit.cases.admin.disputes.waiting(visit.person.id)
    count = await visit.cases.admin.disputes.count(visit.person.id)
    return views.waiting(visit.texts, found, count)


@routes.tap(ShowDispute)
async def _show(visit: Visit, tap: ShowDispute) -> View:
    visit.leave()
    return await _page(visit, tap.dispute)


async def _page(visit: Visit, dispute: DisputeId, note: str | None = None) -> View:
    file = await visit.cases.admin.disputes.file(visit.person.id, dispute)
    return views.file_page(visit.texts, file, note)


@routes.tap(AnswerDispute)
async def _answer(visit: Visit, tap: AnswerDispute) -> View:
    disputes, admin = visit.cases.admin.disputes, visit.person.id
    try:
        if tap.remedy is not Remedy.WORDS:
            await disputes(admin, tap.dispute, tap.remedy)
        elif (await disputes.file(admin, tap.dispute)).dispute.settled:
            await visit.screen.alert(visit.texts.plain("remedy-gone"))
        else:
            return await routes.ask(visit, Step.REPLYING, dispute=tap.dispute.hex)
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("remedy-gone"))
    except ConsentMissingError:
        await visit.screen.alert(visit.texts.plain("consent-outdated"))
    except CreditsSpentError as error:
        await visit.refuse(error)
    return await _page(visit, tap.dispute)


def _dispute_in(visit: Visit) -> DisputeId:
    return DisputeId(visit.remembered_id("dispute", Thing.DISPUTE))


@routes.question(Step.REPLYING, "answer-wanted")
async def _ask_reply(visit: Visit, fault: InvalidTextError | None) -> View:
    dispute = _dispute_in(visit)
    await visit.cases.admin.disputes.file(visit.person.id, dispute)  # raises if missing
    return views.ask_reply(visit.texts, dispute, fault)


@routes.text(Step.REPLYING)
async def _replied(visit: Visit, words: str) -> View:
    dispute = _dispute_in(visit)
    note = None
    try:
        await visit.cases.admin.disputes(
            visit.person.id, dispute, Remedy.WORDS, reply=words
        )
    except ActionNotAllowedError:  # another admin was faster
        note = views.not_sent(visit.texts, words)
    visit.leave()
    return await _page(visit, dispute, note)
