"""The delivered pictures, in memory."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

import attrs

from ...errors import NotFoundError, Thing
from ...galleries import ALL_PICTURES, Month, PictureFilter, PictureTotals
from ...ids import JobId, PersonId, PictureId
from ...pictures import Picture
from .rows import Rows, Table, let_others_run


class MemoryPictures:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.pictures)

    def _among(self, owner: PersonId, among: PictureFilter) -> list[Picture]:
        own = (picture for picture in self.table.values() if picture.owner == owner)
        # Sorting keeps those of one moment in the order in which they came.
        return sorted(filter(among.admits, own), key=lambda picture: picture.created_at)

    def _rank(self, picture: Picture) -> tuple[datetime, int]:
        return picture.created_at, self.table.keys().index(picture.id)

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        await let_others_run()
        found = self.table.get(picture)
        if found is None or found.owner != owner:
            raise NotFoundError(Thing.PICTURE)
        return found

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        await let_others_run()
        return sorted(
            (picture for picture in self.table.values() if picture.job == job),
            key=lambda picture: picture.number,
        )

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        await let_others_run()
        older = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) < self._rank(than)
        ]
        return older[-1] if older else None

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        await let_others_run()
        newer = [
            picture
            for picture in self._among(owner, among)
            if than is None or self._rank(picture) > self._rank(than)
        ]
        return newer[0] if newer else None

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        await let_others_run()
        return sum(
            since is None or self._rank(picture) >= self._rank(since)
            for picture in self._among(owner, among)
        )

    async def months(self, owner: PersonId, /, *, limit: int) -> Sequence[Month]:
        await let_others_run()
        own = self._among(owner, ALL_PICTURES)
        months = {Month.of(picture.created_at) for picture in own}
        return sorted(months, reverse=True)[:limit]

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        await let_others_run()
        own = self._among(owner, ALL_PICTURES)
        return PictureTotals(
            total=len(own),
            favourites=sum(picture.favourite for picture in own),
            recent=sum(picture.created_at >= since for picture in own),
            first_at=own[0].created_at if own else None,
            by_avatar=Counter(picture.avatar for picture in own),
        )

    async def add(self, pictures: Sequence[Picture], /) -> None:
        await let_others_run()
        for picture in pictures:
            self.table.insert(picture.id, picture, thing=Thing.PICTURE)

    async def save(self, picture: Picture, /) -> None:
        await let_others_run()
        known = self.table.get(picture.id)
        if known is None:
            raise NotFoundError(Thing.PICTURE)
        saved = attrs.evolve(known, favourite=picture.favourite)
        self.table.put(picture.id, saved)

    async def remove(self, picture: PictureId, /) -> None:
        await let_others_run()
        self.table.remove(picture)

    async def remove_all(self, owner: PersonId, /) -> Sequence[Picture]:
        await let_others_run()
        gone = self._among(owner, ALL_PICTURES)
        for picture in gone:
            self.table.remove(picture.id)
        return gone
