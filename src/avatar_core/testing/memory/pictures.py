"""The avatars, their photos, and the delivered pictures, in memory."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime, tzinfo

import attrs

from ...avatars import Avatar, AvatarStatus
from ...errors import AlreadyExistsError, Thing
from ...figures import MANY_PHOTOS
from ...galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ...ids import AvatarId, JobId, PersonId, PhotoId, PictureId
from ...photos import Photo
from ...pictures import Picture
from .rows import Part


class MemoryAvatars(Part[AvatarId, Avatar]):
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
        self._reach(avatar)

    async def save(self, avatar: Avatar, /) -> Avatar:
        self._reach(avatar)
        return self.table.save(avatar.id, avatar)

    def _reach(self, avatar: Avatar) -> None:
        self.tables.reach(
            avatar.owner,
            first_photo=avatar.photo_count > 0,
            ten_photos=avatar.photo_count >= MANY_PHOTOS,
        )


def _seen(avatar: Avatar, owner: PersonId) -> bool:
    return avatar.owner == owner and avatar.status is not AvatarStatus.DELETED


class MemoryPhotos(Part[PhotoId, Photo]):
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

    async def save(self, photo: Photo, /) -> None:
        known = self.table.found(photo.id)
        saved = attrs.evolve(known, faces=photo.faces, distance=photo.distance)
        self.table.put(photo.id, saved)

    async def remove(self, photo: PhotoId, /) -> None:
        self.table.remove(photo)


class MemoryPictures(Part[PictureId, Picture]):
    def _among(self, owner: PersonId, among: PictureFilter) -> list[Picture]:
        own = (picture for picture in self.table.values() if picture.owner == owner)
        # Sorting keeps pictures with the same time in the order of delivery.
        return sorted(filter(among.admits, own), key=lambda picture: picture.created_at)

    def _rank(self, picture: Picture) -> tuple[datetime, int]:
        keys = [key for key, _ in self.table.items()]
        return picture.created_at, keys.index(picture.id)

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        return self.table.found(picture, lambda one: one.owner == owner)

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        return sorted(
            (picture for picture in self.table.values() if picture.job == job),
            key=lambda picture: picture.number,
        )

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        return next(iter(await self.older_page(owner, among, than=than, limit=1)), None)

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        newer = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) > self._rank(than)
        ]
        return newer[0] if newer else None

    async def older_page(
        self,
        owner: PersonId,
        among: PictureFilter,
        /,
        *,
        than: Picture | None = None,
        limit: int,
    ) -> Sequence[Picture]:
        older = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) < self._rank(than)
        ]
        return older[::-1][:limit]

    async def newer_page(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture, limit: int
    ) -> Sequence[Picture]:
        newer = [
            picture
            for picture in self._among(owner, among)
            if self._rank(picture) > self._rank(than)
        ]
        return newer[:limit][::-1]

    async def some(
        self, pictures: Collection[PictureId], /, *, owner: PersonId
    ) -> Sequence[Picture]:
        own = self._among(owner, ALL_PICTURES)
        return [picture for picture in own[::-1] if picture.id in pictures]

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        return sum(
            since is None or self._rank(picture) >= self._rank(since)
            for picture in self._among(owner, among)
        )

    async def months(
        self, owner: PersonId, /, *, zone: tzinfo, limit: int
    ) -> Sequence[Month]:
        own = self._among(owner, ALL_PICTURES)
        months = {Month.of(picture.created_at, zone) for picture in own}
        return sorted(months, reverse=True)[:limit]

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        own = self._among(owner, ALL_PICTURES)
        return PictureTotals(
            total=len(own),
            favourites=sum(picture.favourite for picture in own),
            recent=sum(picture.created_at >= since for picture in own),
            first_at=own[0].created_at if own else None,
            by_avatar=Counter(picture.avatar for picture in own),
        )

    async def add(self, pictures: Sequence[Picture], /) -> None:
        for picture in pictures:
            self.table.insert(picture.id, picture)

    async def save(self, picture: Picture, /) -> None:
        known = self.table.found(picture.id)
        saved = attrs.evolve(known, favourite=picture.favourite)
        self.table.put(picture.id, saved)

    async def like(self, pictures: Collection[PictureId], /) -> None:
        for picture in [one for one in self.table.values() if one.id in pictures]:
            self.table.put(picture.id, attrs.evolve(picture, favourite=True))

    async def remove(self, pictures: Collection[PictureId], /) -> None:
        for picture in pictures:
            self.table.remove(picture)

    async def remove_some(self, owner: PersonId, /, *, limit: int) -> Sequence[Picture]:
        gone = self._among(owner, ALL_PICTURES)[:limit]
        for picture in gone:
            self.table.remove(picture.id)
        return gone
