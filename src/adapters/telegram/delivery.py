"""Getting updates from Telegram so that none is lost: by polling, by webhook."""

import asyncio
import hmac
import json

from collections import deque
from collections.abc import AsyncIterator, Coroutine, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, Final, TypeAlias

import attrs
import structlog

from aiogram import Bot, Dispatcher
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from .session import Sleep
from .throttle import Throttle, Verdict, is_upload


log = structlog.get_logger()

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # its name
#: No update is nearly as long.
BODY_LIMIT: Final = 1024 * 1024

#: Seconds between attempts at something that fails; the last goes on for ever.
_PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_CONFLICT_PAUSE: Final = 15.0
#: With updates in hand Telegram answers a poll at once, with the same again.
_REPOLL: Final = 0.25
_BREATH: Final = 0.02
_REQUEST_SLACK: Final = 15

#: An update and its number; None if it cannot be read.
_Received: TypeAlias = tuple[int, Update | None]


@attrs.define(eq=False)
class _Place:
    shared: bool
    called: asyncio.Event = attrs.field(factory=asyncio.Event)


@attrs.define
class _Line:
    waiting: deque[_Place] = attrs.field(factory=deque)
    inside: int = 0
    exclusive: bool = False


class PersonLines:
    """Lets the updates of each person in by one, in the order they came.

    Uploads next to one another go in together, a few at a time; a payment's last
    question has ten seconds and waits for nobody.
    """

    def __init__(self, together: int = 4) -> None:
        self._together: Final = together
        self._lines: Final[dict[int, _Line]] = {}

    @asynccontextmanager
    async def turn(self, update: Update) -> AsyncIterator[None]:
        """Wait for the update's turn, and keep it until the block ends."""
        user = UserContextMiddleware.resolve_event_context(update).user
        if user is None or update.pre_checkout_query is not None:
            yield
            return
        line = self._lines.setdefault(user.id, _Line())
        place = _Place(shared=is_upload(update))
        line.waiting.append(place)
        self._call(line)
        try:
            await place.called.wait()
            yield
        finally:
            if place.called.is_set():
                line.inside -= 1
                line.exclusive = False
            else:
                line.waiting.remove(place)
            self._call(line)
            if not line.inside and not line.waiting:
                del self._lines[user.id]

    def _call(self, line: _Line) -> None:
        while line.waiting and not line.exclusive:
            first = line.waiting[0]
            if line.inside >= (self._together if first.shared else 1):
                return
            line.waiting.popleft()
            line.inside += 1
            line.exclusive = not first.shared
            first.called.set()


class Polling:
    """Long polling that confirms an update only when its handling has ended."""

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        *,
        allowed_updates: Sequence[str] | None = None,
        concurrency: int = 64,
        lines: PersonLines | None = None,
        throttle: Throttle | None = None,
        seconds: int = 30,
        drain_seconds: float = 10,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot: Final = bot
        self._dispatcher: Final = dispatcher
        self._allowed: Final = list(
            allowed_updates
            if allowed_updates is not None
            else dispatcher.resolve_used_update_types()
        )
        self._slots: Final = asyncio.Semaphore(concurrency)
        self._lines: Final = lines or PersonLines()
        self._throttle: Final = throttle or Throttle()
        self._seconds: Final = seconds
        self._drain_seconds: Final = drain_seconds
        self._sleep: Final = sleep
        self._tasks: Final[set[asyncio.Task[None]]] = set()
        #: Updates received whose handling has not ended.
        self._open: Final[set[int]] = set()
        #: Updates whose handling has ended, not confirmed yet.
        self._ended: Final[set[int]] = set()
        self._last: int | None = None
        self._moved: Final = asyncio.Event()
        self._stopping: Final = asyncio.Event()
        self._stopped: Final = asyncio.Event()
        self._running = False

    async def run(self) -> None:
        """Receive updates until `stop` is called.

        Raises:
            TelegramUnauthorizedError: The token is not a bot's.
        """
        self._running = True
        receiving = asyncio.create_task(self._receive())
        stopping = asyncio.create_task(self._stopping.wait())
        try:
            await asyncio.wait(
                {receiving, stopping}, return_when=asyncio.FIRST_COMPLETED
            )
            if receiving.done():
                receiving.result()
        finally:
            self._stopping.set()
            receiving.cancel()
            stopping.cancel()
            await asyncio.gather(receiving, stopping, return_exceptions=True)
            try:
                await self._drain()
            finally:
                self._stopped.set()

    async def stop(self) -> None:
        """Receive nothing more; return when what was begun has ended."""
        self._stopping.set()
        if self._running:
            await self._stopped.wait()

    # --- receiving --------------------------------------------------------

    async def _receive(self) -> None:
        failures = 0
        while True:
            self._moved.clear()
            try:
                received = await self._poll()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise
            except TelegramRetryAfter as flood:
                await self._sleep(flood.retry_after)
            except TelegramConflictError as conflict:
                log.warning("telegram.polling_conflict", reason=conflict.message)
                await self._sleep(_CONFLICT_PAUSE)
            except (TelegramAPIError, ClientDecodeError) as error:
                failures += 1
                log.warning(
                    "telegram.polling_failed",
                    error=type(error).__name__,
                    failures=failures,
                )
                await self._sleep(_pause(failures))
            else:
                failures = 0
                if not self._take(received) and self._open:
                    # What ends one by one is not worth a poll each.
                    await asyncio.sleep(_BREATH)
                    with suppress(TimeoutError):
                        async with asyncio.timeout(_REPOLL):
                            await self._moved.wait()

    async def _poll(self) -> Sequence[_Received]:
        if not self._open:
            # This poll confirms them all.
            self._ended.clear()
        try:
            updates = await self._get_updates(
                seconds=0 if self._open else self._seconds
            )
        except ClientDecodeError as error:
            # One update that aiogram cannot read must not hide the others.
            return _read_singly(error, self._bot)
        return [(update.update_id, update) for update in updates]

    async def _get_updates(self, *, seconds: int, limit: int = 100) -> list[Update]:
        return await self._bot(
            GetUpdates(
                offset=self._offset(),
                limit=limit,
                timeout=seconds,
                allowed_updates=self._allowed,
            ),
            request_timeout=seconds + _REQUEST_SLACK,
        )

    def _offset(self) -> int | None:
        if self._open:
            return min(self._open)
        return None if self._last is None else self._last + 1

    def _take(self, received: Sequence[_Received]) -> bool:
        """Begin what is new; return whether anything was."""
        begun = False
        for number, update in received:
            self._last = number
            if number in self._open or number in self._ended:
                continue
            begun = True
            if update is None:
                log.error("telegram.update_unreadable", update_id=number)
                self._ended.add(number)
                continue
            verdict = self._throttle.judge(update)
            if verdict is Verdict.ADMITTED:
                self._open.add(number)
                self._begin(self._handle(update))
            else:
                self._ended.add(number)
                self._begin(self._throttle.answer(self._bot, update, verdict))
        return begun

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    # --- handling ---------------------------------------------------------

    async def _handle(self, update: Update) -> None:
        async with self._lines.turn(update):
            if not await self._handled(update):
                return
        self._open.discard(update.update_id)
        self._ended.add(update.update_id)
        self._moved.set()

    async def _handled(self, update: Update) -> bool:
        """Try until it is handled (or set aside); return False if stopped before."""
        failures = 0
        while not self._stopping.is_set():
            try:
                if update.pre_checkout_query is not None:
                    await self._dispatcher.feed_update(self._bot, update)
                else:
                    async with self._slots:
                        await self._dispatcher.feed_update(self._bot, update)
            except Exception:  # noqa: BLE001 # the scope has logged it
                failures += 1
                await self._pause_or_stop(_pause(failures))
            else:
                return True
        return False

    async def _pause_or_stop(self, seconds: float) -> None:
        stopping = asyncio.create_task(self._stopping.wait())
        pausing = asyncio.ensure_future(self._sleep(seconds))
        try:
            await asyncio.wait({stopping, pausing}, return_when="FIRST_COMPLETED")
        finally:
            stopping.cancel()
            pausing.cancel()

    async def _drain(self) -> None:
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=self._drain_seconds)
            if late:
                log.warning("telegram.drain_cut_short", updates=len(late))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._last is not None:
            # Whatever is not confirmed comes again, and is known to be done.
            with suppress(TelegramAPIError, ClientDecodeError):
                await self._get_updates(seconds=0, limit=1)


