"""Receiving updates by long polling, without losing any."""

import asyncio

from collections.abc import Sequence
from typing import Any, Final

import structlog

from aiogram import Bot
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramConflictError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates

from avatar_core.errors import AvatarCoreError

from ...chat_store import Inbox
from ..session import SERVED, Sleep
from .intake import Intake
from .worker import LOOK_EVERY, RENEWALS


log = structlog.get_logger()

#: Seconds between retries; the last is repeated.
_PAUSES: Final = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0)
CONFLICT_PAUSE: Final = 15.0
_REQUEST_SLACK: Final = 15


class GetRawUpdates(GetUpdates):
    """`getUpdates` with raw results, so that one bad update does not hide others."""

    __returning__ = list[Any]


class Polling:
    """Long polling that confirms updates as soon as they are stored.

    Of several processes on one database only one polls; another takes over when its
    lease has expired.
    """

    def __init__(
        self,
        bot: Bot,
        inbox: Inbox,
        intake: Intake,
        *,
        seconds: int = 30,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self._bot: Final = bot
        self._inbox: Final = inbox
        self._intake: Final = intake
        self._seconds: Final = seconds
        self._sleep: Final = sleep
        self._offset: int | None = None
        #: Whether a conflict is already logged.
        self._told = False

    async def run(self) -> None:
        """Receive updates until cancelled.

        Raises:
            TelegramUnauthorizedError: The token is invalid.
        """
        while True:
            await self._take_place()
            receiving = asyncio.create_task(self._receive())
            keeping = asyncio.create_task(self._keep_place())
            try:
                await asyncio.wait(
                    {receiving, keeping}, return_when=asyncio.FIRST_COMPLETED
                )
                if receiving.done():
                    receiving.result()
            finally:
                receiving.cancel()
                keeping.cancel()
                await asyncio.gather(receiving, keeping, return_exceptions=True)

    async def _take_place(self) -> None:
        told = False
        while not await self._have_place(otherwise=False):
            if not told:
                told = True
                log.info(
                    "telegram.polling_in_reserve",
                    advice="another process polls; this one does when that one ends",
                )
            await self._sleep(LOOK_EVERY)
        if told:
            log.info("telegram.polling_taken_over")

    async def _keep_place(self) -> None:
        while await self._have_place(otherwise=True):
            await self._sleep(self._inbox.lease.total_seconds() / RENEWALS)
        log.warning("telegram.polling_lost")

    async def _have_place(self, *, otherwise: bool) -> bool:
        try:
            return await self._inbox.poll()
        except AvatarCoreError as error:
            log.warning("telegram.polling_unsure", error=type(error).__name__)
            return otherwise

    async def _receive(self) -> None:
        failures = 0
        while True:
            try:
                received = await self._poll()
            except (TelegramUnauthorizedError, TelegramNotFound):
                raise
            except TelegramRetryAfter as flood:
                await self._sleep(flood.retry_after)
            except TelegramConflictError as conflict:
                self._tell_of_conflict(conflict)
                await self._sleep(CONFLICT_PAUSE)
            except (TelegramAPIError, ClientDecodeError) as error:
                failures += 1
                log.warning(
                    "telegram.polling_failed",
                    error=type(error).__name__,
                    failures=failures,
                )
                await self._sleep(_pause(failures))
            else:
                failures, self._told = 0, False
                await self._keep(received)

    async def _poll(self) -> Sequence[Any]:
        return await self._bot(
            GetRawUpdates(
                offset=self._offset,
                limit=100,
                timeout=self._seconds,
                allowed_updates=[*SERVED],
            ),
            request_timeout=self._seconds + _REQUEST_SLACK,
        )

    async def _keep(self, received: Sequence[Any]) -> None:
        """Store the updates, retrying until it works; then they may be confirmed."""
        batch, failures = self._intake.sort(received), 0
        while True:
            try:
                await self._intake.keep(batch)
            except AvatarCoreError as error:
                failures += 1
                log.warning("telegram.not_written_down", error=type(error).__name__)
                await self._sleep(_pause(failures))
            else:
                break
        numbers = [each.get("update_id") for each in received if isinstance(each, dict)]
        known = [number for number in numbers if isinstance(number, int)]
        if known:
            self._offset = max(known) + 1

    def _tell_of_conflict(self, conflict: TelegramConflictError) -> None:
        if not self._told:
            self._told = True
            log.warning(
                "telegram.polling_conflict",
                reason=conflict.message,
                advice="another process polls with this token and another database;"
                " stop one of them",
            )


def _pause(failures: int) -> float:
    return _PAUSES[min(failures, len(_PAUSES)) - 1]
