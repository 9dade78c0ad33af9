"""Links into the chat: `/start` with a word about where they lead.

A link is a kind, an underscore and the rest, as ``ref_1001``. Whoever wants one of
another kind handles `CommandStart` with a filter on its own beginning.
"""

import re

from typing import Final

from aiogram.types import Update

from avatar_core.ids import PersonId


_REFERRAL: Final = re.compile(r"/start ref_(\d{1,16})", re.ASCII)


def referral(person: PersonId) -> str:
    """Return what a link says that brings this person's friends."""
    return f"ref_{person}"


def referrer_of(update: Update) -> PersonId | None:
    """Return whose link somebody came by, if they came by one."""
    text = update.message.text if update.message else None
    found = _REFERRAL.fullmatch((text or "").strip())
    return None if found is None else PersonId(int(found[1]))
