"""The avatars and the photos they are made from."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from ..avatars import Avatar
from ..ids import AvatarId, PersonId, PhotoId
from ..photos import Photo


class AvatarsReader(Protocol):
    """The avatars, to read. Tombstones are never returned."""

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        """Return the avatar.

        Raises:
            NotFoundError: There is none, it is deleted, or it is not *owner*'s.
        """

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        """Return all avatars of a person, oldest first."""

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        """Return avatars whose photos may go: nothing has happened since *by*.

        Those to which nothing has happened the longest come first.
        """


class Avatars(AvatarsReader, Protocol):
    """The avatars."""

    async def add(self, avatar: Avatar, /) -> None:
        """Keep a new avatar.

        Raises:
            AlreadyExistsError: The id is taken.
        """

    async def save(self, avatar: Avatar, /) -> Avatar:
        """Keep a changed avatar and return it with its new version.

        Raises:
            StaleError: It was saved since this version was loaded.
        """


class PhotosReader(Protocol):
    """The uploaded photos, to read."""

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        """Return an avatar's photos, taken or not, in the order they came."""


class Photos(PhotosReader, Protocol):
    """The uploaded photos."""

    async def add(self, photo: Photo, /) -> None:
        """Keep a new photo.

        Raises:
            AlreadyExistsError: The id is taken, or the avatar already has an
                accepted photo with the same digest.
        """

    async def remove(self, photo: PhotoId, /) -> None:
        """Forget a photo; forgetting an unknown one does nothing."""
