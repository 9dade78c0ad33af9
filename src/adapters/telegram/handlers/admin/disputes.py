"""Answering disputes."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.disputes import Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    CreditsSpentError,
    InvalidTextError,
    Thing,
)
from avatar_core.ids import DisputeId

from ...admin_callbacks import AdminMenu, AnswerDispute, Desk, ShowDispute
from ...states import Administering
from ...view import View
from ...views.admin import disputes as views
from ..visit import Visit
from ..words import SAID, id_in


def setup() -> Router:
    """Return a new router."""
    router = Router(name="admins' disputes")
    taps, messages = router.callback_query, router.message
    messages.register(_waiting, Command("disputes"))
    taps.register(_waiting, AdminMenu.filter(F.desk == Desk.DISPUTES))
    messages.register(_replied, StateFilter(Administering.replying), SAID)
    taps.register(_show, ShowDispute.filter())
    taps.register(_ask_reply, AnswerDispute.filter(F.remedy == Remedy.WORDS))
    taps.register(_answer, AnswerDispute.filter(F.remedy != Remedy.WORDS))
    return router


async def _waiting(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    found = await visit.cases.admin.disputes.waiting(visit.person.id)
    count = await visit.cases.admin.disputes.count(visit.person.id)
    return views.waiting(visit.texts, found, count)


async def _show(_: CallbackQuery, callback_data: ShowDispute, visit: Visit) -> View:
    visit.leave()
    return await _page(visit, callback_data.dispute)


async def _page(visit: Visit, dispute: DisputeId) -> View:
    file = await visit.cases.admin.disputes.file(visit.person.id, dispute)
    return views.file_page(visit.texts, file)


async def _answer(_: CallbackQuery, callback_data: AnswerDispute, visit: Visit) -> View:
    dispute = callback_data.dispute
    try:
        await visit.cases.admin.disputes(visit.person.id, dispute, callback_data.remedy)
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("remedy-gone"))
    except CreditsSpentError as error:
        await visit.refuse(error)
    return await _page(visit, dispute)


async def _ask_reply(
    _: CallbackQuery, callback_data: AnswerDispute, visit: Visit
) -> View:
    dispute = callback_data.dispute
    await visit.cases.admin.disputes.file(visit.person.id, dispute)  # raises if missing
    visit.enter(Administering.replying, dispute=dispute.hex)
    return views.ask_reply(visit.texts, dispute)


async def reply_step(visit: Visit) -> View:
    """Return the question for the reply."""
    dispute = DisputeId(id_in(visit, "dispute", Thing.DISPUTE))
    return views.ask_reply(visit.texts, dispute)


async def _replied(_: Message, words: str, visit: Visit) -> View:
    dispute = DisputeId(id_in(visit, "dispute", Thing.DISPUTE))
    try:
        await visit.cases.admin.disputes(
            visit.person.id, dispute, Remedy.WORDS, reply=words
        )
    except InvalidTextError as error:
        return views.ask_reply(visit.texts, dispute, error)
    visit.leave()
    return await _page(visit, dispute)
