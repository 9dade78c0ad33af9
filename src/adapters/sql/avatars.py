"""The rows of avatars."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.avatars import Avatar, AvatarStatus, Weights
from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import AvatarId, PersonId

from .engine import Connection, connected, reading_once
from .rows import MOST, Rows, columns_of, fields_of
from .tables import PHOTOS_MAY_GO, avatars


_ROW: Final = sa.select(*fields_of(avatars))
_LIVING: Final = _ROW.where(
    avatars.c.owner == sa.bindparam("owner"),
    avatars.c.status != AvatarStatus.DELETED,
)
_GET: Final = _LIVING.where(avatars.c.id == sa.bindparam("pk"))
_OWNER: Final = sa.select(avatars.c.owner).where(avatars.c.id == sa.bindparam("pk"))
_OF: Final = _LIVING.order_by(avatars.c.created_at, avatars.c.position)
_WITH_OLD_PHOTOS: Final = (
    _ROW.where(avatars.c.changed_at <= sa.bindparam("by"))
    # The planner uses the partial index only if the values are literals.
    .where(sa.text(PHOTOS_MAY_GO))
    .order_by(avatars.c.changed_at)
    .limit(MOST)
)
_WEIGHTS: Final = [field.name for field in attrs.fields(Weights)]


def _columns(avatar: Avatar) -> dict[str, Any]:
    columns = columns_of(avatar)
    weights = columns.pop("weights")
    return columns | {
        f"weights_{name}": getattr(weights, name, None) for name in _WEIGHTS
    }


def _avatar(**columns: Any) -> Avatar:
    weights = {name: columns.pop(f"weights_{name}") for name in _WEIGHTS}
    return Avatar(
        **columns, weights=None if weights["key"] is None else Weights(**weights)
    )


_AVATARS: Final = Rows(
    avatars, Thing.AVATAR, _avatar, _columns, fixed=("owner", "created_at")
)


async def owner_of(engine: AsyncEngine, avatar: AvatarId) -> PersonId:
    """Return whose an avatar is, or was before it was deleted.

    Raises:
        NotFoundError: There never was such an avatar.
    """
    async with connected(reading_once(engine)) as connection:
        owner = await connection.scalar(_OWNER, {"pk": avatar})
    if owner is None:
        raise NotFoundError(Thing.AVATAR)
    return PersonId(owner)


@attrs.frozen
class SqlAvatars:
    """`avatar_core.ports.Avatars` in one transaction."""

    connection: Connection

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        return await _AVATARS.get(self.connection, _GET, pk=avatar, owner=owner)

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        return await _AVATARS.list(self.connection, _OF, owner=owner)

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        return await _AVATARS.list(self.connection, _WITH_OLD_PHOTOS, by=by, most=limit)

    async def add(self, avatar: Avatar, /) -> None:
        await _AVATARS.add(self.connection, avatar)

    async def save(self, avatar: Avatar, /) -> Avatar:
        return await _AVATARS.save(self.connection, avatar)
