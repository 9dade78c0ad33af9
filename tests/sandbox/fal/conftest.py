"""A fast emulator, a webhook receiver and fal's own client."""

from collections.abc import AsyncIterator

import fal_client
import httpx
import pytest

from fal_client import client as fal_globals
from tests.sandbox.fal.listening import KEY, Desk, Listener, fast_fal
from tests.serving import answering, serving, started

from entrypoints.sandbox.fal import FalEmulator


@pytest.fixture
async def emulator() -> AsyncIterator[FalEmulator]:
    """Start an emulator whose work takes almost no time."""
    async with started(fast_fal()) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[httpx.AsyncClient]:
    """Make an HTTP client with the right key."""
    async with httpx.AsyncClient(
        headers={"Authorization": f"Key {KEY}"}, trust_env=False, timeout=20
    ) as client:
        yield client


@pytest.fixture
def desk(emulator: FalEmulator, http: httpx.AsyncClient) -> Desk:
    """Make the shortcuts."""
    return Desk(emulator, http)


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    """Listen for webhooks."""
    listening = Listener()
    async with serving(answering(listening.receive)) as listening.url:
        yield listening


@pytest.fixture
async def fal(
    emulator: FalEmulator, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[fal_client.AsyncClient]:
    """Point fal's own client at the emulator, without its retries."""
    monkeypatch.setattr(fal_globals, "QUEUE_URL_FORMAT", f"{emulator.url}/queue/")
    monkeypatch.setattr(fal_globals, "REST_URL", f"{emulator.url}/rest")
    monkeypatch.setattr(fal_globals, "CDN_URL", f"{emulator.url}/cdn")
    monkeypatch.setattr(fal_globals, "MAX_ATTEMPTS", 1)
    client = fal_client.AsyncClient(key=KEY)
    yield client
    inner = await client._client
    await inner.aclose()
