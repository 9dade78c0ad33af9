"""Writing and watching broadcasts."""

from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from avatar_core import Language
from avatar_core.errors import (
    ActionNotAllowedError,
    InvalidTextError,
    TextFault,
    TextLengthError,
    Thing,
)
from avatar_core.ids import BroadcastId
from avatar_core.texts import clean

from ...admin_callbacks import (
    AdminMenu,
    AimBroadcast,
    BroadcastAction,
    BroadcastMove,
    Desk,
    WriteBroadcast,
)
from ...lengths import units
from ...steps import Step
from ...texts import Texts
from ...view import View
from ...views.admin import broadcasts as views
from ...views.notices import broadcast_message
from ..routes import Routes
from ..visit import Visit


#: UTF-16 units of a message (core.telegram.org/bots/api#sendmessage).
_LONGEST: Final = 4096
#: How far ahead a broadcast may be scheduled.
_FURTHEST: Final = timedelta(days=366)

routes = Routes()


@routes.tap(AdminMenu, Desk.BROADCAST)
async def _new(visit: Visit, _: AdminMenu) -> View | None:
    broadcast, language = BroadcastId(visit.ids()), visit.person.language
    return await routes.ask(
        visit, Step.WRITING_BROADCAST, broadcast=broadcast.hex, language=language.value
    )


@routes.begins(WriteBroadcast)
@routes.question(Step.WRITING_BROADCAST, "answer-wanted")
async def _ask_words(visit: Visit, fault: InvalidTextError | None) -> View:
    language = Language(visit.remembered("language"))
    return views.ask_words(visit.texts, language, fault)


@routes.text(Step.WRITING_BROADCAST)
async def _written(visit: Visit, words: str) -> View | None:
    language = Language(visit.remembered("language"))
    broadcast = BroadcastId(UUID(visit.remembered("broadcast")))
    if (length := units(words)) > _LONGEST:
        raise TextLengthError(TextFault.TOO_LONG, length, 1, _LONGEST)
    # Markup around nothing would look like text.
    markup = visit.message.html_text if clean(words) else ""
    try:
        written = await visit.cases.admin.broadcasts.write(
            visit.person.id, broadcast, language, markup
        )
    except ActionNotAllowedError:  # it was sent or thrown away meanwhile
        visit.leave()
        return views.not_added(visit.texts, words)
    visit.leave()
    # Preview it as people will get it.
    await visit.screen.send(broadcast_message(Texts(language), written))
    await _card(visit, written.id)
    return None


@routes.tap(BroadcastAction, BroadcastMove.SHOW)
async def _show(visit: Visit, tap: BroadcastAction) -> None:
    visit.leave()
    await _card(visit, tap.broadcast)


async def _card(visit: Visit, broadcast: BroadcastId) -> None:
    desk, admin = visit.cases.admin.broadcasts, visit.person.id

    async def look() -> View:
        now = await desk.get(admin, broadcast)
        return views.card(visit.texts, now, await desk.audience(admin, broadcast))

    await visit.screen.refresh(look, key=views.card_key(broadcast))


@routes.tap(AimBroadcast)
async def _aim(visit: Visit, tap: AimBroadcast) -> None:
    days = tap.idle_days if tap.idle_days in views.IDLE_DAYS else 0
    try:
        await visit.cases.admin.broadcasts.aim(
            visit.person.id, tap.broadcast, payers=tap.payers, idle_days=days
        )
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("broadcast-over"))
    await _card(visit, tap.broadcast)


@routes.tap(BroadcastAction, BroadcastMove.LOOK)
async def _look(visit: Visit, tap: BroadcastAction) -> None:
    visit.leave()
    desk, admin = visit.cases.admin.broadcasts, visit.person.id
    broadcast = await desk.get(admin, tap.broadcast)
    if not views.can_start(broadcast):
        await _card(visit, tap.broadcast)
        return
    for language in broadcast.texts:
        await visit.screen.send(broadcast_message(Texts(language), broadcast))
    audience = await desk.audience(admin, tap.broadcast)
    await visit.screen.send(views.ask_start(visit.texts, broadcast, audience))


@routes.tap(BroadcastAction, BroadcastMove.START, BroadcastMove.CANCEL)
async def _start_or_cancel(visit: Visit, tap: BroadcastAction) -> None:
    desk = visit.cases.admin.broadcasts
    act = desk.start if tap.move is BroadcastMove.START else desk.cancel
    try:
        await act(visit.person.id, tap.broadcast)
    except ActionNotAllowedError:
        await visit.screen.alert(visit.texts.plain("broadcast-over"))
    await _card(visit, tap.broadcast)


@routes.tap(BroadcastAction, BroadcastMove.SCHEDULE)
async def _schedule(visit: Visit, tap: BroadcastAction) -> View:
    step = Step.SCHEDULING_BROADCAST
    return await routes.ask(visit, step, broadcast=tap.broadcast.hex)


def _broadcast_in(visit: Visit) -> BroadcastId:
    return BroadcastId(visit.remembered_id("broadcast", Thing.BROADCAST))


@routes.question(Step.SCHEDULING_BROADCAST, "answer-wanted")
async def _ask_time(visit: Visit, _: InvalidTextError | None) -> View:
    now = visit.cases.admin.broadcasts.store.clock()
    return views.ask_time(visit.texts, _broadcast_in(visit), now)


@routes.text(Step.SCHEDULING_BROADCAST)
async def _timed(visit: Visit, words: str) -> View | None:
    desk, broadcast = visit.cases.admin.broadcasts, _broadcast_in(visit)
    now, at = desk.store.clock(), _time_in(clean(words))
    if at is None or not now < at <= now + _FURTHEST:
        note = visit.texts("broadcast-time-unclear")
        return views.ask_time(visit.texts, broadcast, now, note)
    visit.leave()
    try:
        await desk.schedule(visit.person.id, broadcast, at)
    except ActionNotAllowedError:
        visit.screen.preface(visit.texts("broadcast-over"))
    await _card(visit, broadcast)
    return None


def _time_in(words: str) -> datetime | None:
    try:
        return datetime.strptime(words, "%Y-%m-%d %H:%M").replace(tzinfo=UTC)
    except ValueError:
        return None
