"""Which of the messenger's updates were handled: each comes at least once."""

from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, reading, writing
from .tables import handled_updates


_HANDLED: Final = sa.select(
    sa.exists().where(handled_updates.c.update_id == sa.bindparam("pk"))
)
_MARK: Final = insert(handled_updates).inline().on_conflict_do_nothing()
_FORGET: Final = handled_updates.delete().where(
    handled_updates.c.handled_at < sa.bindparam("before")
)


@attrs.frozen
class SqlUpdates:
    """Remembers updates by their number."""

    engine: AsyncEngine

    async def handled(self, update_id: int, /) -> bool:
        """Return whether the update was marked."""
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_HANDLED, {"pk": update_id})
            return result.scalar_one()

    async def mark(self, update_id: int, /, *, at: datetime) -> None:
        """Note that the update is done with; noting it twice is noting it once."""
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_MARK, {"update_id": update_id, "handled_at": at})

    async def forget_before(self, at: datetime, /) -> int:
        """Forget updates marked before that time; return how many."""
        async with connected(writing(self.engine)) as connection:
            result = await connection.execute(_FORGET, {"before": at})
            return result.rowcount
