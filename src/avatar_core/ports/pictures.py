"""The delivered pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..galleries import Month, PictureFilter, PictureTotals
from ..ids import JobId, PersonId, PictureId
from ..pictures import Picture


class PicturesReader(Protocol):
    """The delivered pictures, to read."""

    async def get(self, picture: PictureId, /, *, owner: PersonId) -> Picture:
        """Return the picture.

        Raises:
            NotFoundError: There is none, or it is not *owner*'s.
        """

    async def of(self, job: JobId, /) -> Sequence[Picture]:
        """Return what a job delivered and is still there, in its order."""

    async def older(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next older picture of a person; without *than* the newest.

        Those of one moment are in the order in which they came.
        """

    async def newer(
        self, owner: PersonId, among: PictureFilter, /, *, than: Picture | None = None
    ) -> Picture | None:
        """Return the next newer picture of a person; without *than* the oldest."""

    async def count(
        self, owner: PersonId, among: PictureFilter, /, *, since: Picture | None = None
    ) -> int:
        """Return how many pictures a person has, from *since* on if one is named."""

    async def months(self, owner: PersonId, /, *, limit: int) -> Sequence[Month]:
        """Return the newest months in which pictures came, newest first."""

    async def totals(self, owner: PersonId, /, *, since: datetime) -> PictureTotals:
        """Return what a person's pictures add up to, the recent ones *since* then."""


class Pictures(PicturesReader, Protocol):
    """The delivered pictures."""

    async def add(self, pictures: Sequence[Picture], /) -> None:
        """Keep what a job delivered."""

    async def save(self, picture: Picture, /) -> None:
        """Keep whether the picture is a favourite; nothing else ever changes."""

    async def remove(self, picture: PictureId, /) -> None:
        """Forget a picture; forgetting an unknown one does nothing."""

    async def remove_all(self, owner: PersonId, /) -> Sequence[Picture]:
        """Forget all pictures of a person; return what they were."""
