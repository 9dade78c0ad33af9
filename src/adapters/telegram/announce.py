"""Telling Telegram, at the start, how the bot is reached and what it offers."""

import asyncio

from collections.abc import Sequence
from datetime import timedelta

import structlog

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import BotCommandScopeAllPrivateChats

from avatar_core import Language

from .commands import commands
from .texts import Texts, spoken


log = structlog.get_logger()


async def announce(
    bot: Bot,
    *,
    webhook_url: str | None,
    secret: str,
    allowed_updates: Sequence[str],
    patience: timedelta,
) -> None:
    """Set the webhook, or remove it so that polling works; the front page as well.

    Tries again after *patience* for as long as Telegram does not answer.
    """
    while True:
        try:
            await _announce(bot, webhook_url, secret, list(allowed_updates))
        except TelegramAPIError as error:
            log.warning("telegram.announce_failed", error=type(error).__name__)
            await asyncio.sleep(patience.total_seconds())
        else:
            return


async def _announce(
    bot: Bot, webhook_url: str | None, secret: str, allowed_updates: list[str]
) -> None:
    # First of all to be reached: somebody may be waiting for an answer.
    if webhook_url is None:
        await bot.delete_webhook()
    else:
        await bot.set_webhook(
            webhook_url, secret_token=secret, allowed_updates=allowed_updates
        )
    scope = BotCommandScopeAllPrivateChats()
    await bot.set_my_description(Texts(Language.ENGLISH).plain("bot-description"))
    await bot.set_my_commands(commands(Language.ENGLISH), scope=scope)
    for language in spoken():
        await bot.set_my_description(
            Texts(language).plain("bot-description"), language_code=language
        )
        await bot.set_my_commands(
            commands(language), scope=scope, language_code=language
        )
