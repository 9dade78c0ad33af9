"""The avatars, their photos, and the delivered pictures."""

from collections.abc import Sequence
from datetime import UTC, timedelta, timezone
from itertools import product
from typing import Final

import attrs

from ....avatars import AvatarStatus
from ....errors import AlreadyExistsError, NotFoundError, PhotoFault
from ....galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ....ids import AvatarId, JobId, PhotoId, PictureId
from ....pictures import Picture
from ....ports import Reading
from ....sizes import Size
from ...ports import GOOD_FACE
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

    async def test_what_was_seen_of_a_photo_is_saved(self) -> None:
        """Faces and distance are saved, or taken back; nothing else of a photo is."""
        avatar = self.new_avatar()
        photo = self.new_photo(avatar)
        await self.keep(avatar, photo)
        for faces, distance in (((GOOD_FACE,), 0.25), ((GOOD_FACE,), None), ((), None)):
            seen = attrs.evolve(photo, faces=faces, distance=distance)
            async with self.store.work(ANN) as work:
                await work.photos.save(attrs.evolve(seen, width=7))
            photos = await self.read(lambda rows: rows.photos.of(avatar.id))
            self.assertEqual(list(photos), [seen])

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


DAY: Final = timedelta(days=1)


class PicturesContract(StoreCase):
    """The delivered pictures."""

    async def test_pictures_of_a_job(self) -> None:
        """A job's pictures are listed in its order, whatever the order of writing."""
        avatar = self.new_avatar()
        job, other = self.new_generation(avatar), self.new_generation(avatar)
        pictures = [self.new_picture(job, number=number) for number in range(4)]
        of_other = self.new_picture(other)
        await self.keep(avatar, job, other)
        async with self.store.work(ANN) as work:
            for added in (pictures[::-1], [of_other], []):
                await work.pictures.add(added)
        async with self.store.read() as reading:
            self.assertEqual(list(await reading.pictures.of(job.id)), pictures)
            self.assertEqual(list(await reading.pictures.of(other.id)), [of_other])
            unknown = await reading.pictures.of(JobId(self.ids()))
            self.assertEqual(list(unknown), [])
            self.assertIsNone(await reading.pictures.older(BOB, ALL_PICTURES))
            self.assertEqual(await reading.pictures.count(BOB, ALL_PICTURES), 0)

    async def test_a_removed_picture_is_gone(self) -> None:
        """A removed picture is not found; removing it twice does nothing."""
        kept, gone = await self.drawn(0, 1)
        async with self.store.work(ANN) as work:
            for these in ([gone.id], [gone.id], []):
                await work.pictures.remove(these)
        async with self.store.read() as reading:
            with self.assertRaises(NotFoundError):
                await reading.pictures.get(gone.id, owner=ANN)
            self.assertEqual(list(await reading.pictures.of(gone.job)), [])
            self.assertEqual(await reading.pictures.older(ANN, ALL_PICTURES), kept)
            self.assertEqual(await reading.pictures.count(ANN, ALL_PICTURES), 1)

    async def test_pictures_are_leafed_through(self) -> None:
        """Pictures are paged from the newest to the oldest and back."""
        first, *_ = pictures = await self.drawn(2, 0, 1, 1, 1, 0)
        newest_first = [pictures[n] for n in (0, 4, 3, 2, 5, 1)]
        await self.drawn(9, owner=BOB)
        seen: list[Picture] = []
        async with self.store.read() as reading:
            place = await reading.pictures.older(ANN, ALL_PICTURES)
            while place is not None:
                seen.append(place)
                place = await reading.pictures.older(ANN, ALL_PICTURES, than=place)
            self.assertEqual(seen, newest_first)
            self.assertEqual(seen[0], first)
            place = await reading.pictures.newer(ANN, ALL_PICTURES)
            while place is not None:
                self.assertEqual(place, seen.pop())
                number = await reading.pictures.count(ANN, ALL_PICTURES, since=place)
                self.assertEqual(number, len(seen) + 1)
                place = await reading.pictures.newer(ANN, ALL_PICTURES, than=place)
            self.assertEqual(seen, [])
            self.assertEqual(await reading.pictures.count(ANN, ALL_PICTURES), 6)

    async def test_pictures_are_paged(self) -> None:
        """A page has so many pictures, newest first, next to the one before it."""
        pictures = await self.drawn(2, 0, 1, 1, 1, 0)
        newest_first = [pictures[n] for n in (0, 4, 3, 2, 5, 1)]
        await self.drawn(9, owner=BOB)
        async with self.store.read() as reading:
            of = reading.pictures
            for at, than in enumerate([None, *newest_first]):
                page = await of.older_page(ANN, ALL_PICTURES, than=than, limit=2)
                self.assertEqual(list(page), newest_first[at : at + 2])
            for at, edge in enumerate(newest_first):
                page = await of.newer_page(ANN, ALL_PICTURES, than=edge, limit=2)
                self.assertEqual(list(page), newest_first[max(0, at - 2) : at])

    async def test_several_pictures_at_once(self) -> None:
        """Several pictures are found, liked and removed; others' and unknown ones not."""
        one, two, three = await self.drawn(0, 1, 2)
        [other] = await self.drawn(0, owner=BOB)
        unknown = PictureId(self.ids())
        async with self.store.work(ANN) as work:
            these = [one.id, three.id, other.id, unknown]
            found = await work.pictures.some(these, owner=ANN)
            self.assertEqual(list(found), [three, one])
            self.assertEqual(list(await work.pictures.some([], owner=ANN)), [])
            await work.pictures.like([three.id, unknown])
            await work.pictures.remove([one.id, unknown])
            left = await work.pictures.older_page(ANN, ALL_PICTURES, limit=9)
            self.assertEqual(list(left), [attrs.evolve(three, favourite=True), two])

    async def test_pictures_are_filtered(self) -> None:
        """Every combination of filters shows the right pictures in order."""
        pictures: list[Picture] = []
        for avatar in (self.new_avatar(), self.new_avatar()):
            await self.keep(avatar)
            for size in (Size.WIDE, Size.SQUARE):
                job = self.new_generation(avatar, size=size)
                await self.keep(job)
                pictures += [
                    self.new_picture(
                        job,
                        number=number,
                        shape=size,
                        # The last moment of a month, the first of the next, later.
                        created_at=Month(2026, 3).begin + after,
                        favourite=number != 1,
                    )
                    for number, after in enumerate(
                        (-timedelta(microseconds=1), timedelta(0), 40 * DAY)
                    )
                ]
        await self.keep(*pictures)
        choices = product(
            (False, True),
            (None, *{picture.avatar for picture in pictures}),
            (None, Size.WIDE, Size.SQUARE, Size.STORY),
            (None, *(Month(2026, number) for number in (2, 3, 4, 5))),
        )
        pictures.sort(key=lambda picture: picture.created_at)
        async with self.store.read() as reading:
            for favourites, of_avatar, shape, month in choices:
                among = PictureFilter(
                    favourites=favourites, avatar=of_avatar, shape=shape, month=month
                )
                expected = [p for p in pictures if among.admits(p)]
                named = sum(map(bool, (favourites, of_avatar, shape, month)))
                # From every place for each filter alone, from a few if combined:
                # every place of every combination would be thousands of queries.
                step = 1 if named <= 1 else 5
                await self._assert_among(reading, among, expected, pictures, step)

    async def _assert_among(
        self,
        reading: Reading,
        among: PictureFilter,
        expected: Sequence[Picture],
        everything: Sequence[Picture],
        step: int,
    ) -> None:
        """Assert which pictures are before and after every *step*th, shown or not."""
        of = reading.pictures
        self.assertEqual(await of.count(ANN, among), len(expected))
        self.assertEqual(await of.newer(ANN, among), next(iter(expected), None))
        self.assertEqual(
            await of.older(ANN, among), next(iter(reversed(expected)), None)
        )
        for index in range(0, len(everything), step):
            picture = everything[index]
            before = [p for p in everything[:index] if p in expected]
            after = [p for p in everything[index + 1 :] if p in expected]
            self.assertEqual(
                await of.older(ANN, among, than=picture),
                before[-1] if before else None,
            )
            self.assertEqual(
                await of.newer(ANN, among, than=picture), after[0] if after else None
            )
            self.assertEqual(
                await of.count(ANN, among, since=picture),
                len(after) + (picture in expected),
            )

    async def test_months_of_pictures(self) -> None:
        """The months of pictures are those of a time zone, newest first."""
        await self.drawn(0, 1, 2, 24 * 3600 * 400)
        async with self.store.read() as reading:
            for limit, expected in (
                (9, [Month(2027, 4), Month(2026, 3), Month(2026, 2)]),
                (1, [Month(2027, 4)]),
            ):
                months = await reading.pictures.months(ANN, zone=UTC, limit=limit)
                self.assertEqual(list(months), expected)
            west = timezone(timedelta(hours=-1))
            months = await reading.pictures.months(ANN, zone=west, limit=9)
            self.assertEqual(list(months), [Month(2027, 4), Month(2026, 2)])
            of_month = PictureFilter(month=months[1])
            self.assertEqual(await reading.pictures.count(ANN, of_month), 3)
            of_none = await reading.pictures.months(BOB, zone=UTC, limit=9)
            self.assertEqual(list(of_none), [])

    async def test_totals_of_pictures(self) -> None:
        """Pictures are counted in all, by favourite, by date and by avatar."""
        nothing = PictureTotals(
            total=0, favourites=0, recent=0, first_at=None, by_avatar={}
        )
        one, two, three = [*await self.drawn(5), *await self.drawn(7, 6)]
        await self.save(attrs.evolve(two, favourite=True))
        async with self.store.read() as reading:
            totals = await reading.pictures.totals(ANN, since=three.created_at)
            self.assertEqual(await reading.pictures.totals(BOB, since=NOW), nothing)
        self.assertEqual(
            totals,
            PictureTotals(
                total=3,
                favourites=1,
                recent=2,
                first_at=one.created_at,
                by_avatar={one.avatar: 1, two.avatar: 2},
            ),
        )
