"""The language that a newcomer is spoken to in."""

from aiogram.types import User

from avatar_core.people import Language

from ..texts import spoken


def language_of(user: User) -> Language:
    """Return the language a newcomer is spoken to in."""
    code = (user.language_code or "").partition("-")[0].lower()
    return Language(code) if code in set(spoken()) else Language.ENGLISH
