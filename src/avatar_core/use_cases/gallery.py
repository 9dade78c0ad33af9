"""Browse a person's pictures."""

from collections.abc import Sequence
from datetime import timedelta, tzinfo
from typing import Final

import attrs

from ..avatars import Avatar
from ..errors import NotFoundError
from ..galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ..ids import PersonId, PictureId
from ..orders import PICTURE_KINDS
from ..people import Person
from ..pictures import Picture
from ..ports import Clock, Reading, Store
from .removal import living_avatar, remove_pictures


#: How old a picture may be to count as recent.
RECENT: Final = timedelta(days=30)
#: How many months are offered as filters.
_MONTHS: Final = 12


@attrs.frozen(kw_only=True)
class GalleryCard:
    """One picture, and its place among the others."""

    picture: Picture
    #: None if it was deleted.
    avatar: Avatar | None
    among: PictureFilter
    #: Its place, from 1 for the newest.
    number: int
    total: int


@attrs.frozen(kw_only=True)
class GalleryChoices:
    """The filters of a gallery, and how many pictures pass the current one."""

    among: PictureFilter
    total: int
    #: Those with pictures.
    avatars: Sequence[Avatar]
    months: Sequence[Month]


@attrs.frozen(kw_only=True)
class GalleryStatistics:
    """Counts of a person's pictures, and the credits spent on them."""

    totals: PictureTotals
    spent: int
    #: The person's avatars; others in `totals` were deleted.
    avatars: Sequence[Avatar]


@attrs.frozen
class Shareable:
    """The pictures that a person may send to others, newest first."""

    person: Person
    pictures: Sequence[Picture]


@attrs.frozen
class Gallery:
    """Browse, like and delete pictures.

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
        """Return a picture, among all pictures if the filter would hide it."""
        async with self.store.read() as reading:
            chosen = await reading.pictures.get(picture, owner=person)
            seen = among if among.admits(chosen) else ALL_PICTURES
            return await _card(reading, chosen, seen)

    async def to_share(
        self, person: PersonId, picture: PictureId | None, *, most: int
    ) -> Shareable | None:
        """Return a picture, or the newest ones if it is None.

        Who is unknown, forgotten or blocked shares nothing.
        """
        async with self.store.read() as reading:
            try:
                sharing = await reading.people.get(person)
            except NotFoundError:
                return None
            if sharing.forgotten_at is not None or sharing.blocked_at is not None:
                return None
            if picture is not None:
                chosen = await reading.pictures.get(picture, owner=person)
                return Shareable(sharing, [chosen])
            newest = await reading.pictures.older(person, ALL_PICTURES)
            if newest is None:
                return Shareable(sharing, [])
            others = await reading.pictures.older_page(
                person, ALL_PICTURES, than=newest, limit=most - 1
            )
            return Shareable(sharing, [newest, *others])

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
        """Set whether a picture is a favourite; return the card to show then."""
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
        """Delete a picture; return the card that takes its place.

        Its blob is deleted an hour later.
        """
        async with self.store.work(person) as work:
            gone = await work.pictures.get(picture, owner=person)
            heir = await _nearest(work, gone, among)
            await remove_pictures(work, [gone], at=self.clock())
            return await _card_if_any(work, heir, among)

    async def choices(
        self, person: PersonId, among: PictureFilter, zone: tzinfo
    ) -> GalleryChoices:
        """Return the filters of the gallery, with the months of a time zone."""
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
                months=await reading.pictures.months(person, zone=zone, limit=_MONTHS),
            )

    async def statistics(self, person: PersonId) -> GalleryStatistics:
        """Return the counts of the person's pictures."""
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
