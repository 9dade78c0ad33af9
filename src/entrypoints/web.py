"""The web server: one application for every way of running.

`POST /fal/{token}`   the provider's webhooks
`POST /telegram`      Telegram's updates, when a public URL is set
`GET /blobs/{key}`    signed links, through which the provider fetches archives
`GET /health`         200 if everything the product needs works, else 503
"""

import asyncio
import errno
import time

from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from typing import Final

import attrs
import structlog

from aiohttp import hdrs, web

from adapters.blobs import ObstoreBlobs, SignedLinks
from adapters.fal import (
    BODY_LIMIT,
    FalWebhooks,
    ForgedWebhookError,
    KeysUnavailableError,
)
from avatar_core.blob_keys import content_type
from avatar_core.errors import AvatarCoreError, BlobNotFoundError
from avatar_core.ports import Clock

from .addresses import listening, shown
from .environment import StartError
from .settings import Settings
from .webhook_inbox import WebhookInbox


log = structlog.get_logger()

#: Seconds for the body of a webhook; fal.ai itself gives up after 15 s.
_BODY_SECONDS: Final = 10.0
#: Seconds for which an answer of /health is reused: anybody may ask, and every check
#: writes to the storage.
_HEALTH_SECONDS: Final = 1.0
#: Webhooks of one sender that are handled at once. Further ones are refused: Telegram
#: and fal.ai repeat them. Telegram sends at most 100 at once.
_WEBHOOKS_AT_ONCE: Final = 256

#: Fields of a request's line in the log.
_OUTCOME: Final = web.RequestKey("outcome", str)
_REQUEST: Final = web.RequestKey("request", str)

Check = Callable[[], Awaitable[bool]]
Route = Callable[[web.Request], Awaitable[web.StreamResponse]]


