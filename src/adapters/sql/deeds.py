"""The rows of the admin log."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.deeds import Deed

from .rows import MOST, fields_of
from .tables import deeds


_NEWEST: Final = (
    sa.select(*fields_of(deeds))
    .order_by(deeds.c.position.desc())
    .limit(MOST)
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_ADD: Final = deeds.insert().inline()


@attrs.frozen
class SqlDeeds:
    """`avatar_core.ports.Deeds` in one transaction."""

    connection: AsyncConnection

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Deed]:
        result = await self.connection.execute(_NEWEST, {"most": limit, "skip": skip})
        return [Deed(**row) for row in result.mappings()]

    async def add(self, deed: Deed, /) -> None:
        await self.connection.execute(_ADD, attrs.asdict(deed, recurse=False))
