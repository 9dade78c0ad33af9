"""The broadcasts' rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import RowMapping
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.broadcasts import Broadcast
from avatar_core.errors import AlreadyExistsError, NotFoundError, Thing
from avatar_core.ids import BroadcastId
from avatar_core.lifecycle import check_written
from avatar_core.people import Language

from .statements import columns_of
from .tables import broadcasts


_GET: Final = sa.select(broadcasts).where(broadcasts.c.id == sa.bindparam("pk"))
_DUE: Final = (
    sa.select(broadcasts)
    .where(broadcasts.c.due_at <= sa.bindparam("now"))
    .order_by(broadcasts.c.due_at)
    .limit(1)
)
_ADD: Final = insert(broadcasts).inline().on_conflict_do_nothing()
_SAVE: Final = broadcasts.update().where(broadcasts.c.id == sa.bindparam("pk"))


@attrs.frozen
class SqlBroadcasts:
    """`avatar_core.ports.Broadcasts` in one transaction."""

    connection: AsyncConnection

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        """Return the broadcast."""
        result = await self.connection.execute(_GET, {"pk": broadcast})
        row = result.mappings().one_or_none()
        if row is None:
            raise NotFoundError(Thing.BROADCAST)
        return _broadcast(row)

    async def due(self, now: datetime, /) -> Broadcast | None:
        """Return the broadcast that somebody has to go on with."""
        result = await self.connection.execute(_DUE, {"now": now})
        row = result.mappings().one_or_none()
        return None if row is None else _broadcast(row)

    async def add(self, broadcast: Broadcast, /) -> None:
        """Keep a new broadcast."""
        result = await self.connection.execute(_ADD, _columns(broadcast))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.BROADCAST)

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        """Keep a changed broadcast and return it."""
        check_written(broadcast)
        columns = _columns(broadcast)
        result = await self.connection.execute(
            _SAVE, {"pk": columns.pop("id"), **columns}
        )
        if result.rowcount != 1:
            raise NotFoundError(Thing.BROADCAST)
        return broadcast


def _columns(broadcast: Broadcast) -> dict[str, Any]:
    return columns_of(broadcast) | {"texts": dict(broadcast.texts)}


def _broadcast(row: RowMapping) -> Broadcast:
    texts: Mapping[str, str] = row["texts"]
    spoken = {Language(code): text for code, text in texts.items()}
    return Broadcast(**{**row, "texts": spoken})
