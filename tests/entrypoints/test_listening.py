"""Where the product listens, and how it stops."""

import asyncio
import signal

from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from tests.entrypoints.sites import new_site

from avatar_core.testing.time import ManualClock
from entrypoints import settings
from entrypoints.product import stop_on_signals
from entrypoints.web import listen


@pytest.mark.parametrize(
    "address", ["127.0.0.1:0", "localhost:0", "0.0.0.0:0", "[::1]:0", "[::]:0"]
)
async def test_addresses(address: str) -> None:
    """Host names, IPv4 and IPv6 addresses work, and the URL can be requested."""
    site = new_site(ManualClock())
    made = settings.load(
        _env_file=None, bot_token="1:abc", fal_key="id:key", listen=address
    )
    async with AsyncExitStack() as stack, aiohttp.ClientSession() as session:
        stack.callback(site.blobs.close)
        url = await listen(made, site, stack)
        assert not url.endswith(":0")
        async with session.get(f"{url}/health") as response:
            assert 200 == response.status


class _WindowsLoop(asyncio.SelectorEventLoop):
    """An event loop without signal handlers, as on Windows."""

    def add_signal_handler(  # type: ignore[override] # it is generic
        self, sig: int, callback: Callable[..., Any], *args: Any
    ) -> None:
        """Refuse, as there."""
        raise NotImplementedError


@pytest.fixture
def handlers_as_before() -> Iterator[None]:
    """Leave the process's handlers as they were."""
    before = {number: signal.getsignal(number) for number in signal.valid_signals()}
    yield
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, before[number])


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("loop", [_WindowsLoop, asyncio.SelectorEventLoop])
@pytest.mark.usefixtures("handlers_as_before")
def test_signals(number: signal.Signals, loop: type[asyncio.AbstractEventLoop]) -> None:
    """A signal stops the product in order, on every system."""

    async def stopped() -> None:
        stop = asyncio.Event()
        stop_on_signals(stop)
        signal.raise_signal(number)
        async with asyncio.timeout(5):
            await stop.wait()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(stopped())
