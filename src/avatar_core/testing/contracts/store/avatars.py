"""The avatars and their photos."""

from datetime import timedelta

import attrs

from ....avatars import AvatarStatus, Gender, Hair, Weights
from ....errors import AlreadyExistsError, NotFoundError, PhotoFault, StaleError, Thing
from ....families import AvatarType
from ....ids import AvatarId, JobId, PhotoId
from ....lifecycle import written
from .case import ANN, BOB, NOW, SECOND, StoreCase, add


class AvatarsContract(StoreCase):
    """The avatars and their photos."""

    async def test_an_avatar_is_kept_in_every_status(self) -> None:
        """An avatar of every status but DELETED is read as written."""
        for status in AvatarStatus:
            if status is AvatarStatus.DELETED:
                continue
            with self.subTest(status=status):
                avatar = self.new_avatar(status=status)
                await self.keep(avatar)
                await self.assert_avatar(avatar)

    async def test_an_avatar_of_every_kind_is_kept(self) -> None:
        """Every type and gender is kept."""
        for avatar_type in AvatarType:
            portrait = avatar_type is AvatarType.PORTRAIT
            for gender in Gender if portrait else (None,):
                with self.subTest(type=avatar_type, gender=gender):
                    avatar = attrs.evolve(
                        self.new_avatar(), type=avatar_type, gender=gender
                    )
                    await self.keep(avatar)
                    await self.assert_avatar(avatar)

    async def test_hair_is_kept(self) -> None:
        """Every kind of hair is kept, and can be cleared."""
        saved = self.new_avatar()
        await self.keep(saved)
        for hair in (*Hair, None):
            async with self.store.work(ANN) as work:
                saved = await work.avatars.save(saved.describe(hair))
            await self.assert_avatar(saved)

    async def test_another_persons_avatar_is_not_found(self) -> None:
        """An avatar is found for its owner only."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError) as caught:
                await reading.avatars.get(avatar.id, owner=BOB)
            self.assertIs(caught.exception.thing, Thing.AVATAR)
            self.assertEqual(list(await reading.avatars.of(BOB)), [])

    async def test_an_unknown_avatar_is_not_found(self) -> None:
        """An unknown id is not found."""
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError) as caught:
                await reading.avatars.get(AvatarId(self.ids()), owner=ANN)
            self.assertIs(caught.exception.thing, Thing.AVATAR)

    async def test_a_tombstone_is_not_seen(self) -> None:
        """A deleted avatar is neither found by its id nor listed."""
        avatar = self.new_avatar(status=AvatarStatus.COMPLETED)
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            await work.avatars.save(written(avatar.delete(at=NOW)))
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.avatars.of(ANN)), [])
            with self.assertRaises(NotFoundError):
                await reading.avatars.get(avatar.id, owner=ANN)

    async def test_a_tombstones_id_stays_taken(self) -> None:
        """The id of a deleted avatar cannot be used again."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            await work.avatars.save(written(avatar.delete(at=NOW)))
        with self.assertRaises(AlreadyExistsError):
            await self.keep(avatar)

    async def test_avatars_are_listed_oldest_first(self) -> None:
        """A person's avatars are listed by age, those of the same age as added."""
        young = self.new_avatar(after=SECOND)
        twins = [self.new_avatar() for _ in range(5)]
        oldest = self.new_avatar(after=-SECOND)
        await self.keep(young, *twins, oldest)
        await self.keep(self.new_avatar(BOB), person=BOB)
        async with self.store.read() as reading:
            listed = await reading.avatars.of(ANN)
        self.assertEqual(list(listed), [oldest, *twins, young])

    async def test_an_avatar_is_added_once(self) -> None:
        """A second avatar of the same id is refused; the work can go on."""
        avatar = self.new_avatar()
        async with self.store.work(ANN) as work:
            await work.avatars.add(avatar)
            with self.assertRaises(AlreadyExistsError):
                await work.avatars.add(attrs.evolve(avatar, name="other"))
            self.assertEqual(await work.avatars.get(avatar.id, owner=ANN), avatar)

    async def test_another_persons_id_is_taken_too(self) -> None:
        """Another person's id is refused without changing their avatar."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        with self.assertRaises(AlreadyExistsError):
            await self.keep(attrs.evolve(avatar, owner=BOB), person=BOB)
        await self.assert_avatar(avatar)

    async def test_a_saved_avatar_has_a_new_version(self) -> None:
        """Saving returns what is then kept, one version on."""
        avatar = self.new_avatar(status=AvatarStatus.TRAINING)
        await self.keep(avatar)
        completed = attrs.evolve(
            avatar.complete(
                Weights(key="k", size=1, trigger="t", job=JobId(self.ids())), at=NOW
            ),
            name="another name",
            gender=Gender.MALE,
        )
        async with self.store.work(ANN) as work:
            saved = await work.avatars.save(written(completed))
            again = await work.avatars.save(saved)
        self.assertEqual(saved, attrs.evolve(completed, version=1))
        self.assertEqual(again, attrs.evolve(completed, version=2))
        await self.assert_avatar(again)

    async def test_a_stale_avatar_is_refused(self) -> None:
        """Of two writers of one version, only the first one wins."""
        avatar = self.new_avatar(status=AvatarStatus.FAILED)
        await self.keep(avatar)
        async with self.store.work(ANN) as work:
            saved = await work.avatars.save(attrs.evolve(avatar, name="first"))
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.avatars.save(attrs.evolve(avatar, name="second"))
        await self.assert_avatar(saved)

    async def test_an_avatar_never_added_is_stale(self) -> None:
        """Saving what is not there is refused."""
        async with self.store.work(ANN) as work:
            with self.assertRaises(StaleError):
                await work.avatars.save(self.new_avatar())

    async def test_old_photos_are_found(self) -> None:
        """Avatars whose photos may expire are listed, the oldest first."""
        kept = {
            status: attrs.evolve(
                self.new_avatar(BOB if status is AvatarStatus.FAILED else ANN, status),
                changed_at=NOW - number * SECOND,
            )
            for number, status in enumerate(AvatarStatus)
            if status is not AvatarStatus.DELETED
        }
        young = attrs.evolve(
            self.new_avatar(status=AvatarStatus.FAILED), changed_at=NOW + SECOND
        )
        empty = attrs.evolve(
            self.new_avatar(status=AvatarStatus.COMPLETED), photo_count=0
        )
        for avatar in (*kept.values(), young, empty):
            await self.keep(avatar, person=avatar.owner)
        async with self.store.read() as reading:
            old = await reading.avatars.with_old_photos(by=NOW, limit=9)
            oldest = await reading.avatars.with_old_photos(by=NOW, limit=1)
        found = [
            kept[status]
            for status in (
                AvatarStatus.CANCELLED,
                AvatarStatus.FAILED,
                AvatarStatus.COMPLETED,
                AvatarStatus.PHOTOS_UPLOADING,
            )
        ]
        self.assertEqual(list(old), found)
        self.assertEqual(list(oldest), found[:1])

    async def test_photos_are_kept_in_their_order(self) -> None:
        """Photos, accepted or not, are listed as added, even at the same moment."""
        avatar, other = self.new_avatar(), self.new_avatar()
        photos = [self.new_photo(avatar, digest=f"{number:064}") for number in range(8)]
        photos += [self.new_photo(avatar, fault=fault) for fault in PhotoFault]
        photos += [
            self.new_photo(avatar, digest=f"look {look}", perceptual_hash=look)
            for look in ("0" * 64, "f" * 64, "0" * 63 + "1")
        ]
        photos.append(
            attrs.evolve(
                self.new_photo(avatar, digest="no name", perceptual_hash=None),
                file_name=None,
            )
        )
        await self.keep(avatar, other, *photos, self.new_photo(other))
        async with self.store.read() as reading:
            loaded = await reading.photos.of(avatar.id)
        self.assertEqual(list(loaded), photos)
        for photo, expected in zip(loaded, photos, strict=True):
            self.assertIs(photo.fault, expected.fault)
            self.assertEqual(photo.added_at.utcoffset(), timedelta(0))

    async def test_no_photos(self) -> None:
        """An avatar without photos, and an unknown one, have none."""
        avatar = self.new_avatar()
        await self.keep(avatar)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), [])
            self.assertEqual(list(await reading.photos.of(AvatarId(self.ids()))), [])

    async def test_a_photo_is_added_once(self) -> None:
        """A second photo of the same id is refused; the work can go on."""
        avatar = self.new_avatar()
        photo = self.new_photo(avatar)
        async with self.store.work(ANN) as work:
            await add(work, avatar, photo)
            with self.assertRaises(AlreadyExistsError):
                await work.photos.add(attrs.evolve(photo, digest="other"))
            self.assertEqual(list(await work.photos.of(avatar.id)), [photo])

    async def test_the_same_photo_is_accepted_once(self) -> None:
        """An avatar has one accepted photo of a digest; the work can go on."""
        avatar = self.new_avatar()
        photo = self.new_photo(avatar)
        async with self.store.work(ANN) as work:
            await add(work, avatar, photo)
            with self.assertRaises(AlreadyExistsError):
                await work.photos.add(self.new_photo(avatar))
            self.assertEqual(list(await work.photos.of(avatar.id)), [photo])

    async def test_rejected_photos_may_repeat(self) -> None:
        """Rejected photos may repeat one another or an accepted one."""
        avatar = self.new_avatar()
        photos = [
            self.new_photo(avatar, fault=PhotoFault.TOO_SMALL),
            self.new_photo(avatar),
            self.new_photo(avatar, fault=PhotoFault.DUPLICATE),
        ]
        await self.keep(avatar, *photos)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), photos)

    async def test_two_avatars_may_share_a_photo(self) -> None:
        """The same photo may be accepted for another avatar."""
        one, two = self.new_avatar(), self.new_avatar()
        of_two = self.new_photo(two)
        await self.keep(one, two, self.new_photo(one), of_two)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(two.id)), [of_two])

    async def test_a_removed_photo_is_forgotten(self) -> None:
        """A removed photo is gone; added again, it is listed last."""
        avatar = self.new_avatar()
        first, second = self.new_photo(avatar), self.new_photo(avatar, digest="2")
        await self.keep(avatar, first, second)
        async with self.store.work(ANN) as work:
            await work.photos.remove(first.id)
            self.assertEqual(list(await work.photos.of(avatar.id)), [second])
            await work.photos.remove(first.id)
            await work.photos.remove(PhotoId(self.ids()))
        await self.keep(first)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.photos.of(avatar.id)), [second, first])
