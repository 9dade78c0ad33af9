"""The avatars and their photos, in memory."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...avatars import Avatar, AvatarStatus
from ...errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from ...ids import AvatarId, PersonId, PhotoId
from ...lifecycle import check_written, written
from ...photos import Photo
from .rows import Rows, Table, let_others_run


class MemoryAvatars:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.avatars)

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        await let_others_run()
        found = self.table.get(avatar)
        if (
            found is None
            or found.owner != owner
            or found.status is AvatarStatus.DELETED
        ):
            raise NotFoundError(Thing.AVATAR)
        return found

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        await let_others_run()
        return sorted(
            (
                avatar
                for avatar in self.table.values()
                if avatar.owner == owner and avatar.status is not AvatarStatus.DELETED
            ),
            key=lambda avatar: avatar.created_at,
        )

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        await let_others_run()
        old = (
            avatar
            for avatar in self.table.values()
            if avatar.changed_at <= by and avatar.photos_may_expire
        )
        return sorted(old, key=lambda avatar: avatar.changed_at)[:limit]

    async def add(self, avatar: Avatar, /) -> None:
        await let_others_run()
        self.table.insert(avatar.id, written(avatar), thing=Thing.AVATAR)

    async def save(self, avatar: Avatar, /) -> Avatar:
        await let_others_run()
        check_written(avatar)
        known = self.table.get(avatar.id)
        if known is None or known.version != avatar.version:
            raise StaleError(Thing.AVATAR)
        saved = attrs.evolve(avatar, version=avatar.version + 1)
        self.table.put(avatar.id, saved)
        return saved


class MemoryPhotos:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.photos)

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        await let_others_run()
        return [photo for photo in self.table.values() if photo.avatar == avatar]

    async def add(self, photo: Photo, /) -> None:
        await let_others_run()
        if photo.accepted and any(
            other.accepted
            and other.avatar == photo.avatar
            and other.digest == photo.digest
            for other in self.table.values()
        ):
            raise AlreadyExistsError(Thing.PHOTO)
        self.table.insert(photo.id, photo, thing=Thing.PHOTO)

    async def remove(self, photo: PhotoId, /) -> None:
        await let_others_run()
        self.table.remove(photo)
