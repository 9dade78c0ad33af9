"""Texts that people send, and ids that the conversation stores."""

from typing import Final
from uuid import UUID

from aiogram import F
from aiogram.types import Message

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import AvatarId

from .visit import Visit


def words_of(message: Message) -> str | None:
    """Return the text or caption of a message, unless it is a command."""
    said = message.text or message.caption
    return said if said and not said.startswith("/") else None


#: Messages with a text or caption; handlers get it as *words*.
SAID: Final = F.func(words_of).as_("words")


def id_in(visit: Visit, name: str, thing: Thing) -> UUID:
    """Return an id that the conversation stores.

    Raises:
        NotFoundError: It stores none.
    """
    try:
        return UUID(visit.remembered(name))
    except ValueError:
        raise NotFoundError(thing) from None


def avatar_in(visit: Visit) -> AvatarId:
    """Return the avatar that the conversation is about.

    Raises:
        NotFoundError: It is about none.
    """
    return AvatarId(id_in(visit, "avatar", Thing.AVATAR))
