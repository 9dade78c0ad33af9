"""The kinds of updates, their senders, and which are served."""

import json

from typing import Final

from aiogram.dispatcher.middlewares.user_context import UserContextMiddleware
from aiogram.enums import ChatType, UpdateType
from aiogram.types import Update, User
from aiogram.types.update import UpdateTypeLookupError

from avatar_core.people import Language

from ..texts import spoken


#: The kinds of updates that are handled.
SERVED: Final = frozenset(
    {
        UpdateType.MESSAGE,
        UpdateType.EDITED_MESSAGE,
        UpdateType.CALLBACK_QUERY,
        UpdateType.PRE_CHECKOUT_QUERY,
        UpdateType.MY_CHAT_MEMBER,
    }
)


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
