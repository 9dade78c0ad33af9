"""Albums that people send: which message is answered, and photos that wait.

Telegram sends an album as one message for each of its photos.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from avatar_core.ids import AvatarId, PersonId, PhotoId


class WaitingPhoto(Protocol):
    """A photo that was sent before it was clear which avatar it is for."""

    @property
    def message_id(self) -> int: ...
    @property
    def photo(self) -> PhotoId: ...
    @property
    def file_id(self) -> str: ...
    @property
    def size(self) -> int | None: ...
    @property
    def name(self) -> str | None: ...


class ReceivedAlbums(Protocol):
    """What is remembered of albums, by any process and for a day."""

    async def claim(
        self, person: PersonId, album: str, message_id: int, /, *, at: datetime
    ) -> bool:
        """Return whether this message is the one of the album that is answered.

        The first message to ask is; asked again, it still is.
        """

    async def destine(self, person: PersonId, album: str, avatar: AvatarId, /) -> None:
        """Note which avatar the photos of a claimed album are for."""

    async def destination(self, person: PersonId, album: str, /) -> AvatarId | None:
        """Return which avatar the photos of the album are for, if that is known."""

    async def keep(
        self,
        person: PersonId,
        message_id: int,
        photo: PhotoId,
        /,
        *,
        file_id: str,
        size: int | None,
        name: str | None,
        at: datetime,
    ) -> None:
        """Have a photo wait; too many of one person do not."""

    async def waiting(self, person: PersonId, /) -> Sequence[WaitingPhoto]:
        """Return the photos that wait, in the order they were sent."""

    async def drop(self, person: PersonId, message_id: int, /) -> None:
        """Have a photo wait no longer."""
