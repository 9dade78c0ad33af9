"""What the tests against the emulator share."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TypeVar

import attrs

from aiohttp import web

from adapters.fal import FalWebhooks, ForgedWebhookError, KeysUnavailableError
from entrypoints.sandbox.fal import FalEmulator


USER = "user-1"
AnyT = TypeVar("AnyT")


def now() -> datetime:
    """Return the present moment, as the emulator sees it."""
    return datetime.now(UTC)


@attrs.define(eq=False)
class Desk:
    """Where webhooks arrive and are judged."""

    webhooks: FalWebhooks
    url: str = ""
    believed: list[tuple[str, str]] = attrs.field(factory=list)
    statuses: list[int] = attrs.field(factory=list)

    def webhook_url(self, token: str) -> str:
        """Return where to tell about the job with this token."""
        return f"{self.url}/fal/{token}"

    async def receive(self, request: web.Request) -> web.Response:
        """Judge one webhook."""
        try:
            hint = await self.webhooks.verify(request.headers, await request.read())
        except ForgedWebhookError:
            status = 401
        except KeysUnavailableError:
            status = 503
        else:
            status = 200
            self.believed.append((request.match_info["token"], hint.request_id))
        self.statuses.append(status)
        return web.Response(status=status)


async def end_of(emulator: FalEmulator, check: Callable[[], Awaitable[AnyT]]) -> AnyT:
    """Return how things stand when the emulator has nothing left to do."""
    await emulator.wait_idle()
    return await check()


async def whole(chunks: AsyncIterator[bytes]) -> bytes:
    """Read a stream to its end."""
    return b"".join([chunk async for chunk in chunks])
