"""Serve on loopback, and recognise addresses there; the emulators call no others."""

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

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
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    return runner, f"http://{shown(host, runner.addresses[0][1])}"
