"""The emulator as a whole: one server, one folder, one clock."""

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

from .books import Books, Delivery, Record
from .faults import Faults
from .generation import Studio
from .platform_api import PlatformApi
from .queue import Queue, QueueRoutes
from .storage import Downloads, Files, Storage
from .training import TrainingRoom
from .upscaling import Darkroom
from .webhooks import Herald
from .writing import Scribe


_BODY_LIMIT: Final = 96 * 1024 * 1024


class FalEmulator:
    """A stand-in for fal.ai on loopback, to be spoken to by HTTP only.

    Args:
        key: The one API key it accepts, "id:secret".
        user_id: Whose account it is; webhooks say so.
        data: Folder where everything survives a kill; a temporary one if None.
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
        self._change = asyncio.Event()
        self._books: Books | None = None
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
        """Where the public keys of webhooks are."""
        return f"{self._origin}/.well-known/jwks.json"

    @property
    def rest_url(self) -> str:
        """What `fal_client.client.REST_URL` should be."""
        return f"{self._origin}/rest"

    @property
    def cdn_url(self) -> str:
        """What `fal_client.client.CDN_URL` should be."""
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
        """The provider's books: every request it took, oldest first."""
        return [] if self._books is None else self._books.records

    @property
    def submits_taken(self) -> int:
        """How many submits were enqueued, that is, are paid for."""
        return len(self.requests)

    @property
    def taken_per_token(self) -> Counter[str]:
        """How many submits were enqueued for each token, of whatever kind."""
        return Counter(
            record.token for record in self.requests if record.token is not None
        )

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Listen, and go on with whatever the data folder says is unfinished."""
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
        scratch = data / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        for left_over in scratch.iterdir():
            left_over.unlink()
        self._books = books = Books(data / "fal.sqlite3")
        self._stack.callback(books.close)
        session = await self._stack.enter_async_context(
            aiohttp.ClientSession(trust_env=False)
        )
        files = Files(data / "files")
        downloads = Downloads(session, scratch)
        herald = Herald(
            books=books,
            faults=self.faults,
            user_id=self._user_id,
            session=session,
            changed=self._changed,
            retry_seconds=self._webhook_retry_seconds,
            clock=self._clock,
            sleep=self._sleep,
        )
        self._stack.push_async_callback(herald.stop)
        queue = Queue(
            books=books,
            faults=self.faults,
            herald=herald,
            training_room=TrainingRoom(files, downloads),
            studio=Studio(files, downloads, self._picture_seconds),
            scribe=Scribe(downloads, self.faults),
            darkroom=Darkroom(files, downloads),
            files=files,
            changed=self._changed,
            training_seconds=self._training_seconds,
            picture_seconds=self._picture_seconds,
            concurrency=self._concurrency,
            clock=self._clock,
            sleep=self._sleep,
        )
        self._stack.push_async_callback(queue.stop)
        stopping = asyncio.Event()
        storage = Storage(files, self._authorized, self._clock)
        routes = QueueRoutes(
            queue=queue,
            authorized=self._authorized,
            tried_once=self._tried_once,
            stopping=stopping,
        )
        platform = PlatformApi(books, self.faults, self._authorized, self._clock)
        runner = web.AppRunner(
            self._application(routes, platform, storage, files, herald),
            access_log=None,
            shutdown_timeout=1.0,
        )
        await runner.setup()
        self._stack.push_async_callback(runner.cleanup)
        self._stack.callback(stopping.set)
        await web.TCPSite(runner, host, port).start()
        bound = runner.addresses[0][1]
        name = f"[{host}]" if ":" in host else host
        self._origin = f"http://{name}:{bound}"
        files.url = self.files_url
        storage.cdn_url = self.cdn_url
        routes.url = self.queue_url
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
            TimeoutError: when there is none after *timeout* seconds.
        """
        async with asyncio.timeout(timeout):
            while True:
                change = self._change
                for record in self.requests:
                    if holds(record):
                        return record
                await change.wait()

    async def wait_idle(self, timeout: float = 30.0) -> None:  # noqa: ASYNC109 - a wait of tests
        """Wait until nothing runs, nothing queues and no webhook is on its way.

        Raises:
            TimeoutError: when that is not so after *timeout* seconds.
        """
        async with asyncio.timeout(timeout):
            while any(
                not record.completed or record.delivery is Delivery.PENDING
                for record in self.requests
            ):
                await self._change.wait()

    def _changed(self) -> None:
        # Everyone waiting holds the old event; those to come get a new one.
        self._change.set()
        self._change = asyncio.Event()

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

    def _application(
        self,
        routes: QueueRoutes,
        platform: PlatformApi,
        storage: Storage,
        files: Files,
        herald: Herald,
    ) -> web.Application:
        application = web.Application(client_max_size=_BODY_LIMIT)
        application.router.add_route("*", "/queue/{path:.*}", routes.answer)
        application.router.add_get("/.well-known/jwks.json", herald.jwks)
        application.router.add_get("/rest/.well-known/jwks.json", herald.jwks)
        application.router.add_post("/rest/storage/auth/token", storage.token)
        application.router.add_post("/rest/storage/upload/initiate", storage.initiate)
        application.router.add_post("/cdn/files/upload", storage.upload)
        application.router.add_put("/cdn/put/{ticket}", storage.put)
        application.router.add_get("/files/{path:.*}", files.serve)
        api = "/api/v1/models"
        application.router.add_get(api, platform.models)
        application.router.add_get(f"{api}/pricing", platform.pricing)
        application.router.add_get(f"{api}/requests/by-endpoint", platform.requests)
        return application
