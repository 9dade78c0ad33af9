"""Getting updates by polling, so that none is lost."""

import asyncio

from collections import Counter
from collections.abc import Coroutine, Sequence
from contextlib import suppress
from typing import Any, Final

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

from ..session import Sleep
from .lines import PersonLines
from .reading import read
from .throttle import Throttle, Verdict


log = structlog.get_logger()

#: Seconds between attempts at something that fails; the last goes on for ever.
_PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
_CONFLICT_PAUSE: Final = 15.0
#: With updates in hand Telegram answers a poll at once, with the same again.
_REPOLL: Final = 0.25
_BREATH: Final = 0.02
_REQUEST_SLACK: Final = 15
#: Telegram gives out a hundred updates from the first one that is not confirmed:
#: with so many behind it, nobody waits for those who have more than so many in hand.
_BEHIND: Final = 80
_CROWD: Final = 10


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
        #: Updates received whose handling has not ended, and whose they are.
        self._open: Final[dict[int, int | None]] = {}
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

    async def _poll(self) -> Sequence[Update]:
        # What this poll confirms does not come again.
        confirmed = self._offset() or 0
        self._ended.difference_update([n for n in self._ended if n < confirmed])
        try:
            return await self._get_updates(seconds=0 if self._open else self._seconds)
        except ClientDecodeError as error:
            # One update that aiogram cannot read must not hide the others.
            return _read_singly(error, self._bot)

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
        if self._last is None:
            return None
        first = min(self._open, default=self._last + 1)
        if self._last - first < _BEHIND:
            return first
        # What a crash takes from somebody who crowds others out, they send again.
        in_hand = Counter(self._open.values())
        waited_for = (n for n, who in self._open.items() if in_hand[who] <= _CROWD)
        return min(waited_for, default=self._last + 1)

    def _take(self, received: Sequence[Update]) -> bool:
        """Begin what is new; return whether anything was."""
        begun = False
        for update in received:
            self._last = number = update.update_id
            if number in self._open or number in self._ended:
                continue
            begun = True
            verdict = self._throttle.judge(update)
            if verdict is Verdict.ADMITTED:
                user = UserContextMiddleware.resolve_event_context(update).user
                self._open[number] = None if user is None else user.id
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
        try:
            async with self._lines.turn(update):
                if not await self._handled(update):
                    return
        finally:
            self._throttle.done(update)
        self._open.pop(update.update_id, None)
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


def _read_singly(error: ClientDecodeError, bot: Bot) -> Sequence[Update]:
    answer = error.data
    if not isinstance(answer, dict) or not isinstance(answer.get("result"), list):
        raise error
    updates = (read(raw, bot) for raw in answer["result"])
    return [update for update in updates if update is not None]
