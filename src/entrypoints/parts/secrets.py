"""Secrets: those in the settings, and those derived from the bot's token."""

import hashlib
import hmac

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from adapters.sql.address import parse

from ..settings import Settings


class Purpose(StrEnum):
    """The purpose of a derived secret."""

    TELEGRAM_WEBHOOK = "telegram webhook"
    BLOB_LINKS = "blob links"


#: Shorter secrets may be parts of ordinary words.
_SHORTEST: Final = 8


def secrets_of(settings: Settings, environment: Mapping[str, str]) -> frozenset[str]:
    """Return all secrets, to be removed from the log."""
    token = settings.bot_token.get_secret_value()
    key = settings.fal_key.get_secret_value()
    found = {
        token,
        token.partition(":")[2],
        key,
        key.partition(":")[2],
        parse(settings.database_url).password or "",
        environment.get("AWS_SECRET_ACCESS_KEY", ""),
        environment.get("AWS_SESSION_TOKEN", ""),
        *(derived_secret(settings, purpose) for purpose in Purpose),
    }
    return frozenset(secret for secret in found if len(secret) >= _SHORTEST)


def derived_secret(settings: Settings, purpose: Purpose) -> str:
    """Return the secret for a purpose, the same at every start."""
    key = settings.bot_token.get_secret_value().encode()
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()
