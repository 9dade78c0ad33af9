"""Sends broadcasts in the background, within Telegram's rate limit."""

import asyncio
import time

from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

import attrs
import structlog

from avatar_core.broadcasts import Broadcast


log = structlog.get_logger()

#: Seconds between searches for a due broadcast.
_LOOK_EVERY: Final = 1.0


@attrs.define
class Turns:
    """Limits the rate of messages until it is stopped."""

    per_second: float
    _next: float = 0.0
    _stopping: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def __call__(self) -> bool:
        """Wait for the next message's turn; return False if stopped."""
        now = time.monotonic()
        wait = self._next - now
        self._next = max(now, self._next) + 1 / self.per_second
        return not await self.rest(wait)

    async def rest(self, seconds: float) -> bool:
        """Wait for *seconds* or until stopped; return whether stopped."""
        if seconds > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await self._stopping.wait()
        return self._stopping.is_set()

    def stop(self) -> None:
        """Stop further messages."""
        self._stopping.set()


@attrs.define
class Broadcaster:
    """Sends broadcasts until it is stopped."""

    send: Callable[[], Awaitable[Broadcast | None]]
    turns: Turns
    _ended: asyncio.Event = attrs.field(factory=asyncio.Event)

    async def stop(self) -> None:
        """Stop after the message that is being sent."""
        self.turns.stop()
        await self._ended.wait()

    async def run(self) -> None:
        """Send due broadcasts until stopped; a failure only delays them."""
        while True:
            try:
                sent = await self.send()
            except Exception:
                log.exception("broadcast.stopped")
            else:
                if sent is not None:
                    log.info(
                        "broadcast.sent",
                        broadcast=str(sent.id),
                        status=sent.status,
                        delivered=sent.delivered,
                        left=sent.left,
                        failed=sent.failed,
                    )
            if await self.turns.rest(_LOOK_EVERY):
                self._ended.set()
                return
