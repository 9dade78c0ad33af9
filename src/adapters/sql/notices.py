"""The rows of notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.notices import Notice

from .people import away
from .statements import MOST
from .tables import notices


_DUE: Final = (
    sa.select(notices)
    .where(notices.c.due_at <= sa.bindparam("now"))
    .where(~away(notices.c.person))
    .order_by(notices.c.due_at)
    .limit(MOST)
)
_ADD: Final = insert(notices).inline().on_conflict_do_nothing()
_CLAIM: Final = notices.update().where(
    notices.c.key == sa.bindparam("pk"),
    notices.c.due_at == sa.bindparam("read_due_at"),
)
_SAVE: Final = notices.update().where(notices.c.key == sa.bindparam("pk"))
_REMOVE: Final = notices.delete().where(notices.c.key == sa.bindparam("pk"))


@attrs.frozen
class SqlNotices:
    """`avatar_core.ports.Notices` in one transaction."""

    connection: AsyncConnection

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[Notice]:
        """Return what is to be told by now, the longest due first."""
        result = await self.connection.execute(_DUE, {"now": now, "most": limit})
        return [Notice(**row) for row in result.mappings()]

    async def add(self, notice: Notice, /) -> None:
        """Keep a notice; one whose key is kept already is the same."""
        await self.connection.execute(_ADD, attrs.asdict(notice))

    async def claim(self, notice: Notice, /, *, until: datetime) -> bool:
        """Have nobody else tell it before *until*; False: somebody does, or has."""
        claimed = await self.connection.execute(
            _CLAIM,
            {"pk": notice.key, "read_due_at": notice.due_at, "due_at": until},
        )
        return claimed.rowcount == 1

    async def save(self, notice: Notice, /) -> None:
        """Keep when it is to be told."""
        await self.connection.execute(
            _SAVE,
            {
                "pk": notice.key,
                "due_at": notice.due_at,
                "troubles": notice.troubles,
            },
        )

    async def remove(self, key: str, /) -> bool:
        """Remove a notice; return whether there was one."""
        removed = await self.connection.execute(_REMOVE, {"pk": key})
        return removed.rowcount == 1
