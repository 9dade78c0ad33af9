"""What the tests of the emulator share: a clock, clients and pictures."""

import asyncio
import io

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta

from aiogram import Bot, Dispatcher
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from PIL import Image

from entrypoints.sandbox.telegram import TelegramEmulator


TOKEN = "42:TEST"
#: Closed sessions that can be used again: one reads the system's certificates, which
#: takes longer than most tests.
_sessions: list[AiohttpSession] = []


class Clock:
    """A clock moved by hand."""

    def __init__(self) -> None:
        """Start at some moment."""
        self.now = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Tell the time."""
        return self.now

    def forward(self, **delta: float) -> None:
        """Move on."""
        self.now += timedelta(**delta)


@asynccontextmanager
async def bot_of(emulator: TelegramEmulator, token: str = TOKEN) -> AsyncIterator[Bot]:
    """The same client production uses, pointed at the emulator."""
    session = _sessions.pop() if _sessions else AiohttpSession()
    session.api = TelegramAPIServer.from_base(emulator.url)
    properties = DefaultBotProperties(parse_mode="HTML")
    yield Bot(token, session=session, default=properties)
    # Bot.close would wait for TLS connections, which there are none of.
    await (await session.create_session()).close()
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


def picture(
    width: int = 640, height: int = 480, *, colour: str = "red", kind: str = "JPEG"
) -> bytes:
    """A picture of a size and a colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(buffer, kind)
    return buffer.getvalue()
