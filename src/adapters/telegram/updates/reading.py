"""Parsing updates from Telegram's JSON, and their kinds and senders."""

import json

from typing import Any, Final

from aiogram import Bot
from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType
from aiogram.types import Update, User
from aiogram.types.update import UpdateTypeLookupError
from pydantic import ValidationError

from avatar_core.people import Language

from ..session import SERVED
from ..texts import spoken


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


def kind_of(update: Update) -> str:
    """Return Telegram's name for the kind of an update."""
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return "unknown"


def sender_of(update: Update) -> User | None:
    """Return the sender of an update, if it has one."""
    return UserContextMiddleware.resolve_event_context(update).user


def language_of(user: User) -> Language:
    """Return the language to greet a new person in."""
    code = (user.language_code or "").partition("-")[0].lower()
    return Language(code) if code in set(spoken()) else Language.ENGLISH


def is_served(update: Update) -> bool:
    """Return whether the update is handled at all."""
    context = UserContextMiddleware.resolve_event_context(update)
    private = context.chat is None or context.chat.type == ChatType.PRIVATE
    return (
        kind_of(update) in SERVED
        and context.user is not None
        and (private or is_money_moved(update))
    )


def is_money_moved(update: Update) -> bool:
    """Return whether it is a payment or refund, which is handled in any case."""
    message = update.message
    return message is not None and bool(
        message.successful_payment or message.refunded_payment
    )


def is_payment(update: Update) -> bool:
    """Return whether it is a pre-checkout query, payment or refund."""
    return update.pre_checkout_query is not None or is_money_moved(update)


def is_upload(update: Update) -> bool:
    """Return whether the update is an upload of a file."""
    message = update.message
    return message is not None and (
        message.photo is not None
        or message.document is not None
        or message.live_photo is not None
    )


def is_upload_in(body: str) -> bool:
    """Return whether the JSON of an update is an upload of a file."""
    message = json.loads(body).get("message") or {}
    return not message.keys().isdisjoint({"photo", "document", "live_photo"})
