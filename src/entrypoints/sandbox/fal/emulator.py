"""The emulator of fal.ai as a whole: one server, one folder, one clock."""

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
from .service import Service
from .transfers import Uploads
from .webhooks import Webhooks


_BODY_LIMIT: Final = 96 * 1024 * 1024


@attrs.define(kw_only=True, eq=False)
class FalEmulator(Service):
    """A stand-in for fal.ai on loopback, spoken to over HTTP."""

    webhooks: Webhooks = attrs.field(init=False)
    _stack: AsyncExitStack = attrs.field(init=False, factory=AsyncExitStack)

    @property
    def submits_taken(self) -> int:
        """How many submits were enqueued, and so are paid for."""
        return len(self.requests)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, and continue the unfinished requests in the data folder."""
        self.stopping.clear()
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
            uploads = Uploads(self)
            platform = PlatformApi(self)
            application = web.Application(client_max_size=_BODY_LIMIT)
            application.add_routes(
                [
                    web.route("*", "/queue/{path:.*}", queue.answer),
                    web.get("/rest/.well-known/jwks.json", webhooks.jwks),
                    web.post("/rest/storage/auth/token", uploads.token),
                    web.post("/cdn/files/upload", uploads.upload),
                    web.get("/files/{path:.*}", self.files.serve),
                    web.get("/api/v1/models", platform.models),
                    web.get("/api/v1/models/pricing", platform.pricing),
                    web.get("/api/v1/models/requests/by-endpoint", platform.requests),
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
