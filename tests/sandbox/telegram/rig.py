"""A clock, clients, refusals and pictures for the tests of the emulator."""

import asyncio
import io

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

import pytest

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from PIL import Image

from entrypoints.sandbox.telegram import TelegramEmulator


TOKEN = "42:TEST"
#: Closed sessions that can be used again: one reads the system's certificates, which
#: takes longer than most tests.
_sessions: list[AiohttpSession] = []


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        """Start at a fixed time."""
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.now

    def forward(self, **delta: float) -> None:
        """Move forward."""
        self.now += timedelta(**delta)


@asynccontextmanager
async def closing(bot: Bot) -> AsyncIterator[Bot]:
    """Lend a bot, and close its connections."""
    yield bot
    # AiohttpSession.close would wait for TLS connections, of which there are none.
    assert isinstance(bot.session, AiohttpSession)
    await (await bot.session.create_session()).close()


@asynccontextmanager
async def bot_of(emulator: TelegramEmulator, token: str = TOKEN) -> AsyncIterator[Bot]:
    """Point the client of the product at the emulator."""
    session = _sessions.pop() if _sessions else AiohttpSession()
    session.api = TelegramAPIServer.from_base(emulator.url)
    properties = DefaultBotProperties(parse_mode="HTML")
    async with closing(Bot(token, session=session, default=properties)) as bot:
        yield bot
    _sessions.append(session)


@asynccontextmanager
async def polling(bot: Bot, dispatcher: Dispatcher) -> AsyncIterator[None]:
    """Run a dispatcher by long polling."""
    task = asyncio.create_task(
        dispatcher.start_polling(
            bot,
            handle_signals=False,
            close_bot_session=False,
            allowed_updates=dispatcher.resolve_used_update_types(),
        )
    )
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await task


async def refused(call: Awaitable[object]) -> str:
    """Return the words with which Telegram refuses a call."""
    with pytest.raises(TelegramBadRequest) as error:
        await call
    return error.value.message.removeprefix("Bad Request: ")


def picture(
    width: int = 640, height: int = 480, *, colour: str = "red", kind: str = "JPEG"
) -> bytes:
    """Make a picture of a size and a colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()
