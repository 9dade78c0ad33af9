"""Receiving updates by webhook, without losing any."""

import asyncio
import hmac
import json

from typing import Final

import structlog

from aiohttp import web

from avatar_core.errors import AvatarCoreError

from .intake import Intake


log = structlog.get_logger()

SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 # its name
#: How many seconds a body may take to arrive.
_BODY_SECONDS: Final = 10.0


class WebhookUpdates:
    """Answers 200 to an update once it is stored.

    After any other answer Telegram sends it again.
    """

    def __init__(self, intake: Intake, secret: str) -> None:
        if not secret:
            raise ValueError("without a secret anybody could post updates")
        self._intake: Final = intake
        self._secret: Final = secret.encode()

    async def __call__(self, request: web.Request) -> web.Response:
        """Take one update."""
        offered = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(offered.encode(errors="replace"), self._secret):
            return web.Response(status=401)
        if self._intake.closed:
            return web.Response(status=503)
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                raw = json.loads(await request.read())
        except web.HTTPRequestEntityTooLarge:
            # No update is nearly as long as the limit.
            return web.Response(status=413)
        except TimeoutError:
            return web.Response(status=408)
        except (ValueError, RecursionError):
            # Truncated; Telegram itself sends valid JSON.
            return web.Response(status=400)
        try:
            await self._intake.keep(self._intake.sort([raw]))
        except AvatarCoreError as error:
            log.warning("telegram.not_written_down", error=type(error).__name__)
            return web.Response(status=500)
        return web.Response()
