"""Setting up the bot at Telegram: webhook, description, commands."""

import asyncio

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final

import structlog

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import SetWebhook
from aiogram.types import (
    BotCommand,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    BotCommandScopeUnion,
)

from avatar_core import Language

from .session import SERVED, Sleep
from .texts import Texts, spoken


log = structlog.get_logger()

_LONGEST_PAUSE: Final = timedelta(minutes=1)

#: In menu order; the description of each is the text `command-…`.
COMMANDS: Final = (
    "menu",
    "new",
    "avatars",
    "packs",
    "gallery",
    "balance",
    "profile",
    "settings",
    "topup",
    "receipts",
    "promo",
    "invite",
    "language",
    "help",
    "tips",
    "support",
    "paysupport",
    "terms",
    "privacy",
    "mydata",
    "cancel",
    "start",
)


#: The commands that admins see.
ADMIN_COMMANDS: Final = ("admin", "disputes", *COMMANDS)


async def announce(
    bot: Bot,
    *,
    webhook_url: str | None,
    secret: str,
    admins: Iterable[int],
    patience: timedelta,
    sleep: Sleep = asyncio.sleep,
) -> None:
    """Set (or remove) the webhook, the description and the commands.

    Retry until Telegram accepts: it may be able to resolve a new host name only later.
    Pauses start with *patience* and double up to a minute; an error is logged once.

    Raises:
        TelegramUnauthorizedError, TelegramNotFound: The token is invalid.
    """
    pause, logged = patience, ""
    while True:
        try:
            await _announce(bot, webhook_url, secret)
            for admin in admins:
                await show_admin(bot, admin)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise
        except TelegramAPIError as error:
            if logged != (logged := f"{type(error).__name__}: {error.message}"):
                _log(error, webhook_url)
            await sleep(pause.total_seconds())
            pause = min(2 * pause, _LONGEST_PAUSE)
        else:
            return


def _log(error: TelegramAPIError, webhook_url: str | None) -> None:
    if isinstance(error, TelegramBadRequest) and isinstance(error.method, SetWebhook):
        log.error(
            "telegram.webhook_refused",
            refusal=error.message,
            webhook=webhook_url,
            advice="change PUBLIC_URL, or what answers there, as Telegram says",
        )
    else:
        # Only a refusal has Telegram's own words, without a URL.
        refused = isinstance(error, TelegramBadRequest)
        log.warning(
            "telegram.announce_failed",
            error=type(error).__name__,
            refusal=error.message if refused else None,
        )


async def _announce(bot: Bot, webhook_url: str | None, secret: str) -> None:
    # Updates first: somebody may be waiting for an answer.
    if webhook_url is None:
        await bot.delete_webhook()
    else:
        await bot.set_webhook(
            webhook_url, secret_token=secret, allowed_updates=[*SERVED]
        )
    for code in (None, *spoken()):
        said = Texts(code or Language.ENGLISH).plain("bot-description")
        await bot.set_my_description(said, language_code=code)
    await _set_commands(bot, BotCommandScopeAllPrivateChats(), COMMANDS)


async def _set_commands(
    bot: Bot, scope: BotCommandScopeUnion, names: Sequence[str]
) -> None:
    """Set the commands in every language, and in English for all others."""
    for code in (None, *spoken()):
        described = commands(code or Language.ENGLISH, names)
        await bot.set_my_commands(described, scope=scope, language_code=code)


async def show_admin(bot: Bot, admin: int) -> None:
    """Show an admin the admins' commands, if there is a chat with them."""
    try:
        await _set_commands(bot, BotCommandScopeChat(chat_id=admin), ADMIN_COMMANDS)
    except (TelegramBadRequest, TelegramForbiddenError) as error:
        log.info("admin.no_chat_yet", error=type(error).__name__)


def commands(language: Language, names: Sequence[str] = COMMANDS) -> list[BotCommand]:
    """Return the commands with their descriptions."""
    texts = Texts(language)
    return [
        BotCommand(command=command, description=texts.plain(f"command-{command}"))
        for command in names
    ]
