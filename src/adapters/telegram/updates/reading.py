"""Updates as Telegram sends them, made into aiogram's."""

from typing import Any

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError


def readable(raw: Any, bot: Bot) -> Update | None:
    """Return the update, or None if it is none that aiogram knows."""
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        return None
