"""What people type, and what the conversation remembers."""

from typing import Final
from uuid import UUID

from aiogram import F

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import AvatarId

from .visit import Visit


#: Words, as opposed to commands.
TYPED: Final = F.text & ~F.text.startswith("/")


async def id_in(visit: Visit, name: str, thing: Thing) -> UUID:
    """Return an id that the conversation remembers.

    Raises:
        NotFoundError: It remembers none.
    """
    try:
        return UUID(await visit.remembered(name))
    except ValueError:
        raise NotFoundError(thing) from None


async def avatar_in(visit: Visit) -> AvatarId:
    """Return the avatar that the conversation is about.

    Raises:
        NotFoundError: It is about none.
    """
    return AvatarId(await id_in(visit, "avatar", Thing.AVATAR))
