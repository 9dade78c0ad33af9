"""The avatars and their photos."""

import attrs

from ....avatars import AvatarStatus
from ....errors import AlreadyExistsError, NotFoundError, PhotoFault
from ....ids import AvatarId, PhotoId
from .case import ANN, BOB, NOW, SECOND, StoreCase


class AvatarsContract(StoreCase):
    """The avatars and their photos."""

    async def test_a_tombstone_is_not_seen(self) -> None:
        """A deleted avatar is not found or listed, and its id stays taken."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        await self.keep(avatar)
        await self.save(avatar.delete(at=NOW))
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            with self.assertRaises(NotFoundError):
                await reading.avatars.get(avatar.id, owner=ANN)
        with self.assertRaises(AlreadyExistsError):
            await self.keep(avatar)

    async def test_avatars_are_listed_oldest_first(self) -> None:
        """A person's avatars are listed by age, those of the same age as added."""
        young = self.new_avatar(created_at=NOW + SECOND)
        twins = [self.new_avatar() for _ in range(5)]
        oldest = self.new_avatar(created_at=NOW - SECOND)
        await self.keep(young, *twins, oldest, self.new_avatar(BOB))
        listed = await self.read(lambda rows: rows.avatars.of(ANN))
        self.assertEqual(list(listed), [oldest, *twins, young])

    async def test_old_photos_are_found(self) -> None:
        """Avatars whose photos may expire are listed, the oldest first."""
        kept = {
            status: self.new_avatar(
                BOB if status is AvatarStatus.FAILED else ANN,
                status,
                changed_at=NOW - number * SECOND,
            )
            for number, status in enumerate(AvatarStatus)
            if status is not AvatarStatus.DELETED
        }
        young = self.new_avatar(status=AvatarStatus.FAILED, changed_at=NOW + SECOND)
        empty = self.new_avatar(status=AvatarStatus.COMPLETED, photo_count=0)
        await self.keep(*kept.values(), young, empty)
        found = [
            kept[status]
            for status in (
                AvatarStatus.CANCELLED,
                AvatarStatus.FAILED,
                AvatarStatus.COMPLETED,
                AvatarStatus.PHOTOS_UPLOADING,
            )
        ]
        async with self.store.read() as reading:
            for limit in (9, 1):
                old = await reading.avatars.with_old_photos(by=NOW, limit=limit)
                self.assertEqual(list(old), found[:limit])

    async def test_photos_are_kept_in_their_order(self) -> None:
        """Photos, accepted or not, are listed as added, even at the same moment."""
        avatar, other, bare = (self.new_avatar() for _ in range(3))
        photos = [self.new_photo(avatar, digest=f"{number:064}") for number in range(8)]
        # Rejected photos may repeat one another, or an accepted one.
        photos += [
            self.new_photo(avatar, digest=f"{0:064}", fault=fault)
            for fault in PhotoFault
        ]
        photos.append(self.new_photo(avatar, digest="last"))
        same = attrs.evolve(photos[0], id=PhotoId(self.ids()), avatar=other.id)
        await self.keep(avatar, other, bare, *photos, same)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), photos)
            self.assertEqual(list(await reading.photos.of(other.id)), [same])
            for without in (bare.id, AvatarId(self.ids())):
                self.assertEqual(list(await reading.photos.of(without)), [])

    async def test_a_removed_photo_is_forgotten(self) -> None:
        """A removed photo is gone; added again, it is listed last."""
        avatar = self.new_avatar()
        first, second = self.new_photo(avatar), self.new_photo(avatar, digest="2")
        await self.keep(avatar, first, second)
        async with self.store.work(ANN) as work:
            for photo in (first.id, first.id, PhotoId(self.ids())):
                await work.photos.remove(photo)
            self.assertEqual(list(await work.photos.of(avatar.id)), [second])
        await self.keep(first)
        photos = await self.read(lambda rows: rows.photos.of(avatar.id))
        self.assertEqual(list(photos), [second, first])
