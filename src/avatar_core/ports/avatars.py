"""Avatars, the photos they are trained on, and the delivered pictures."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..avatars import Avatar
from ..galleries import Month, PictureFilter, PictureTotals
from ..ids import AvatarId, JobId, PersonId, PhotoId, PictureId
from ..photos import Photo
from ..pictures import Picture


class AvatarsReader(Protocol):
    """Reads avatars; tombstones are never returned."""

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        """Return the avatar, which must be *owner*'s."""

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        """Return all avatars of a person, oldest first."""

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        """Return avatars whose photos may expire: unchanged since *by*.

        Those unchanged for longest come first.
        """


class Avatars(AvatarsReader, Protocol):
    """Reads and saves avatars."""

    async def add(self, avatar: Avatar, /) -> None:
        """Add a new avatar."""

    async def save(self, avatar: Avatar, /) -> Avatar:
        """Save a changed avatar and return it with its new version."""


class PhotosReader(Protocol):
    """Reads uploaded photos."""

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        """Return an avatar's photos, accepted or rejected, in the order of upload."""


class Photos(PhotosReader, Protocol):
    """Reads, adds and removes uploaded photos."""

    async def add(self, photo: Photo, /) -> None:
        """Add a new photo; `AlreadyExistsError` if one with its digest is accepted."""

    async def remove(self, photo: PhotoId, /) -> None:
        """Remove a photo; an unknown one is ignored."""


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
