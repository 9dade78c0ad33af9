"""Avatars, and the photos they are trained on."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..avatars import Avatar
from ..ids import AvatarId, PersonId, PhotoId
from ..photos import Photo


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
