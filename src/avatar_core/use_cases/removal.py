"""Delete avatars and photos, with their rows and their blobs."""

from datetime import datetime, timedelta
from typing import Final

from ..avatars import Avatar
from ..errors import NotFoundError
from ..ids import AvatarId, PersonId
from ..ports import Reading, Work
from .trail import save


#: How long a worker that has lost its job may still write a blob. A blob deleted before
#: that could come back, and stay.
LATE_WRITERS: Final = timedelta(hours=1)


async def living_avatar(
    reading: Reading, avatar: AvatarId, *, owner: PersonId
) -> Avatar | None:
    """Return the avatar, or None if it was deleted meanwhile."""
    try:
        return await reading.avatars.get(avatar, owner=owner)
    except NotFoundError:
        return None


async def remove_photos(work: Work, avatar: AvatarId, *, at: datetime) -> None:
    """Remove every upload of an avatar, and schedule the deletion of the blobs."""
    photos = await work.photos.of(avatar)
    await work.deletions.add([photo.key for photo in photos if photo.key], at=at)
    for photo in photos:
        await work.photos.remove(photo.id)


async def remove_avatar(work: Work, avatar: Avatar, *, at: datetime) -> None:
    """Delete the avatar but for a tombstone; its pictures stay.

    Raises:
        ActionNotAllowedError: It is in training.
    """
    await save(work, avatar.delete(at=at), at=at)
    await remove_photos(work, avatar.id, at=at)
    if avatar.weights is not None:
        await work.deletions.add([avatar.weights.key], at=at + LATE_WRITERS)
