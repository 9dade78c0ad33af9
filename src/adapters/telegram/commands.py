"""The commands in the chat's menu, for `setMyCommands`."""

from collections.abc import Sequence
from typing import Final

from aiogram.types import BotCommand

from avatar_core import Language

from .texts import Texts


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
    "cancel",
    "start",
)


#: The commands that admins see.
ADMIN_COMMANDS: Final = ("admin", "disputes", *COMMANDS)


def commands(language: Language, names: Sequence[str] = COMMANDS) -> list[BotCommand]:
    """Return the commands with their descriptions."""
    texts = Texts(language)
    return [
        BotCommand(command=command, description=texts.plain(f"command-{command}"))
        for command in names
    ]
