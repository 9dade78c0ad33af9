"""Fixtures: a scripted server, the emulator, and the adapter in front of each."""

from collections.abc import AsyncIterator

import pytest

from fal_client import client as fal_module
from tests.adapters.fal.loopback import KEY, Loopback
from tests.sandbox.fal.listening import fast_fal
from tests.serving import answering, serving, started

from adapters.fal import FalAddresses, FalClient, FalProvider
from entrypoints.sandbox.fal import FalEmulator


@pytest.fixture(autouse=True)
def _restored(monkeypatch: pytest.MonkeyPatch) -> None:
    """Restore the globals of fal_client after each test."""
    for name in ("MAX_ATTEMPTS", "QUEUE_URL_FORMAT", "REST_URL", "CDN_URL"):
        monkeypatch.setattr(fal_module, name, getattr(fal_module, name))


@pytest.fixture
async def server() -> AsyncIterator[Loopback]:
    """Listen on loopback."""
    loopback = Loopback()
    async with serving(answering(loopback.handle)) as loopback.url:
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
    async with started(fast_fal()) as running:
        yield running


@pytest.fixture
async def fal(emulator: FalEmulator) -> AsyncIterator[FalClient]:
    """Connect to the emulator."""
    async with FalClient(
        KEY, FalAddresses.below(emulator.url), silence=5.0
    ) as connected:
        yield connected


@pytest.fixture
def emulated(fal: FalClient) -> FalProvider:
    """Use the emulator."""
    return FalProvider(fal)
