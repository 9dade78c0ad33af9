"""The rows of photos."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import Thing
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.photos import Photo

from .engine import Connection
from .rows import Rows, fields_of
from .tables import photos


_OF: Final = (
    sa.select(*fields_of(photos))
    .where(photos.c.avatar == sa.bindparam("avatar"))
    .order_by(photos.c.position)
)
_REMOVE: Final = photos.delete().where(photos.c.id == sa.bindparam("pk"))
#: What is measured after a photo was added.
_SEEN: Final = {"faces", "distance"}
_PHOTOS: Final = Rows(
    photos,
    Thing.PHOTO,
    Photo,
    fixed=tuple(c.name for c in fields_of(photos) if c.name not in _SEEN),
)


@attrs.frozen
class SqlPhotos:
    """`avatar_core.ports.Photos` in one transaction."""

    connection: Connection

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        return await _PHOTOS.list(self.connection, _OF, avatar=avatar)

    async def add(self, photo: Photo, /) -> None:
        await _PHOTOS.add(self.connection, photo)

    async def save(self, photo: Photo, /) -> None:
        await _PHOTOS.save(self.connection, photo)

    async def remove(self, photo: PhotoId, /) -> None:
        await self.connection.execute(_REMOVE, {"pk": photo})
