"""Writing and watching broadcasts."""

from typing import Final
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core import Language
from avatar_core.errors import ActionNotAllowedError, InvalidTextError, TextFault
from avatar_core.ids import BroadcastId
from avatar_core.texts import clean

from ...admin_callbacks import (
    AdminMenu,
    BroadcastAction,
    BroadcastMove,
    Desk,
    WriteBroadcast,
)
from ...states import Administering
from ...texts import Texts
from ...view import View
from ...views.admin import broadcasts as views
from ...views.notices import broadcast_message
from ..visit import Visit
from ..words import SAID


#: UTF-16 units of a message (core.telegram.org/bots/api#sendmessage).
_LONGEST: Final = 4096


def setup() -> Router:
    """Return a new router."""
    router = Router(name="admins' broadcasts")
    messages, taps = router.message, router.callback_query
    taps.register(_new, AdminMenu.filter(F.desk == Desk.BROADCAST))
    taps.register(_write, WriteBroadcast.filter())
    taps.register(_show, BroadcastAction.filter(F.move == BroadcastMove.SHOW))
    taps.register(
        _start_or_cancel, BroadcastAction.filter(F.move != BroadcastMove.SHOW)
    )
    messages.register(_written, StateFilter(Administering.writing), SAID)
    return router


async def _new(_: CallbackQuery, visit: Visit) -> View:
    return await _ask(visit, BroadcastId(visit.ids()), visit.person.language)


async def _write(_: CallbackQuery, callback_data: WriteBroadcast, visit: Visit) -> View:
    return await _ask(visit, callback_data.broadcast, callback_data.language)


async def _ask(visit: Visit, broadcast: BroadcastId, language: Language) -> View:
    visit.enter(Administering.writing, broadcast=broadcast.hex, language=language.value)
    return views.ask_words(visit.texts, language)


async def _written(message: Message, words: str, visit: Visit) -> View | None:
    language = Language(visit.remembered("language"))
    desk = visit.cases.admin.broadcasts
    length = len(words.encode("utf-16-le", "surrogatepass")) // 2
    if length > _LONGEST:
        error = InvalidTextError(TextFault.TOO_LONG, length, 1, _LONGEST)
        return views.ask_words(visit.texts, language, error)
    # Markup around nothing would look like text.
    words = message.html_text if clean(words) else ""
    try:
        broadcast = await desk.write(
            visit.person.id,
            BroadcastId(UUID(visit.remembered("broadcast"))),
            language,
            words,
        )
    except InvalidTextError as refusal:
        return views.ask_words(visit.texts, language, refusal)
    except ActionNotAllowedError:
        visit.leave()
        return await visit.main_menu()
    visit.leave()
    # Preview it as people will get it.
    await visit.screen.send(broadcast_message(Texts(language), broadcast))
    await _card(visit, broadcast.id)
    return None


async def words_step(visit: Visit) -> View:
    """Return the question for the text."""
    language = Language(visit.remembered("language"))
    return views.ask_words(visit.texts, language)


async def _show(_: CallbackQuery, callback_data: BroadcastAction, visit: Visit) -> None:
    visit.leave()
    await _card(visit, callback_data.broadcast)


async def _card(visit: Visit, broadcast: BroadcastId) -> None:
    desk, admin = visit.cases.admin.broadcasts, visit.person.id

    async def look() -> View:
        now = await desk.get(admin, broadcast)
        return views.card(visit.texts, now, await desk.audience(admin))

    await visit.screen.refresh(look, key=views.card_key(broadcast))


async def _start_or_cancel(
    _: CallbackQuery, callback_data: BroadcastAction, visit: Visit
) -> None:
    desk = visit.cases.admin.broadcasts
    start = callback_data.move is BroadcastMove.START
    try:
        await (desk.start if start else desk.cancel)(
            visit.person.id, callback_data.broadcast
        )
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("broadcast-over"))
    await _card(visit, callback_data.broadcast)
