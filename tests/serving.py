"""Serves applications and emulators on loopback."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler


@asynccontextmanager
async def serving(application: web.Application) -> AsyncIterator[str]:
    """Serve an application on a free port; yield its URL without a final slash."""
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Emulator(Protocol):
    """A server that listens on a free port of loopback while it runs."""

    async def start(self) -> None: ...
    async def stop(self) -> None: ...


Started = TypeVar("Started", bound=Emulator)


@asynccontextmanager
async def started(emulator: Started) -> AsyncIterator[Started]:
    """Start an emulator; stop it at the end."""
    await emulator.start()
    try:
        yield emulator
    finally:
        await emulator.stop()


def answering(
    handler: Handler, path: str = "/{path:.*}", *, limit: int = 200 * 1024**2
) -> web.Application:
    """Return an application that answers requests for *path* with *handler*.

    Bodies may have up to *limit* bytes.
    """
    application = web.Application(client_max_size=limit)
    application.router.add_route("*", path, handler)
    return application
