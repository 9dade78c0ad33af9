"""Secrets that nobody has to set: they follow from the bot's token."""

import hashlib
import hmac

from ..settings import Settings


def derived_secret(settings: Settings, purpose: str) -> str:
    """Return a secret of its own for each purpose, the same at every start."""
    key = settings.bot_token.get_secret_value().encode()
    return hmac.new(key, purpose.encode(), hashlib.sha256).hexdigest()
