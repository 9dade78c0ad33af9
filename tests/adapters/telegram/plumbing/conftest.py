"""An emulator, a bot in front of it, and the plumbing between."""

from collections.abc import AsyncIterator, Iterator

import pytest

from aiogram import Bot
from structlog.testing import capture_logs
from tests.adapters.telegram.plumbing.rig import Plumbing, Sleeper
from tests.sandbox.telegram.rig import TOKEN, Clock
from tests.telegram_types import faithful

from adapters.telegram.session import RetryAfterPolicy, make_bot
from entrypoints.sandbox.telegram import Person, TelegramEmulator


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Log nothing: rendered tracebacks take their time."""
    with capture_logs():
        yield


@pytest.fixture
def clock() -> Clock:
    """The clock of the emulator and of the bot."""
    return Clock()


@pytest.fixture
async def emulator(clock: Clock) -> AsyncIterator[TelegramEmulator]:
    """A running emulator that keeps nothing."""
    emulator = TelegramEmulator(
        TOKEN,
        clock=clock,
        check=faithful,
        first_redelivery_delay=0.01,
        longest_redelivery_delay=0.02,
    )
    await emulator.start()
    yield emulator
    await emulator.stop()


@pytest.fixture
def sleeper() -> Sleeper:
    """What the bot waits with."""
    return Sleeper()


@pytest.fixture
async def bot(emulator: TelegramEmulator, sleeper: Sleeper) -> AsyncIterator[Bot]:
    """The bot, as production makes it."""
    bot = make_bot(TOKEN, emulator.url, policy=RetryAfterPolicy(sleeper))
    yield bot
    # AiohttpSession.close would wait for TLS connections, which there are none of.
    session = bot.session
    assert hasattr(session, "create_session")
    await (await session.create_session()).close()


@pytest.fixture
def anna(emulator: TelegramEmulator) -> Person:
    """A person who writes to the bot."""
    return emulator.person(1001, "Anna", "en")


@pytest.fixture
async def plumbing(bot: Bot, clock: Clock) -> AsyncIterator[Plumbing]:
    """Everything around handlers."""
    plumbing = Plumbing(bot, clock)
    yield plumbing
    await plumbing.close()
