"""Webhooks that were believed: answered at once, written down one after another.

One lost with the process costs a wait: the provider is asked anyway, by and by.
"""

import asyncio

from collections.abc import Awaitable, Callable
from typing import Final

import attrs
import structlog

from avatar_core.errors import StoreUnavailableError


log = structlog.get_logger()

#: More are not kept in memory: the provider is to come again with them.
_MOST: Final = 10_000
#: How long a store that is away is left alone.
_PAUSE_SECONDS: Final = 1.0
_DRAIN_SECONDS: Final = 2.0

#: Hurries the job of a token; returns whether there is one.
Hurry = Callable[[str, str], Awaitable[bool]]


@attrs.define
class Hints:
    """What is still to be written down: a token, and the request it speaks of."""

    hurry: Hurry
    most: int = _MOST
    pause_seconds: float = _PAUSE_SECONDS
    #: Said again while it waits, a hint is still the same one.
    _waiting: dict[tuple[str, str], None] = attrs.field(factory=dict, init=False)
    _news: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _stopping: bool = attrs.field(default=False, init=False)
    _ended: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)

    @property
    def waiting(self) -> int:
        """How many are still to be written down."""
        return len(self._waiting)

    def take(self, token: str, request_id: str) -> bool:
        """Take a hint; return False if it has to come again later."""
        hint = token, request_id
        if hint not in self._waiting and (
            self._stopping or len(self._waiting) >= self.most
        ):
            return False
        self._waiting[hint] = None
        self._news.set()
        return True

    async def run(self) -> None:
        """Write hints down until `stop` is called and none is left."""
        try:
            while self._waiting or not self._stopping:
                if self._waiting:
                    await self._attend(next(iter(self._waiting)))
                else:
                    self._news.clear()
                    await self._news.wait()
        finally:
            self._ended.set()

    async def stop(self) -> None:
        """Take none any more, and wait a while for those taken to be written down."""
        self._stopping = True
        self._news.set()
        try:
            async with asyncio.timeout(_DRAIN_SECONDS):
                await self._ended.wait()
        except TimeoutError:
            log.warning("hint.drain_cut_short", hints=len(self._waiting))

    async def _attend(self, hint: tuple[str, str]) -> None:
        token, request_id = hint
        try:
            known = await self.hurry(token, request_id)
        except StoreUnavailableError as error:
            if not self._stopping:
                log.warning("hint.postponed", error=error.detail)
                await asyncio.sleep(self.pause_seconds)
                return
        except Exception:
            log.exception("hint.failed", request=request_id)
        else:
            if not known:
                log.warning("hint.unknown", request=request_id)
        self._waiting.pop(hint, None)
