"""Photos that leave together, whyever they do."""

from datetime import datetime

from ..ids import AvatarId
from ..ports import Work


async def remove_photos(work: Work, avatar: AvatarId, *, at: datetime) -> None:
    """Forget every upload of an avatar, and have the blobs deleted."""
    photos = await work.photos.of(avatar)
    await work.doomed.add([photo.key for photo in photos if photo.key], at=at)
    for photo in photos:
        await work.photos.remove(photo.id)
