"""The rows of notices."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.notices import Notice

from .engine import Connection
from .people import away
from .rows import MOST, add_to
from .tables import notices


_DUE: Final = (
    sa.select(notices)
    .where(notices.c.due_at <= sa.bindparam("now"))
    .where(~away(notices.c.person))
    .order_by(notices.c.due_at)
    .limit(MOST)
)
_ADD: Final = add_to(notices)
_SAVE: Final = notices.update().where(notices.c.key == sa.bindparam("pk"))
_CLAIM: Final = _SAVE.where(notices.c.due_at == sa.bindparam("read_due_at"))
_REMOVE: Final = notices.delete().where(notices.c.key == sa.bindparam("pk"))


@attrs.frozen
class SqlNotices:
    """`avatar_core.ports.Notices` in one transaction."""

    connection: Connection

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[Notice]:
        result = await self.connection.execute(_DUE, {"now": now, "most": limit})
        return [Notice(**row) for row in result.mappings()]

    async def add(self, notice: Notice, /) -> None:
        await self.connection.execute(_ADD, attrs.asdict(notice))

    async def claim(self, notice: Notice, /, *, until: datetime) -> bool:
        claimed = await self.connection.execute(
            _CLAIM,
            {"pk": notice.key, "read_due_at": notice.due_at, "due_at": until},
        )
        return claimed.rowcount == 1

    async def save(self, notice: Notice, /) -> None:
        await self.connection.execute(
            _SAVE,
            {
                "pk": notice.key,
                "due_at": notice.due_at,
                "troubles": notice.troubles,
            },
        )

    async def remove(self, key: str, /) -> bool:
        removed = await self.connection.execute(_REMOVE, {"pk": key})
        return removed.rowcount == 1
