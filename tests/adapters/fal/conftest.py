"""Fixtures: a server that plays fal, the emulator, and the adapter in front of each."""

from collections.abc import AsyncIterator

import pytest

from aiohttp import web
from fal_client import client as fal_module
from tests.adapters.fal.emulated import USER, Desk, now
from tests.adapters.fal.loopback import KEY, Loopback

from adapters.fal import (
    FalClient,
    FalProvider,
    FalTimeouts,
    FalWebhooks,
)
from entrypoints.sandbox.fal import FalEmulator


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give fal_client's globals back as they were."""
    for name in ("MAX_ATTEMPTS", "QUEUE_URL_FORMAT", "REST_URL", "CDN_URL"):
        monkeypatch.setattr(fal_module, name, getattr(fal_module, name))


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    """Listen on loopback."""
    loopback = Loopback()
    application = web.Application(client_max_size=200 * 1024**2)
    application.router.add_route("*", "/{path:.*}", loopback.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    loopback.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield loopback
    loopback.released.set()
    await runner.cleanup()


def connection(server: Loopback, timeouts: FalTimeouts | None = None) -> FalClient:
    """Make a client whose every address is the server's."""
    return FalClient(
        KEY,
        queue_url=f"{server.url}/queue",
        rest_url=f"{server.url}/rest",
        cdn_url=f"{server.url}/cdn",
        api_url=f"{server.url}/api",
        timeouts=timeouts,
    )


@pytest.fixture
async def client(server: Loopback) -> AsyncIterator[FalClient]:
    """Connect to the server."""
    async with connection(server) as connected:
        yield connected


@pytest.fixture
async def impatient(server: Loopback) -> AsyncIterator[FalProvider]:
    """Train at the server, but wait two seconds only for anything."""
    async with connection(server, FalTimeouts(silence=2.0)) as connected:
        yield FalProvider(connected)


@pytest.fixture
def trainer(client: FalClient) -> FalProvider:
    """Train at the server."""
    return FalProvider(client, lambda token: f"https://bot.example/fal/{token}?a=b&c")


@pytest.fixture
def generator(client: FalClient) -> FalProvider:
    """Draw at the server."""
    return FalProvider(client)


@pytest.fixture
async def emulator() -> AsyncIterator[FalEmulator]:
    """Start an emulator whose work takes next to no time."""
    running = FalEmulator(
        key=KEY,
        user_id=USER,
        training_seconds=0.01,
        picture_seconds=0.01,
        webhook_retry_seconds=0.01,
    )
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def fal(emulator: FalEmulator) -> AsyncIterator[FalClient]:
    """Connect to the emulator."""
    async with FalClient(
        KEY,
        queue_url=emulator.queue_url,
        rest_url=emulator.rest_url,
        cdn_url=emulator.cdn_url,
        api_url=emulator.api_url,
        timeouts=FalTimeouts(silence=5.0),
    ) as connected:
        yield connected


@pytest.fixture
async def desk(emulator: FalEmulator) -> AsyncIterator[Desk]:
    """Receive webhooks."""
    receiving = Desk(FalWebhooks(emulator.jwks_url, user_id=USER, clock=now))
    application = web.Application()
    application.router.add_post("/fal/{token}", receiving.receive)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiving.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield receiving
    await runner.cleanup()
