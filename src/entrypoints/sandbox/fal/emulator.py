"""The emulator of fal.ai as a whole: one server, one folder, one clock."""

import asyncio
import hmac
import tempfile
import time

from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import aiohttp

from aiohttp import web

from ..changes import Changes
from ..loopback import origin
from .books import Books, Delivery, Record
from .downloads import Downloads
from .faults import Faults
from .files import Files, Uploads
from .platform_api import PlatformApi
from .queue import Queue
from .queue_api import QueueApi
from .webhooks import Signer, Webhooks


_BODY_LIMIT: Final = 96 * 1024 * 1024


class FalEmulator:
    """A stand-in for fal.ai on loopback, spoken to over HTTP.

    Args:
        key: The one API key it accepts, "id:secret".
        user_id: The owner of the account, whom webhooks name.
        data: Folder in which everything survives a kill; a temporary one if None.
        training_seconds: How long a training takes by the wall clock.
        picture_seconds: How long anything else takes.
        webhook_retry_seconds: Wait before the second delivery; later ones double.
        concurrency: How many requests run at a time; the others queue.
        clock: The time in seconds since the epoch.
        sleep: Waits; for work, late and repeated webhooks.
    """

    def __init__(
        self,
        *,
        key: str,
        user_id: str,
        data: Path | None = None,
        training_seconds: float = 20.0,
        picture_seconds: float = 2.0,
        webhook_retry_seconds: float = 120.0,
        concurrency: int = 2,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.faults = Faults()
        self._key = key
        self._user_id = user_id
        self._data = data
        self._training_seconds = training_seconds
        self._picture_seconds = picture_seconds
        self._webhook_retry_seconds = webhook_retry_seconds
        self._concurrency = concurrency
        self._clock = clock
        self._sleep = sleep
        self._stack = AsyncExitStack()
        self._changes = Changes()
        self._books: Books | None = None
        self._webhooks: Webhooks | None = None
        self._origin = ""

    @property
    def url(self) -> str:
        """Base of all addresses, without a slash at the end."""
        return self._origin

    @property
    def queue_url(self) -> str:
        """Base of the queue, without a slash at the end."""
        return f"{self._origin}/queue"

    @property
    def jwks_url(self) -> str:
        """The URL of the public keys of webhooks."""
        return f"{self._origin}/.well-known/jwks.json"

    @property
    def rest_url(self) -> str:
        """The value for `fal_client.client.REST_URL`."""
        return f"{self._origin}/rest"

    @property
    def cdn_url(self) -> str:
        """The value for `fal_client.client.CDN_URL`."""
        return f"{self._origin}/cdn"

    @property
    def api_url(self) -> str:
        """Base of the platform API."""
        return f"{self._origin}/api"

    @property
    def files_url(self) -> str:
        """Base of all outputs and uploads."""
        return f"{self._origin}/files"

    @property
    def requests(self) -> list[Record]:
        """Every request it took, oldest first."""
        return [] if self._books is None else self._books.records

    @property
    def submits_taken(self) -> int:
        """How many submits were enqueued, and so are paid for."""
        return len(self.requests)

    @property
    def taken_per_token(self) -> Counter[str]:
        """How many submits were enqueued for each token."""
        return Counter(
            record.token for record in self.requests if record.token is not None
        )

    @property
    def signer(self) -> Signer:
        """The key with which webhooks are signed.

        Raises:
            RuntimeError: The emulator was not started.
        """
        if self._webhooks is None:
            raise RuntimeError
        return self._webhooks.signer

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, and continue the unfinished requests in the data folder."""
        try:
            await self._start(host, port)
        except BaseException:
            await self._stack.aclose()
            raise

    async def _start(self, host: str, port: int) -> None:
        data = self._data
        if data is None:
            folder = tempfile.TemporaryDirectory(prefix="fal-")
            self._stack.callback(folder.cleanup)
            data = Path(folder.name)
        self._books = books = Books(data / "fal.sqlite3")
        self._stack.callback(books.close)
        session = await self._stack.enter_async_context(
            aiohttp.ClientSession(trust_env=False)
        )
        files = Files(data / "files")
        self._webhooks = webhooks = Webhooks(
            books=books,
            faults=self.faults,
            user_id=self._user_id,
            session=session,
            changes=self._changes,
            retry_seconds=self._webhook_retry_seconds,
            clock=self._clock,
            sleep=self._sleep,
        )
        self._stack.push_async_callback(webhooks.stop)
        queue = Queue(
            books=books,
            faults=self.faults,
            webhooks=webhooks,
            files=files,
            downloads=Downloads(session),
            changes=self._changes,
            training_seconds=self._training_seconds,
            picture_seconds=self._picture_seconds,
            concurrency=self._concurrency,
            clock=self._clock,
            sleep=self._sleep,
        )
        self._stack.push_async_callback(queue.stop)
        stopping = asyncio.Event()
        uploads = Uploads(files, self._authorized, self._clock)
        queue_api = QueueApi(queue, self._authorized, self._tried_once, stopping)
        platform = PlatformApi(books, self.faults, self._authorized, self._clock)
        application = web.Application(client_max_size=_BODY_LIMIT)
        application.add_routes(
            [
                web.route("*", "/queue/{path:.*}", queue_api.answer),
                web.get("/.well-known/jwks.json", webhooks.jwks),
                web.get("/rest/.well-known/jwks.json", webhooks.jwks),
                web.post("/rest/storage/auth/token", uploads.token),
                web.post("/rest/storage/upload/initiate", uploads.initiate),
                web.post("/cdn/files/upload", uploads.upload),
                web.put("/cdn/put/{ticket}", uploads.put),
                web.get("/files/{path:.*}", files.serve),
                web.get("/api/v1/models", platform.models),
                web.get("/api/v1/models/pricing", platform.pricing),
                web.get("/api/v1/models/requests/by-endpoint", platform.requests),
            ]
        )
        runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        self._stack.callback(stopping.set)
        await web.TCPSite(runner, host, port).start()
        self._origin = origin(host, runner.addresses[0][1])
        files.url = f"{self._origin}/files"
        uploads.cdn_url = self.cdn_url
        queue_api.url = self.queue_url
        queue.resume()

    async def stop(self) -> None:
        """Stop listening; unfinished work waits for the next start."""
        await self._stack.aclose()

    async def wait_for(
        self,
        holds: Callable[[Record], bool],
        timeout: float = 30.0,  # noqa: ASYNC109 - the convenience of tests
    ) -> Record:
        """Return the first record for which *holds* is true, as soon as there is one.

        Raises:
            TimeoutError: There is none after *timeout* seconds.
        """
        async with asyncio.timeout(timeout):
            while True:
                for record in self.requests:
                    if holds(record):
                        return record
                await self._changes.wait()

    async def wait_idle(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - a wait of tests
        """Wait until nothing runs, nothing queues and no webhook is on its way.

        Raises:
            TimeoutError: Something is still running after *timeout* seconds.
        """
        async with asyncio.timeout(timeout):
            while any(
                not record.completed or record.delivery is Delivery.PENDING
                for record in self.requests
            ):
                await self._changes.wait()

    async def _tried_once(self, record: Record) -> None:
        await self.wait_for(
            lambda other: (
                other is record
                and other.completed
                and (
                    other.delivery is not Delivery.PENDING
                    or other.delivery_attempts > 0
                )
            ),
        )

    def _authorized(self, request: web.Request) -> bool:
        given = request.headers.get("Authorization", "").encode("utf-8", "replace")
        return hmac.compare_digest(given, f"Key {self._key}".encode())
