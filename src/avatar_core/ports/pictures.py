"""The delivered pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..galleries import Month, PictureFilter, PictureTotals
from ..ids import JobId, PersonId, PictureId
from ..pictures import Picture


class PicturesReader(Protocol):
    """Reads delivered pictures."""

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        """Return the picture, which must be *owner*'s."""

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        """Return the pictures of a job that are still there, in its order."""

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next picture older than *than*, or the newest if that is None.

        Pictures with the same time are in the order of delivery.
        """

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next picture newer than *than*, or the oldest if that is None."""

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        """Return how many pictures a person has, from *since* on if that is given."""

    async def months(self, owner: PersonId, /, *, limit: int) -> Sequence[Month]:
        """Return the newest months with pictures, newest first."""

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        """Return counts of a person's pictures; *since* defines the recent ones."""


class Pictures(PicturesReader, Protocol):
    """Reads, adds and removes delivered pictures."""

    async def add(self, pictures: Sequence[Picture], /) -> None:
        """Add the pictures that a job delivered."""

    async def save(self, picture: Picture, /) -> None:
        """Save whether the picture is a favourite; nothing else ever changes."""

    async def remove(self, picture: PictureId, /) -> None:
        """Remove a picture; an unknown one is ignored."""

    async def remove_all(self, owner: PersonId, /) -> Sequence[Picture]:
        """Remove all pictures of a person; return them."""
