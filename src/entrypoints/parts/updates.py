"""Receiving and handling updates."""

from collections.abc import Awaitable, Callable, Sequence

import attrs

from aiogram import Bot

from adapters.chat_store import ProgressCards, ReceivedAlbums
from adapters.sql.updates import SqlInbox
from adapters.telegram import (
    Alarms,
    InboxWorker,
    Intake,
    Polling,
    Renderer,
    SetAside,
    TelegramFiles,
    UpdateScope,
    create_dispatcher,
    ids_namespace,
    setup,
)
from avatar_core.ports import Clock
from avatar_core.use_cases import UseCases


@attrs.frozen(kw_only=True)
class Updates:
    """The parts that receive and handle updates."""

    intake: Intake
    worker: InboxWorker
    polling: Polling
    #: The kinds requested from Telegram.
    kinds: Sequence[str]


def open_updates(
    bot: Bot,
    inbox: SqlInbox,
    *,
    cases: UseCases,
    renderer: Renderer,
    cards: ProgressCards,
    albums: ReceivedAlbums,
    contact: str | None,
    alarm: Callable[[SetAside], Awaitable[None]],
    clock: Clock,
    drain_seconds: float,
) -> Updates:
    """Create the parts; nothing runs yet."""
    dispatcher = create_dispatcher([setup()])
    dispatcher["albums"] = albums
    dispatcher["contact"] = contact
    alarms = Alarms(alarm, clock)
    scope = UpdateScope(
        bot=bot,
        dispatcher=dispatcher,
        inbox=inbox,
        cases=cases,
        renderer=renderer,
        files=TelegramFiles(bot),
        cards=cards,
        alarms=alarms,
        clock=clock,
        namespace=ids_namespace(bot.token),
    )
    worker = InboxWorker(inbox, scope, clock, drain_seconds=drain_seconds)
    intake = Intake(bot, inbox, worker, alarms)
    kinds = dispatcher.resolve_used_update_types()
    return Updates(
        intake=intake,
        worker=worker,
        polling=Polling(bot, inbox, intake, allowed_updates=kinds),
        kinds=kinds,
    )
