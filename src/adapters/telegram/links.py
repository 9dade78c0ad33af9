"""Deep links into the chat: `/start` with a payload such as ``ref_1001``.

Another kind of link is handled by `_start` in `handlers.pages`.
"""

import re

from typing import Final

from aiogram.types import Update

from avatar_core.ids import PersonId


_REFERRAL: Final = re.compile(r"/start ref_(\d{1,16})", re.ASCII)


def referral(person: PersonId) -> str:
    """Return the payload of this person's referral link."""
    return f"ref_{person}"


def referrer_of(update: Update) -> PersonId | None:
    """Return the person whose referral link the update came by, if any."""
    text = update.message.text if update.message else None
    found = _REFERRAL.fullmatch((text or "").strip())
    return None if found is None else PersonId(int(found[1]))