def _pause(failures: int) -> float:
    return _PAUSES[min(failures, len(_PAUSES)) - 1]


def _read_singly(error: ClientDecodeError, bot: Bot) -> Sequence[_Received]:
    answer = error.data
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise error
    return [
        (raw["update_id"], _read(raw, bot))
        for raw in answer["result"]
        if isinstance(raw, dict) and isinstance(raw.get("update_id"), int)
    ]


def _read(raw: Any, bot: Bot) -> Update | None:
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        return None


class WebhookUpdates:
    """Takes the updates that Telegram posts: 200 says that one was handled.

    Anything else has Telegram post it again. An update is handled before it is
    answered, so that a crash loses none.
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        bot: Bot,
        secret: str,
        *,
        lines: PersonLines | None = None,
        throttle: Throttle | None = None,
        most: int = 1000,
    ) -> None:
        if not secret:
            raise ValueError("without a secret anybody could post updates")
        self._dispatcher: Final = dispatcher
        self._bot: Final = bot
        self._secret: Final = secret.encode()
        self._lines: Final = lines or PersonLines()
        self._throttle: Final = throttle or Throttle()
        self._most: Final = most
        self._open = 0

    async def __call__(self, request: web.Request) -> web.Response:
        """Handle one update."""
        offered = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(offered.encode(errors="replace"), self._secret):
            return web.Response(status=401)
        body = await _body(request)
        if body is None:
            return web.Response(status=413)
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            # Cut off on its way; Telegram itself sends JSON.
            return web.Response(status=400)
        update = _read(raw, self._bot)
        if update is None:
            # It would not become readable by being sent again, for a day.
            number = raw.get("update_id") if isinstance(raw, dict) else None
            log.error("telegram.update_unreadable", update_id=number)
            return web.Response()
        if self._open >= self._most:
            return web.Response(status=503)  # Telegram keeps it and posts it again
        verdict = self._throttle.judge(update)
        if verdict is not Verdict.ADMITTED:
            await self._throttle.answer(self._bot, update, verdict)
            return web.Response()
        self._open += 1
        try:
            async with self._lines.turn(update):
                await self._dispatcher.feed_update(self._bot, update)
        except Exception:  # noqa: BLE001 # the scope has logged it
            return web.Response(status=500)
        finally:
            self._open -= 1
        return web.Response()


async def _body(request: web.Request) -> bytes | None:
    """Return the body, or None if it is too long."""
    body = bytearray()
    async for chunk in request.content.iter_chunked(64 * 1024):
        body += chunk
        if len(body) > BODY_LIMIT:
            return None
    return bytes(body)
