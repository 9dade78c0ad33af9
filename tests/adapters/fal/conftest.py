"""Fixtures: a server that plays fal, the emulator, and the adapter in front of each."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from aiohttp import web
from fal_client import client as fal_module
from tests.adapters.fal.emulated import USER, Desk, now
from tests.adapters.fal.loopback import KEY, Loopback

from adapters.fal import FalAddresses, FalClient, FalProvider, FalWebhooks
from entrypoints.sandbox.fal import FalEmulator


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore fal_client's globals after each test."""
    for name in ("MAX_ATTEMPTS", "QUEUE_URL_FORMAT", "REST_URL", "CDN_URL"):
        monkeypatch.setattr(fal_module, name, getattr(fal_module, name))


@asynccontextmanager
async def listening(
    add_routes: Callable[[web.Application], None],
) -> AsyncIterator[str]:
    """Serve an application on loopback; yield its URL."""
    application = web.Application(client_max_size=200 * 1024**2)
    add_routes(application)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    """Listen on loopback."""
    loopback = Loopback()

    def add_routes(application: web.Application) -> None:
        application.router.add_route("*", "/{path:.*}", loopback.handle)

    async with listening(add_routes) as loopback.url:
        yield loopback
        loopback.released.set()


def connection(server: Loopback, silence: float = 20.0) -> FalClient:
    """Return a client all of whose addresses are the server's."""
    return FalClient(KEY, FalAddresses.below(server.url), silence=silence)


@pytest.fixture
async def client(server: Loopback) -> AsyncIterator[FalClient]:
    """Connect to the server."""
    async with connection(server) as connected:
        yield connected


@pytest.fixture
def provider(client: FalClient) -> FalProvider:
    """Use the server, with webhooks."""
    return FalProvider(client, lambda token: f"https://bot.example/fal/{token}?a=b&c")


@pytest.fixture
async def impatient(server: Loopback) -> AsyncIterator[FalProvider]:
    """Use the server, and give up after two seconds of silence."""
    async with connection(server, silence=2.0) as connected:
        yield FalProvider(connected)


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
        KEY, FalAddresses.below(emulator.url), silence=5.0
    ) as connected:
        yield connected


@pytest.fixture
async def desk(emulator: FalEmulator) -> AsyncIterator[Desk]:
    """Receive webhooks."""
    receiving = Desk(
        FalWebhooks(
            f"{emulator.url}/rest/.well-known/jwks.json", user_id=USER, clock=now
        )
    )

    def add_routes(application: web.Application) -> None:
        application.router.add_post("/fal/{token}", receiving.receive)

    async with listening(add_routes) as receiving.url:
        yield receiving


@pytest.fixture
def emulated(fal: FalClient, desk: Desk) -> FalProvider:
    """Use the emulator, with webhooks."""
    return FalProvider(fal, desk.webhook_url)
