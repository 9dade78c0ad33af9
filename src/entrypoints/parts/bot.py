"""The bot, as Telegram knows it."""

from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager

import structlog

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)

from adapters.telegram import ServerFolder, make_bot

from ..settings import Settings, StartError


log = structlog.get_logger()


async def open_bot(settings: Settings, stack: AsyncExitStack) -> Bot:
    """Return the bot, after Telegram has recognised its token, if it answers.

    Raises:
        StartError: Telegram does not know it.
    """
    bot = make_bot(
        settings.bot_token.get_secret_value(),
        settings.telegram_api_url,
        files=ServerFolder(
            settings.telegram_api_dir, server=settings.telegram_api_server_dir
        )
        if settings.telegram_api_dir
        else None,
    )
    stack.push_async_callback(bot.session.close)
    try:
        with known_to_telegram():
            await bot.me()
    except TelegramAPIError as error:
        log.warning("telegram.unreachable", error=type(error).__name__)
    return bot


@contextmanager
def known_to_telegram() -> Iterator[None]:
    """Raise a `StartError` if Telegram does not recognise the token."""
    try:
        yield
    except (TelegramUnauthorizedError, TelegramNotFound):
        raise StartError(
            "BOT_TOKEN: Telegram does not know it; copy it again from @BotFather."
        ) from None
