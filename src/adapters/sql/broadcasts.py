"""The rows of broadcasts."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.broadcasts import Broadcast
from avatar_core.errors import Thing
from avatar_core.ids import BroadcastId
from avatar_core.people import Language

from .engine import Connection
from .rows import Rows, columns_of
from .tables import broadcasts


_GET: Final = sa.select(broadcasts).where(broadcasts.c.id == sa.bindparam("pk"))
_DUE: Final = (
    sa.select(broadcasts)
    .where(broadcasts.c.due_at <= sa.bindparam("now"))
    .order_by(broadcasts.c.due_at)
    .limit(1)
)


def _columns(broadcast: Broadcast) -> dict[str, Any]:
    return columns_of(broadcast) | {"texts": dict(broadcast.texts)}


def _broadcast(*, texts: Mapping[str, str], **columns: Any) -> Broadcast:
    spoken = {Language(code): text for code, text in texts.items()}
    return Broadcast(texts=spoken, **columns)


_BROADCASTS: Final = Rows(broadcasts, Thing.BROADCAST, _broadcast, _columns)


@attrs.frozen
class SqlBroadcasts:
    """`avatar_core.ports.Broadcasts` in one transaction."""

    connection: Connection

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        return await _BROADCASTS.get(self.connection, _GET, pk=broadcast)

    async def due(self, now: datetime, /) -> Broadcast | None:
        return await _BROADCASTS.find(self.connection, _DUE, now=now)

    async def add(self, broadcast: Broadcast, /) -> None:
        await _BROADCASTS.add(self.connection, broadcast)

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        return await _BROADCASTS.save(self.connection, broadcast)
