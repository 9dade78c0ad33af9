"""The emulator of fal.ai as a whole: one server, one folder, one clock."""

import secrets
import tempfile

from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import aiohttp
import attrs

from aiohttp import web

from ..journal import Journal, Table, settings
from ..loopback import serve
from .files import Files
from .platform_api import PlatformApi
from .queue import Queue
from .records import Delivery, Record
from .service import Service, iso, unauthorized
from .webhooks import Webhooks


_BODY_LIMIT: Final = 96 * 1024 * 1024
_TOKEN_SECONDS: Final = 3600


@attrs.define(kw_only=True, eq=False)
class FalEmulator(Service):
    """A stand-in for fal.ai on loopback, spoken to over HTTP."""

    webhooks: Webhooks = attrs.field(init=False)
    #: When each upload token ends.
    _tokens: dict[str, float] = attrs.field(init=False, factory=dict)
    _stack: AsyncExitStack = attrs.field(init=False, factory=AsyncExitStack)

    @property
    def submits_taken(self) -> int:
        """How many submits were enqueued, and so are paid for."""
        return len(self.requests)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, and continue the unfinished requests in the data folder."""
        self.stopping.clear()
        self._tokens.clear()
        async with AsyncExitStack() as stack:
            folder = self.data or Path(
                stack.enter_context(tempfile.TemporaryDirectory(prefix="fal-"))
            )
            journal = Journal(folder / "fal.sqlite3")
            stack.callback(journal.close)
            self.records = Table(journal, "request", str, lambda body: Record(**body))
            self.settings = settings(journal)
            self.files = Files(folder / "files")
            self.session = await stack.enter_async_context(
                aiohttp.ClientSession(trust_env=False)
            )
            self.webhooks = webhooks = Webhooks(self)
            stack.push_async_callback(webhooks.stop)
            queue = Queue(self, webhooks)
            stack.push_async_callback(queue.stop)
            platform = PlatformApi(self)
            application = web.Application(client_max_size=_BODY_LIMIT)
            application.add_routes(
                [
                    web.route("*", "/queue/{path:.*}", queue.answer),
                    web.get("/rest/.well-known/jwks.json", webhooks.jwks),
                    web.post("/rest/storage/auth/token", self._token),
                    web.post("/cdn/files/upload", self._upload),
                    web.get("/files/{path:.*}", self.files.serve),
                    web.get("/api/v1/models", platform.models),
                    web.get("/api/v1/models/pricing", platform.pricing),
                    web.get("/api/v1/models/requests/by-endpoint", platform.requests),
                    web.delete(
                        "/api/v1/models/requests/{request_id}/payloads",
                        platform.forget,
                    ),
                ]
            )
            runner, self.url = await serve(application, host, port)
            stack.push_async_callback(runner.cleanup)
            stack.callback(self.stopping.set)
            self.files.url = f"{self.url}/files"
            queue.resume()
            self._stack = stack.pop_all()

    async def stop(self) -> None:
        """Stop listening; unfinished work waits for the next start."""
        await self._stack.aclose()

    async def wait_idle(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - a wait of tests
        """Wait until nothing runs, nothing queues and no webhook is on its way.

        Raises:
            TimeoutError: Something is still running after *timeout* seconds.
        """
        await self.changes.until(
            lambda: all(
                record.completed and record.delivery is not Delivery.PENDING
                for record in self.requests
            ),
            timeout,
        )

    async def _token(self, request: web.Request) -> web.Response:
        """`POST /storage/auth/token`: hand out a short-lived upload token."""
        if not self.authorized(request):
            return unauthorized()
        now = self.clock()
        self._tokens = {t: end for t, end in self._tokens.items() if end > now}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = now + _TOKEN_SECONDS
        return web.json_response(
            {
                "token": token,
                "token_type": "Bearer",
                "base_url": f"{self.url}/cdn",
                # fal_client cannot compare a time without a zone.
                "expires_at": iso(self._tokens[token]),
            }
        )

    async def _upload(self, request: web.Request) -> web.Response:
        """`POST /files/upload`: take the raw bytes of one file."""
        kind, _, token = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer" or self._tokens.get(token, 0) <= self.clock():
            return unauthorized()
        name = request.headers.get("X-Fal-File-Name", "upload.bin")
        address = self.files.save(name, await request.read())
        return web.json_response({"access_url": address})
