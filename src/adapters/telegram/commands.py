"""The commands shown in the chat's menu, for `setMyCommands`."""

from typing import Final

from aiogram.types import BotCommand

from avatar_core import Language

from .texts import Texts


#: In the order shown; each has its text under `command-…`.
COMMANDS: Final = (
    "menu",
    "new",
    "avatars",
    "balance",
    "profile",
    "settings",
    "topup",
    "language",
    "help",
    "tips",
    "support",
    "terms",
    "privacy",
    "cancel",
    "start",
)


def commands(language: Language) -> list[BotCommand]:
    """Return the commands with their descriptions."""
    texts = Texts(language)
    return [
        BotCommand(command=command, description=texts.plain(f"command-{command}"))
        for command in COMMANDS
    ]
