"""Parsing updates from Telegram's JSON."""

from typing import Any, Final

from aiogram import Bot
from aiogram.types import Update
from pydantic import ValidationError

from .kinds import sender_of


#: The longest description of a fault: where it is, and its kind.
_LIMIT: Final = 200
#: Ids of updates and people are smaller than this.
_NUMBERS: Final = 2**62
#: The longest callback data in bytes.
_DATA_MAX: Final = 64


class UnreadableUpdate(Update):
    """An update of which only the id can be read."""

    #: Where and how it is invalid, without any of its contents.
    fault: str


def read(raw: Any, bot: Bot) -> Update | None:
    """Return the update, or None if it has not even an id."""
    context = {"bot": bot}
    try:
        update = Update.model_validate(raw, context=context)
    except ValidationError as error:
        number = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(number, int) or not 0 < number < _NUMBERS:
            return None
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        fault = f"{where}: {first['type']}"[:_LIMIT]
    else:
        number, user = update.update_id, sender_of(update)
        if not 0 < number < _NUMBERS:
            return None
        if user is not None and not 0 < user.id < _NUMBERS:
            fault = "from.id: no person"
        elif not _is_button(update):
            fault = "callback_query.data: no button"
        else:
            return update
    return UnreadableUpdate.model_validate(
        {"update_id": number, "fault": fault}, context=context
    )


def _is_button(update: Update) -> bool:
    """Return whether the callback data, if any, can be that of a button."""
    query = update.callback_query
    if query is None or query.data is None:
        return True
    try:
        return len(query.data.encode()) <= _DATA_MAX
    except UnicodeEncodeError:  # half of a surrogate pair
        return False
