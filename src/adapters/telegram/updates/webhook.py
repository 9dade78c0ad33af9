"""Getting updates by webhook, so that none is lost."""

import hmac
import json

from typing import Final

import structlog

from aiogram import Bot, Dispatcher
from aiohttp import web

from .lines import PersonLines
from .reading import read
from .throttle import Throttle, Verdict


log = structlog.get_logger()

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # its name


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
        try:
            raw = json.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            # Longer than the server takes; no update is nearly as long.
            return web.Response(status=413)
        except (ValueError, RecursionError):
            # Cut off on its way; Telegram itself sends JSON.
            return web.Response(status=400)
        update = read(raw, self._bot)
        if update is None:
            # It would not become an update by being sent again, for a day.
            log.error("telegram.no_update")
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
            self._throttle.done(update)
        return web.Response()
