"""What people type, and what the conversation remembers."""

from typing import Final
from uuid import UUID

from aiogram import F

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import AvatarId

from .visit import Visit


#: Words, as opposed to commands.
TYPED: Final = F.text & ~F.text.startswith("/")


async def avatar_in(visit: Visit) -> AvatarId:
    """Return the avatar that the conversation is about.

    Raises:
        NotFoundError: It is about none.
    """
    try:
        return AvatarId(UUID(await visit.remembered("avatar")))
    except ValueError:
        raise NotFoundError(Thing.AVATAR) from None
