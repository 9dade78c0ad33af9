"""The dispatcher, and the log line about each update."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, TypeAlias

import attrs
import structlog

from aiogram import BaseMiddleware, Dispatcher, Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.types import TelegramObject

from avatar_core.errors import RefusedError

from .kinds import SERVED


log = structlog.get_logger()

NextHandler: TypeAlias = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


@attrs.define
class Trace:
    """What the log line about an update will say."""

    outcome: str = "ok"
    handler: str | None = None
    #: The refusal, or the error it failed with.
    error: BaseException | None = None

    def note(self, handler: Callable[..., Any]) -> None:
        """Note the handler of the update."""
        name = getattr(handler, "__qualname__", type(handler).__qualname__)
        self.handler = f"{handler.__module__.rpartition('.')[2]}.{name}"


class NoteHandler(BaseMiddleware):
    """Notes the handler of an update, and whether that refused it."""

    async def __call__(
        self, handler: NextHandler, event: TelegramObject, data: dict[str, Any]
    ) -> Any:
        """Call the handler."""
        trace = data.get("trace")
        if not isinstance(trace, Trace):
            return await handler(event, data)
        found = data.get("handler")
        if isinstance(found, HandlerObject):
            trace.note(found.callback)
        try:
            return await handler(event, data)
        except RefusedError as error:
            trace.outcome, trace.error = "refused", error
            raise


def create_dispatcher(routers: Sequence[Router]) -> Dispatcher:
    """Return a dispatcher of these routers, in this order.

    It has neither aiogram's storage of states nor its isolation of events:
    `UpdateScope` gives the state, and `InboxWorker` keeps updates in order.
    """
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(*routers)
    # Inside the routers' own middlewares, which may answer a refusal themselves.
    note_handler = NoteHandler()
    for router in dispatcher.chain_tail:
        for kind in SERVED:
            router.observers[kind].middleware(note_handler)
    return dispatcher


def log_update(trace: Trace, *, duration_ms: int) -> None:
    """Log the outcome of an update."""
    say = log.info
    facts: dict[str, Any] = {}
    if trace.error is not None:
        facts["error"] = type(trace.error).__name__
    if trace.outcome == "failed":
        say = log.error
        facts["exc_info"] = trace.error
    say(
        "telegram.update",
        outcome=trace.outcome,
        handler=trace.handler,
        duration_ms=duration_ms,
        **facts,
    )
