"""Verified webhooks, answered at once and recorded one after another.

Losing one with the process only costs time: the provider is polled anyway.
"""

import asyncio

from collections.abc import Awaitable, Callable
from typing import Final

import attrs
import structlog

from avatar_core.errors import StoreUnavailableError


log = structlog.get_logger()

#: The most webhooks in memory; further ones are refused, and the provider repeats them.
_MOST: Final = 10_000
#: Pause after the store was unavailable.
_PAUSE_SECONDS: Final = 1.0

#: Makes the job of a token due now; returns whether there is one.
Hurry = Callable[[str, str], Awaitable[bool]]


@attrs.define
class WebhookInbox:
    """Queues webhooks to be recorded, each as a token and a request id."""

    hurry: Hurry
    most: int = _MOST
    pause_seconds: float = _PAUSE_SECONDS
    #: A dict, so that a repeated webhook is queued once.
    _waiting: dict[tuple[str, str], None] = attrs.field(factory=dict, init=False)
    _news: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)
    _stopping: bool = attrs.field(default=False, init=False)
    _ended: asyncio.Event = attrs.field(factory=asyncio.Event, init=False)

    @property
    def waiting(self) -> int:
        """How many webhooks are still to be recorded."""
        return len(self._waiting)

    def take(self, token: str, request_id: str) -> bool:
        """Queue a webhook; return False if it must be repeated later."""
        webhook = token, request_id
        if webhook not in self._waiting and (
            self._stopping or len(self._waiting) >= self.most
        ):
            return False
        self._waiting[webhook] = None
        self._news.set()
        return True

    async def run(self) -> None:
        """Record webhooks until `stop` is called and none is left."""
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
        """Refuse further webhooks, and wait until the others are recorded."""
        self._stopping = True
        self._news.set()
        try:
            await self._ended.wait()
        except asyncio.CancelledError:
            log.warning("webhook.drain_cut_short", waiting=len(self._waiting))
            raise

    async def _attend(self, webhook: tuple[str, str]) -> None:
        token, request_id = webhook
        try:
            known = await self.hurry(token, request_id)
        except StoreUnavailableError as error:
            if not self._stopping:
                log.warning("webhook.postponed", error=error.detail)
                await asyncio.sleep(self.pause_seconds)
                return
        except Exception:
            log.exception("webhook.failed", request=request_id)
        else:
            if not known:
                log.warning("webhook.unknown", request=request_id)
        self._waiting.pop(webhook, None)