@attrs.frozen(kw_only=True)
class Site:
    """What the routes need."""

    webhook_inbox: WebhookInbox
    webhooks: FalWebhooks
    blobs: ObstoreBlobs
    links: SignedLinks | None
    telegram: Route | None
    clock: Clock
    #: The checks of /health, by name.
    checks: Mapping[str, Check]
    #: The running check of /health, or the last one while it is reused.
    _asking: set[asyncio.Future[dict[str, bool]]] = attrs.field(factory=set, init=False)
    health_seconds: float = _HEALTH_SECONDS
    #: Seconds for a body to arrive.
    body_seconds: float = _BODY_SECONDS
    webhooks_at_once: int = _WEBHOOKS_AT_ONCE

    def application(self) -> web.Application:
        """Return the application with its routes."""
        application = web.Application(
            client_max_size=BODY_LIMIT,
            middlewares=[self._log_one_line, _refuse_compressed],
            # 1 MB of gzip can decompress to 1 GB, even while a body is skipped.
            handler_args={"auto_decompress": False},
        )
        # Any customer of fal.ai can have a webhook to any path signed.
        fal = self._bounded(self.fal)
        application.router.add_post(r"/fal/{token:[\w-]{1,64}}", fal)
        application.router.add_get("/health", self.health)
        if self.telegram is not None:
            application.router.add_post("/telegram", self._bounded(self.telegram))
        if self.links is not None:
            application.router.add_get("/blobs/{key:.+}", self.blob)
        return application

    async def fal(self, request: web.Request) -> web.Response:
        """Verify a webhook and answer; its job is woken later."""
        try:
            self.webhooks.glance(request.headers)
            async with asyncio.timeout(self.body_seconds):
                body = await request.read()
            request_id = await self.webhooks.verify(request.headers, body)
        except ForgedWebhookError as error:
            request[_OUTCOME] = f"refused: {error}"
            return web.Response(status=401)
        except TimeoutError:
            request[_OUTCOME] = "too slow"
            response = web.Response(status=408)
            # Otherwise the server waits for the rest of the body.
            response.force_close()
            return response
        except KeysUnavailableError:
            # fal.ai repeats a webhook unless the answer is 2xx or 3xx.
            request[_OUTCOME] = "keys unavailable"
            return web.Response(status=503)
        request[_REQUEST] = request_id
        taken = self.webhook_inbox.take(request.match_info["token"], request_id)
        request[_OUTCOME] = "taken" if taken else "too many"
        return web.Response(status=200 if taken else 503)

    async def blob(self, request: web.Request) -> web.StreamResponse:
        """Serve a blob for a signed link that has not expired."""
        key = request.match_info["key"]
        genuine = self.links is not None and self.links.verify(
            key,
            request.query.get("expires", ""),
            request.query.get("signature", ""),
            self.clock(),
        )
        if not genuine:
            request[_OUTCOME] = "refused: bad link"
            return web.Response(status=403)
        try:
            size = await self.blobs.size(key)
            chunks = await self.blobs.stream(key)
        except BlobNotFoundError:
            return web.Response(status=404)
        response = web.StreamResponse(
            headers={
                "Content-Length": str(size),
                "Content-Type": content_type(key),
                "Cache-Control": "private, no-store",
            }
        )
        await response.prepare(request)
        if request.method != hdrs.METH_HEAD:
            async for chunk in chunks:
                await response.write(chunk)
        await response.write_eof()
        return response

    async def health(self, _: web.Request) -> web.Response:
        """Return which parts work.

        The checks write to the storage, so simultaneous callers share one answer.
        """
        if not self._asking:
            asking = asyncio.ensure_future(_looked_at(self.checks))
            self._asking.add(asking)
            asking.add_done_callback(
                lambda asked: asked.get_loop().call_later(
                    self.health_seconds, self._asking.discard, asked
                )
            )
        # A caller that disconnects does not cancel the check for the others.
        answers = await asyncio.shield(next(iter(self._asking)))
        healthy = all(answers.values())
        return web.json_response(answers, status=200 if healthy else 503)

    def _bounded(self, route: Route) -> Route:
        """Return the route with a limit to the requests that it handles at once."""
        places = asyncio.Semaphore(self.webhooks_at_once)

        async def bounded(request: web.Request) -> web.StreamResponse:
            if places.locked():
                request[_OUTCOME] = "too many at once"
                response = web.Response(status=503)
                # Otherwise the server waits for the body.
                response.force_close()
                return response
            async with places:
                return await route(request)

        return bounded

    @web.middleware
    async def _log_one_line(
        self,
        request: web.Request,
        handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    ) -> web.StreamResponse:
        begun = time.monotonic()
        # Not the path, which may hold a secret or a stranger's text.
        resource = request.match_info.route.resource
        route = resource.canonical.split("/")[1] if resource else None
        status = 500
        try:
            response = await handler(request)
            status = response.status
        except web.HTTPException as error:
            status = error.status
            raise
        except AvatarCoreError:
            log.exception("web.failed", route=route)
            raise
        finally:
            # An update that was taken has a line of its own.
            if (route, status) not in {("health", 200), ("telegram", 200)}:
                log.info(
                    "web.answered",
                    route=route,
                    status=status,
                    outcome=request.get(_OUTCOME),
                    request=request.get(_REQUEST),
                    duration_ms=round((time.monotonic() - begun) * 1000),
                )
        return response


@web.middleware
async def _refuse_compressed(
    request: web.Request,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Refuse compressed bodies: neither Telegram nor fal.ai sends any."""
    if hdrs.CONTENT_ENCODING not in request.headers:
        return await handler(request)
    request[_OUTCOME] = "refused: compressed"
    response = web.Response(status=415)
    # Otherwise the server waits for the body.
    response.force_close()
    return response


async def _looked_at(checks: Mapping[str, Check]) -> dict[str, bool]:
    found = {}
    for name, check in checks.items():
        try:
            found[name] = await check()
        except Exception:
            log.exception("health.check_failed")
            found[name] = False
    return found


async def listen(settings: Settings, site: Site, stack: AsyncExitStack) -> str:
    """Serve the site and return its address.

    Raises:
        StartError: The address in the settings cannot be used.
    """
    if settings.public_url:
        await site.webhooks.prepare()
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=2)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    host, port = listening(settings.listen)
    server = web.TCPSite(runner, host, port)
    try:
        await server.start()
    except OSError as error:
        raise StartError(f"LISTEN: {_explained(error, settings.listen)}.") from None
    return f"http://{shown(host, runner.addresses[0][1])}"


def _explained(error: OSError, address: str) -> str:
    words = error.strerror or str(error)
    match error.errno:
        case errno.EADDRINUSE:
            return f"another program listens at {address}; stop it, or choose a port"
        case errno.EACCES:
            return f"this user may not listen at {address}; choose a port above 1023"
        case errno.EADDRNOTAVAIL:
            return f"{address} is no address of this machine; 0.0.0.0 is every one"
    return f"{address} cannot be listened at ({words}); choose another host or port"
