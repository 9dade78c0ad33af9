"""What goes for good, with its rows and its blobs."""

from datetime import datetime, timedelta
from typing import Final

from ..avatars import Avatar
from ..ids import AvatarId
from ..ports import Work
from .trail import save


#: A worker that has not heard of the end may write for so long; what was deleted
#: before that would come back, and stay.
LATE_WRITERS: Final = timedelta(hours=1)


async def remove_photos(work: Work, avatar: AvatarId, *, at: datetime) -> None:
    """Forget every upload of an avatar, and have the blobs deleted."""
    photos = await work.photos.of(avatar)
    await work.doomed.add([photo.key for photo in photos if photo.key], at=at)
    for photo in photos:
        await work.photos.remove(photo.id)


async def remove_avatar(work: Work, avatar: Avatar, *, at: datetime) -> None:
    """Leave a tombstone; its pictures stay.

    Raises:
        ActionNotAllowedError: It is in training.
    """
    await save(work, avatar.delete(at=at), at=at)
    await remove_photos(work, avatar.id, at=at)
    if avatar.weights is not None:
        await work.doomed.add([avatar.weights.key], at=at + LATE_WRITERS)
