"""Browse a person's pictures by the page, and do something with several at once."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import suppress
from itertools import accumulate
from typing import Final

import attrs

from ..avatars import Avatar
from ..errors import BlobNotFoundError, NotFoundError, Thing
from ..galleries import ALL_PICTURES, PAGE, Month, PictureFilter
from ..ids import PersonId, PictureId
from ..pictures import Picture
from ..ports import BlobStorage, Clock, Reading, Store
from .gallery import GalleryCard
from .my_data import NamedFile
from .removal import living_avatar, remove_pictures


#: The most pictures that are downloaded together.
_MOST_TOGETHER: Final = 200


@attrs.frozen(kw_only=True)
class GalleryPage:
    """Pictures beside one another, newest first; at least one."""

    pictures: Sequence[Picture]
    among: PictureFilter
    #: The avatar that is filtered by, or that of a picture that is the only one; None
    #: if it was deleted.
    avatar: Avatar | None
    #: The place of the first, from 1 for the newest.
    number: int
    total: int

    @property
    def last(self) -> int:
        """The place of the last."""
        return self.number + len(self.pictures) - 1

    @property
    def card(self) -> GalleryCard | None:
        """The card of the picture, if there is no other."""
        if self.total > 1:
            return None
        return GalleryCard(
            picture=self.pictures[0],
            avatar=self.avatar,
            among=self.among,
            number=self.number,
            total=self.total,
        )


@attrs.frozen(kw_only=True)
class Download:
    """Pictures that fit into one file, newest first; at least one."""

    pictures: Sequence[Picture]
    #: The place of the first among all that are downloaded, from 1.
    number: int
    total: int

    @property
    def last(self) -> int:
        """The place of the last."""
        return self.number + len(self.pictures) - 1


@attrs.frozen
class GalleryPages:
    """Browse pages of pictures; like, delete and download several at once.

    Every method raises `NotFoundError` for a picture that is not the person's own, and
    for several of which none is.
    """

    store: Store
    clock: Clock
    blobs: BlobStorage

    async def newest(
        self, person: PersonId, among: PictureFilter
    ) -> GalleryPage | None:
        """Return the page of the newest pictures, or None if there are none."""
        async with self.store.read() as reading:
            return await _newest_page(reading, person, among)

    async def beginning(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryPage:
        """Return the page that begins with a picture.

        It is of all pictures if the filter would hide this one.
        """
        async with self.store.read() as reading:
            first = await reading.pictures.get(picture, owner=person)
            seen = among if among.admits(first) else ALL_PICTURES
            return await _page_from(reading, first, seen)

    async def older(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryPage | None:
        """Return the page after a picture; after the oldest comes the first page."""
        async with self.store.read() as reading:
            edge = await reading.pictures.get(picture, owner=person)
            pictures = await reading.pictures.older_page(
                person, among, than=edge, limit=PAGE
            )
            if not pictures:
                return await _newest_page(reading, person, among)
            return await _page(reading, pictures, among)

    async def newer(
        self, person: PersonId, picture: PictureId, among: PictureFilter
    ) -> GalleryPage | None:
        """Return the page before a picture; one that is not full is the first page."""
        async with self.store.read() as reading:
            edge = await reading.pictures.get(picture, owner=person)
            pictures = await reading.pictures.newer_page(
                person, among, than=edge, limit=PAGE
            )
            if len(pictures) < PAGE:
                return await _newest_page(reading, person, among)
            return await _page(reading, pictures, among)

    async def of_month(
        self, person: PersonId, month: Month, among: PictureFilter
    ) -> GalleryPage | None:
        """Return the page that begins with the newest picture of a month.

        If there is none that the filter admits, it is the first page.
        """
        anytime = attrs.evolve(among, month=None)
        async with self.store.read() as reading:
            in_it = attrs.evolve(among, month=month)
            first = await reading.pictures.older(person, in_it)
            if first is None:
                return await _newest_page(reading, person, anytime)
            return await _page_from(reading, first, anytime)

    # --- several at once ----------------------------------------------------

    async def like(
        self,
        person: PersonId,
        pictures: Collection[PictureId],
        among: PictureFilter,
        picture: PictureId,
    ) -> GalleryPage | None:
        """Make pictures favourites; return the page that begins with *picture*."""
        async with self.store.work(person) as work:
            chosen = await _theirs(work, person, pictures)
            await work.pictures.like([one.id for one in chosen])
            first = await work.pictures.get(picture, owner=person)
            seen = among if among.admits(first) else ALL_PICTURES
            return await _page_from(work, first, seen)

    async def delete(
        self,
        person: PersonId,
        pictures: Collection[PictureId],
        among: PictureFilter,
        picture: PictureId,
    ) -> GalleryPage | None:
        """Delete pictures; return the page of what is left from *picture* on.

        Their blobs are deleted an hour later.
        """
        async with self.store.work(person) as work:
            chosen = await _theirs(work, person, pictures)
            first = await work.pictures.get(picture, owner=person)
            after = await work.pictures.older_page(
                person, among, than=first, limit=len(chosen) + PAGE
            )
            await remove_pictures(work, chosen, at=self.clock())
            left = [one for one in [first, *after] if one not in chosen][:PAGE]
            if not left:
                return await _newest_page(work, person, among)
            return await _page(work, left, among)

    # --- downloading --------------------------------------------------------

    async def download(
        self,
        person: PersonId,
        among: PictureFilter,
        picture: PictureId | None,
        *,
        largest: int,
    ) -> Download | None:
        """Return the pictures after *picture* that together have *largest* bytes.

        A picture that is larger is alone. None: there is none after it.
        """
        async with self.store.read() as reading:
            after = picture and await reading.pictures.get(picture, owner=person)
            pictures = await reading.pictures.older_page(
                person, among, than=after or None, limit=_MOST_TOGETHER
            )
            total = await reading.pictures.count(person, among)
            before = (
                await reading.pictures.count(person, among, since=after) if after else 0
            )
        return _fitting(pictures, before, total, largest)

    async def download_some(
        self,
        person: PersonId,
        pictures: Collection[PictureId],
        picture: PictureId | None,
        *,
        largest: int,
    ) -> Download | None:
        """Return as `download` does, but of these pictures."""
        async with self.store.read() as reading:
            chosen = await _theirs(reading, person, pictures)
        ids = [None, *(one.id for one in chosen)]
        if picture not in ids:
            raise NotFoundError(Thing.PICTURE)
        before = ids.index(picture)
        return _fitting(chosen[before:], before, len(chosen), largest)

    async def files(
        self, download: Download, packed: Callable[[int], Awaitable[None]]
    ) -> AsyncIterator[NamedFile]:
        """Yield the pictures as files, without those that are no longer stored.

        Before each, *packed* is told how many there were.
        """
        for number, picture in enumerate(download.pictures):
            await packed(number)
            name = f"{picture.created_at:%Y-%m-%d}-{picture.id.hex[:12]}"
            with suppress(BlobNotFoundError):
                yield f"{name}.{picture.form}", await self.blobs.get(picture.key)


async def _newest_page(
    reading: Reading, owner: PersonId, among: PictureFilter
) -> GalleryPage | None:
    pictures = await reading.pictures.older_page(owner, among, limit=PAGE)
    return await _page(reading, pictures, among) if pictures else None


async def _page_from(
    reading: Reading, first: Picture, among: PictureFilter
) -> GalleryPage:
    rest = await reading.pictures.older_page(
        first.owner, among, than=first, limit=PAGE - 1
    )
    return await _page(reading, [first, *rest], among)


async def _page(
    reading: Reading, pictures: Sequence[Picture], among: PictureFilter
) -> GalleryPage:
    count = reading.pictures.count
    first, owner = pictures[0], pictures[0].owner
    total = await count(owner, among)
    avatar = first.avatar if total == 1 else among.avatar
    return GalleryPage(
        pictures=pictures,
        among=among,
        avatar=await living_avatar(reading, avatar, owner=owner) if avatar else None,
        number=await count(owner, among, since=first),
        total=total,
    )


async def _theirs(
    reading: Reading, person: PersonId, pictures: Collection[PictureId]
) -> Sequence[Picture]:
    """Return those of the pictures that are still there, newest first.

    Raises:
        NotFoundError: None is.
    """
    chosen = await reading.pictures.some(pictures, owner=person)
    if not chosen:
        raise NotFoundError(Thing.PICTURE)
    return chosen


def _fitting(
    pictures: Sequence[Picture], before: int, total: int, largest: int
) -> Download | None:
    sizes = accumulate(picture.size for picture in pictures)
    fitting = sum(size <= largest for size in sizes)
    together = pictures[: max(1, fitting)]
    if not together:
        return None
    return Download(pictures=together, number=before + 1, total=total)
