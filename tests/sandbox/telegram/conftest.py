"""A running emulator and an aiogram bot, as in the product."""

from collections.abc import AsyncIterator

import pytest

from aiogram import Bot
from tests.sandbox.telegram.rig import TOKEN, Clock, bot_of
from tests.serving import started
from tests.telegram_types import faithful

from entrypoints.sandbox.telegram import Person, TelegramEmulator


@pytest.fixture
def clock() -> Clock:
    """Make the emulator's clock."""
    return Clock()


@pytest.fixture
async def emulator(clock: Clock) -> AsyncIterator[TelegramEmulator]:
    """Start an emulator that keeps nothing."""
    emulating = TelegramEmulator(
        TOKEN,
        clock=clock,
        check=faithful,
        pre_checkout_seconds=0.3,
        first_redelivery_delay=0.01,
        longest_redelivery_delay=0.05,
    )
    async with started(emulating) as emulator:
        yield emulator


@pytest.fixture
def anna(emulator: TelegramEmulator) -> Person:
    """Make a person who writes to the bot."""
    return emulator.person(1001, "Anna", "en")


@pytest.fixture
async def bot(emulator: TelegramEmulator) -> AsyncIterator[Bot]:
    """Make a bot that talks to the emulator."""
    async with bot_of(emulator) as bot:
        yield bot
