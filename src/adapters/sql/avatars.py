"""The avatars' rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.avatars import Avatar, AvatarStatus, Weights
from avatar_core.errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from avatar_core.ids import AvatarId, PersonId
from avatar_core.lifecycle import check_written

from .statements import MOST, columns_of, fields_of
from .tables import PHOTOS_MAY_GO, avatars


_ROW: Final = sa.select(*fields_of(avatars))
_LIVING: Final = _ROW.where(avatars.c.owner == sa.bindparam("owner")).where(
    avatars.c.status != AvatarStatus.DELETED
)
_GET: Final = _LIVING.where(avatars.c.id == sa.bindparam("pk"))
_OF: Final = _LIVING.order_by(avatars.c.created_at, avatars.c.position)
_WITH_OLD_PHOTOS: Final = (
    _ROW.where(avatars.c.changed_at <= sa.bindparam("by"))
    # Only literals let the planner see that the partial index will do.
    .where(sa.text(PHOTOS_MAY_GO))
    .order_by(avatars.c.changed_at)
    .limit(MOST)
)
_ADD: Final = insert(avatars).inline().on_conflict_do_nothing()
_SAVE: Final = avatars.update().where(
    avatars.c.id == sa.bindparam("pk"),
    avatars.c.version == sa.bindparam("loaded_version"),
)
_FIXED: Final = frozenset({"id", "owner", "created_at"})


@attrs.frozen
class SqlAvatars:
    """`avatar_core.ports.Avatars` in one transaction."""

    connection: AsyncConnection

    async def get(self, avatar: AvatarId, /, *, owner: PersonId) -> Avatar:
        result = await self.connection.execute(_GET, {"pk": avatar, "owner": owner})
        row = result.mappings().one_or_none()
        if row is None:
            raise NotFoundError(Thing.AVATAR)
        return _avatar(row)

    async def of(self, owner: PersonId, /) -> Sequence[Avatar]:
        result = await self.connection.execute(_OF, {"owner": owner})
        return [_avatar(row) for row in result.mappings()]

    async def with_old_photos(self, *, by: datetime, limit: int) -> Sequence[Avatar]:
        result = await self.connection.execute(
            _WITH_OLD_PHOTOS, {"by": by, "most": limit}
        )
        return [_avatar(row) for row in result.mappings()]

    async def add(self, avatar: Avatar, /) -> None:
        result = await self.connection.execute(_ADD, _columns(avatar))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.AVATAR)

    async def save(self, avatar: Avatar, /) -> Avatar:
        check_written(avatar)
        saved = attrs.evolve(avatar, version=avatar.version + 1)
        columns = {
            name: value for name, value in _columns(saved).items() if name not in _FIXED
        }
        result = await self.connection.execute(
            _SAVE, columns | {"pk": avatar.id, "loaded_version": avatar.version}
        )
        if result.rowcount != 1:
            raise StaleError(Thing.AVATAR)
        return saved


def _columns(avatar: Avatar) -> dict[str, Any]:
    columns = columns_of(avatar)
    weights = columns.pop("weights")
    for field in attrs.fields(Weights):
        columns[f"weights_{field.name}"] = getattr(weights, field.name, None)
    return columns


def _avatar(row: RowMapping) -> Avatar:
    columns = dict(row)
    weights = {
        field.name: columns.pop(f"weights_{field.name}")
        for field in attrs.fields(Weights)
    }
    return Avatar(
        **columns, weights=None if weights["key"] is None else Weights(**weights)
    )
