"""Ids that are the same when an update is handled again."""

import hashlib

from uuid import UUID, uuid5

import attrs

from aiogram.types import Update


@attrs.define
class DerivedIds:
    """A sequence of ids that is the same when the same update is handled again.

    The namespace is secret, so that nobody can predict them.
    """

    namespace: UUID
    seed: str
    _given: int = 0

    def __call__(self) -> UUID:
        """Return the next id."""
        self._given += 1
        return uuid5(self.namespace, f"{self.seed}:{self._given}")


def ids_namespace(token: str) -> UUID:
    """Return the namespace of the ids of the bot with this token."""
    return UUID(bytes=hashlib.sha256(f"ids:{token}".encode()).digest()[:16], version=5)


def seed_of(update: Update) -> str:
    """Return a string that is unique to the update."""
    # Update ids restart at random after a quiet week, so one alone might recur.
    query, message = update.callback_query, update.message
    if query is not None:
        return f"{update.update_id}:{query.id}"
    if message is not None:
        moment = int(message.date.timestamp())
        return f"{update.update_id}:{message.message_id}:{moment}"
    if update.edited_message is not None:
        edited = update.edited_message
        return f"{update.update_id}:{edited.message_id}:{edited.edit_date}"
    return str(update.update_id)
