"""Serve on loopback, and recognise addresses there; the emulators call no others."""

from collections.abc import Awaitable, Callable
from typing import Final
from urllib.parse import urlsplit

from aiohttp import hdrs, web

from ..addresses import shown


LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


def is_loopback(url: str) -> bool:
    """Return whether *url* is an HTTP address on this computer."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and parts.hostname in LOOPBACK


async def serve(
    application: web.Application, host: str, port: int
) -> tuple[web.AppRunner, str]:
    """Serve at *host* and *port*; 0 means any free port.

    Returns:
        The runner to clean up at the end, and the URL without a slash at its end.

    Raises:
        ValueError: *host* is not loopback.
    """
    if host not in LOOPBACK:
        raise ValueError("the emulator serves loopback only")
    application.middlewares.insert(0, _refuse)
    runner = web.AppRunner(
        application, access_log=None, shutdown_timeout=1.0, auto_decompress=False
    )
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner, f"http://{shown(host, runner.addresses[0][1])}"


@web.middleware
async def _refuse(
    request: web.Request,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Refuse compressed bodies, and requests that a page of another web site makes.

    A browser sends them to this computer too, and the sandbox has no secrets. A site
    may also own a name that resolves to loopback, so only loopback's own names are
    accepted.
    """
    local = request.host.rsplit(":", 1)[0].strip("[]") in LOOPBACK
    other_site = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    own = {None, f"http://{request.host}"}
    other_site |= request.headers.get(hdrs.ORIGIN) not in own
    if not local or (other_site and request.path != "/"):
        raise web.HTTPForbidden
    if hdrs.CONTENT_ENCODING in request.headers:
        raise web.HTTPUnsupportedMediaType
    return await handler(request)
