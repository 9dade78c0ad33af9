"""The photos' rows."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.errors import AlreadyExistsError, Thing
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.photos import Photo

from .statements import fields_of
from .tables import photos


_OF: Final = (
    sa.select(*fields_of(photos))
    .where(photos.c.avatar == sa.bindparam("avatar"))
    .order_by(photos.c.position)
)
_ADD: Final = insert(photos).inline().on_conflict_do_nothing()
_REMOVE: Final = photos.delete().where(photos.c.id == sa.bindparam("pk"))


@attrs.frozen
class SqlPhotos:
    """`avatar_core.ports.Photos` in one transaction."""

    connection: AsyncConnection

    async def of(self, avatar: AvatarId, /) -> Sequence[Photo]:
        """Return an avatar's photos, taken or not, in the order they came."""
        result = await self.connection.execute(_OF, {"avatar": avatar})
        return [Photo(**row) for row in result.mappings()]

    async def add(self, photo: Photo, /) -> None:
        result = await self.connection.execute(_ADD, attrs.asdict(photo, recurse=False))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.PHOTO)

    async def remove(self, photo: PhotoId, /) -> None:
        await self.connection.execute(_REMOVE, {"pk": photo})
