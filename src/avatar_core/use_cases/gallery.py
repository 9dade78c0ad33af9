"""Leafing through one's pictures."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import attrs

from ..avatars import Avatar
from ..galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ..ids import PersonId, PictureId
from ..orders import PICTURE_KINDS
from ..pictures import Picture
from ..ports import Clock, Reading, Store
from .living import living_avatar
from .removal import LATE_WRITERS


#: What counts as recent.
RECENT: Final = timedelta(days=30)
#: How many months can be chosen from.
_MONTHS: Final = 12


@attrs.frozen(kw_only=True)
class GalleryCard:
    """One picture, and where it stands among the others."""

    picture: Picture
    #: None if it was deleted.
    avatar: Avatar | None
    among: PictureFilter
    #: 1 is the newest.
    number: int
    total: int


@attrs.frozen(kw_only=True)
class GalleryChoices:
    """What a gallery can be filtered by, and how much the filter lets through."""

    among: PictureFilter
    total: int
    #: Those that pictures are there of.
    avatars: Sequence[Avatar]
    months: Sequence[Month]


@attrs.frozen(kw_only=True)
class GalleryStatistics:
    """What a person's pictures add up to, and what they have cost."""

    totals: PictureTotals
    spent: int
    #: The person's avatars; those of `totals` that are not among them were deleted.
    avatars: Sequence[Avatar]


@attrs.frozen
class Gallery:
    """Look through, like and delete pictures.

    Every method raises `NotFoundError` for a picture that is not the person's own.
    """

    store: Store
    clock: Clock

    async def open(self, person: PersonId, among: PictureFilter) -> GalleryCard | None:
        """Return the newest picture, or None if there is none."""
        async with self.store.read() as reading:
            newest = await reading.pictures.older(person, among)
            return await _card_if_any(reading, newest, among)

    async def show(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryCard:
        """Return a picture among all if the filter would hide it."""
        async with self.store.read() as reading:
            chosen = await reading.pictures.get(picture, owner=person)
            seen = among if among.admits(chosen) else ALL_PICTURES
            return await _card(reading, chosen, seen)

    async def older(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryCard | None:
        """Return the next older picture; after the oldest comes the newest."""
        async with self.store.read() as reading:
            here = await reading.pictures.get(picture, owner=person)
            step = await reading.pictures.older(person, among, than=here)
            step = step or await reading.pictures.older(person, among)
            return await _card_if_any(reading, step, among)

    async def newer(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryCard | None:
        """Return the next newer picture; after the newest comes the oldest."""
        async with self.store.read() as reading:
            here = await reading.pictures.get(picture, owner=person)
            step = await reading.pictures.newer(person, among, than=here)
            step = step or await reading.pictures.newer(person, among)
            return await _card_if_any(reading, step, among)

    async def like(
        self,
        person: PersonId,
        picture: PictureId,
        among: PictureFilter,
        *,
        favourite: bool,
    ) -> GalleryCard | None:
        """Make a picture a favourite, or not; return what is to be seen then."""
        async with self.store.work(person) as work:
            before = await work.pictures.get(picture, owner=person)
            after = attrs.evolve(before, favourite=favourite)
            await work.pictures.save(after)
            if among.admits(after):
                return await _card(work, after, among)
            heir = await _nearest(work, after, among)
            return await _card_if_any(work, heir, among)

    async def delete(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryCard | None:
        """Delete a picture for good; return the one that takes its place.

        Its blob is deleted an hour later.
        """
        async with self.store.work(person) as work:
            gone = await work.pictures.get(picture, owner=person)
            heir = await _nearest(work, gone, among)
            await work.pictures.remove(gone.id)
            # It may be under way to be enlarged, or a late worker may write it again.
            await work.doomed.add([gone.key], at=self.clock() + LATE_WRITERS)
            return await _card_if_any(work, heir, among)

    async def choices(self, person: PersonId, among: PictureFilter) -> GalleryChoices:
        """Return what the gallery can be filtered by."""
        async with self.store.read() as reading:
            totals = await reading.pictures.totals(person, since=self.clock())
            return GalleryChoices(
                among=among,
                total=await reading.pictures.count(person, among),
                avatars=[
                    avatar
                    for avatar in await reading.avatars.of(person)
                    if avatar.id in totals.by_avatar
                ],
                months=await reading.pictures.months(person, limit=_MONTHS),
            )

    async def statistics(self, person: PersonId) -> GalleryStatistics:
        """Return what the person's pictures add up to."""
        async with self.store.read() as reading:
            return GalleryStatistics(
                totals=await reading.pictures.totals(
                    person, since=self.clock() - RECENT
                ),
                spent=sum(
                    [
                        await reading.ledger.captured(person, kind=kind)
                        for kind in sorted(PICTURE_KINDS)
                    ]
                ),
                avatars=await reading.avatars.of(person),
            )


async def _card_if_any(
    reading: Reading, picture: Picture | None, among: PictureFilter
) -> GalleryCard | None:
    return None if picture is None else await _card(reading, picture, among)


async def _card(
    reading: Reading, picture: Picture, among: PictureFilter
) -> GalleryCard:
    owner = picture.owner
    return GalleryCard(
        picture=picture,
        avatar=await living_avatar(reading, picture.avatar, owner=owner),
        among=among,
        number=await reading.pictures.count(owner, among, since=picture),
        total=await reading.pictures.count(owner, among),
    )


async def _nearest(
    reading: Reading, picture: Picture, among: PictureFilter
) -> Picture | None:
    """Return the picture that follows this one, or the one before the last."""
    pictures, owner = reading.pictures, picture.owner
    older = await pictures.older(owner, among, than=picture)
    return older or await pictures.newer(owner, among, than=picture)
