"""An emulator, a bot in front of it, and the plumbing between."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack

import pytest

from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.rig import BODY_LIMIT, Rig, Sleeper
from tests.sandbox.telegram.rig import TOKEN, Clock, closing
from tests.serving import answering, serving, started
from tests.telegram_types import faithful

from adapters.telegram.session import RetryAfterPolicy, make_bot
from adapters.telegram.updates.webhook import WebhookUpdates
from entrypoints.sandbox.telegram import TelegramEmulator


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Log nothing: rendered tracebacks take their time."""
    with capture_logs():
        yield


@pytest.fixture
async def rig() -> AsyncIterator[Rig]:
    """Everything around handlers, in front of an emulator that keeps nothing."""
    time, sleeper = Clock(), Sleeper()
    policy = RetryAfterPolicy(sleeper)
    emulating = TelegramEmulator(
        TOKEN,
        clock=time,
        check=faithful,
        first_redelivery_delay=0.01,
        longest_redelivery_delay=0.02,
    )
    async with (
        started(emulating) as emulator,
        closing(make_bot(TOKEN, emulator.url, policy=policy)) as bot,
    ):
        anna = emulator.person(1001, "Anna", "en")
        rig = Rig(bot, time, sleeper=sleeper, emulator=emulator, anna=anna, time=time)
        yield rig
        await rig.close()


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[WebhookUpdates], Awaitable[str]]]:
    """Serve webhooks on loopback; return their URLs."""
    async with AsyncExitStack() as stack:

        async def start(webhook: WebhookUpdates) -> str:
            application = answering(webhook.__call__, limit=BODY_LIMIT)
            url = await stack.enter_async_context(serving(application))
            return f"{url}/telegram"

        yield start
