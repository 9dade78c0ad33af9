"""The avatars and their photos, in memory."""

from collections.abc import Sequence
from datetime import datetime

from ...avatars import Avatar, AvatarStatus
from ...errors import AlreadyExistsError, Thing
from ...ids import AvatarId, PersonId, PhotoId
from ...photos import Photo
from .rows import Part, Tables


class MemoryAvatars(Part):
    def __init__(self, tables: Tables) -> None:
        self.table = tables.avatars

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        return self.table.found(avatar, lambda one: _seen(one, owner))

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        own = [avatar for avatar in self.table.values() if _seen(avatar, owner)]
        return sorted(own, key=lambda avatar: avatar.created_at)

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        old = (
            avatar
            for avatar in self.table.values()
            if avatar.changed_at <= by and avatar.photos_may_expire
        )
        return sorted(old, key=lambda avatar: avatar.changed_at)[:limit]

    async def add(self, avatar: Avatar, /) -> None:
        self.table.insert(avatar.id, avatar)

    async def save(self, avatar: Avatar, /) -> Avatar:
        return self.table.save(avatar.id, avatar)


def _seen(avatar: Avatar, owner: PersonId) -> bool:
    return avatar.owner == owner and avatar.status is not AvatarStatus.DELETED


class MemoryPhotos(Part):
    def __init__(self, tables: Tables) -> None:
        self.table = tables.photos

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        return [photo for photo in self.table.values() if photo.avatar == avatar]

    async def add(self, photo: Photo, /) -> None:
        if photo.accepted and any(
            other.accepted
            and other.avatar == photo.avatar
            and other.digest == photo.digest
            for other in self.table.values()
        ):
            raise AlreadyExistsError(Thing.PHOTO)
        self.table.insert(photo.id, photo)

    async def remove(self, photo: PhotoId, /) -> None:
        self.table.remove(photo)
