"""The rows of the admin log."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.admin_log import AdminAction

from .engine import Connection
from .rows import MOST, fields_of
from .tables import admin_log


_NEWEST: Final = (
    sa.select(*fields_of(admin_log))
    .order_by(admin_log.c.position.desc())
    .limit(MOST)
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_ADD: Final = admin_log.insert().inline()


@attrs.frozen
class SqlAdminLog:
    """`avatar_core.ports.AdminLog` in one transaction."""

    connection: Connection

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        result = await self.connection.execute(_NEWEST, {"most": limit, "skip": skip})
        return [AdminAction(**row) for row in result.mappings()]

    async def add(self, action: AdminAction, /) -> None:
        await self.connection.execute(_ADD, attrs.asdict(action, recurse=False))
