"""A running emulator and an aiogram bot in front of it, as production has it."""

from collections.abc import AsyncIterator

import pytest

from aiogram import Bot
from tests.sandbox.telegram.rig import TOKEN, Clock, bot_of
from tests.telegram_types import faithful

from entrypoints.sandbox.telegram import Person, TelegramEmulator


@pytest.fixture
def clock() -> Clock:
    """The emulator's clock."""
    return Clock()


@pytest.fixture
async def emulator(clock: Clock) -> AsyncIterator[TelegramEmulator]:
    """A running emulator that keeps nothing."""
    emulator = TelegramEmulator(
        TOKEN,
        clock=clock,
        check=faithful,
        pre_checkout_seconds=0.3,
        first_redelivery_delay=0.01,
        longest_redelivery_delay=0.05,
    )
    await emulator.start()
    yield emulator
    await emulator.stop()


@pytest.fixture
def anna(emulator: TelegramEmulator) -> Person:
    """A person who writes to the bot."""
    return emulator.person(1001, "Anna", "en")


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[Bot]:
    """A bot in front of the emulator."""
    async with bot_of(emulator) as bot:
        yield bot
