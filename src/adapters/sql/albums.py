"""The rows of received albums, and of photos that wait for an avatar."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.avatars import MAX_PHOTOS
from avatar_core.ids import AvatarId, PersonId, PhotoId

from ..chat_store import WaitingPhoto
from .engine import connected, reading, writing
from .rows import add_to, number_of
from .tables import albums, waiting_photos


#: More than an avatar takes, so that its upload card can name those over the limit.
MOST_WAITING: Final = MAX_PHOTOS + 10
_NAME_KEPT: Final = 255

_ALBUM: Final = (
    albums.c.person == sa.bindparam("who"),
    albums.c.album == sa.bindparam("which"),
)
_CLAIM: Final = add_to(albums)
_CLAIMED: Final = sa.select(albums.c.message_id).where(*_ALBUM)
_DESTINE: Final = (
    albums.update().where(*_ALBUM).values(avatar=sa.bindparam("destination"))
)
_DESTINATION: Final = sa.select(albums.c.avatar).where(*_ALBUM)
_KEEP: Final = add_to(waiting_photos)
_THEIRS: Final = waiting_photos.c.person == sa.bindparam("who")
_COUNT: Final = sa.select(sa.func.count()).select_from(waiting_photos).where(_THEIRS)
_WAITING: Final = (
    sa.select(
        waiting_photos.c.message_id,
        waiting_photos.c.photo,
        waiting_photos.c.file_id,
        waiting_photos.c.size,
        waiting_photos.c.name,
    )
    .where(_THEIRS)
    .order_by(waiting_photos.c.message_id)
)
_DROP: Final = waiting_photos.delete().where(
    _THEIRS, waiting_photos.c.message_id == sa.bindparam("message")
)


@attrs.frozen
class SqlAlbums:
    """Stores albums by their person and number."""

    engine: AsyncEngine

    async def claim(
        self, person: PersonId, album: str, message_id: int, /, *, at: datetime
    ) -> bool:
        row = {"person": person, "album": album, "message_id": message_id, "at": at}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_CLAIM, row)
            claimed = await connection.scalar(_CLAIMED, {"who": person, "which": album})
            return bool(claimed == message_id)

    async def destine(self, person: PersonId, album: str, avatar: AvatarId, /) -> None:
        facts = {"who": person, "which": album, "destination": avatar}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_DESTINE, facts)

    async def destination(self, person: PersonId, album: str, /) -> AvatarId | None:
        async with connected(reading(self.engine)) as connection:
            avatar = await connection.scalar(
                _DESTINATION, {"who": person, "which": album}
            )
        return None if avatar is None else AvatarId(avatar)

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
        row = {
            "person": person,
            "message_id": message_id,
            "photo": photo,
            "file_id": file_id,
            "size": size,
            "name": None if name is None else name[:_NAME_KEPT],
            "at": at,
        }
        async with connected(writing(self.engine)) as connection:
            if await number_of(connection, _COUNT, who=person) < MOST_WAITING:
                await connection.execute(_KEEP, row)

    async def waiting(self, person: PersonId, /) -> Sequence[WaitingPhoto]:
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_WAITING, {"who": person})
            return [WaitingPhoto(**row) for row in result.mappings()]

    async def drop(self, person: PersonId, message_id: int, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_DROP, {"who": person, "message": message_id})
