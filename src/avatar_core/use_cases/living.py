"""Avatars that may have been deleted: what was made with them outlives them."""

from ..avatars import Avatar
from ..errors import NotFoundError
from ..ids import AvatarId, PersonId
from ..ports import Reading


async def living_avatar(
    reading: Reading, avatar: AvatarId, *, owner: PersonId
) -> Avatar | None:
    """Return the avatar, or None if it was deleted meanwhile."""
    try:
        return await reading.avatars.get(avatar, owner=owner)
    except NotFoundError:
        return None
