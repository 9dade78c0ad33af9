"""The rows of blobs that are scheduled for deletion.

The Telegram file id of a blob is deleted with it, and not shown again.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert

from .engine import Connection
from .rows import MOST, begins_with_prefix
from .tables import known_files, scheduled_deletions


_NEW: Final = insert(scheduled_deletions).inline()
_ADD: Final = _NEW.on_conflict_do_update(
    index_elements=[scheduled_deletions.c.key],
    set_={"at": _NEW.excluded.at},
    where=_NEW.excluded.at < scheduled_deletions.c.at,
)
_DUE: Final = (
    sa.select(scheduled_deletions.c.key)
    .where(scheduled_deletions.c.at <= sa.bindparam("now"))
    .order_by(scheduled_deletions.c.at)
    .limit(MOST)
)
_UNKNOW: Final = known_files.delete().where(known_files.c.key == sa.bindparam("pk"))
_FORGET: Final = scheduled_deletions.delete().where(
    scheduled_deletions.c.key == sa.bindparam("pk")
)


_FORGET_BELOW: Final = tuple(
    table.delete().where(begins_with_prefix(table.c.key))
    for table in (scheduled_deletions, known_files)
)


@attrs.frozen
class SqlScheduledDeletions:
    """`avatar_core.ports.ScheduledDeletions` in one transaction."""

    connection: Connection

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        if keys:
            rows = [{"key": key, "at": at} for key in keys]
            await self.connection.execute(_ADD, rows)
            await self.connection.execute(_UNKNOW, [{"pk": key} for key in keys])

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        found = await self.connection.scalars(_DUE, {"now": now, "most": limit})
        return found.all()

    async def forget(self, keys: Collection[str], /) -> None:
        if keys:
            gone = [{"pk": key} for key in keys]
            await self.connection.execute(_FORGET, gone)
            # A message sent during the deletion may have stored one again.
            await self.connection.execute(_UNKNOW, gone)
            for key in keys:
                if key.endswith("/"):
                    for statement in _FORGET_BELOW:
                        await self.connection.execute(statement, {"prefix": key})
