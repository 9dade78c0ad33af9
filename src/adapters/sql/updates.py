"""Which of the messenger's updates were handled: each comes at least once.

Imported on its own, as the conversations are, with which it loads aiogram.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Protocol

import attrs
import sqlalchemy as sa

from aiogram.fsm.storage.base import StorageKey
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from .conversations import move
from .engine import connected, reading, writing
from .tables import handled_updates


_HANDLED: Final = sa.select(
    sa.exists().where(handled_updates.c.update_id == sa.bindparam("pk"))
)
_MARK: Final = insert(handled_updates).inline().on_conflict_do_nothing()
_FORGET: Final = handled_updates.delete().where(
    handled_updates.c.handled_at < sa.bindparam("before")
)


class Position(Protocol):
    """Where somebody stands in a conversation."""

    @property
    def key(self) -> StorageKey: ...
    @property
    def state(self) -> str | None: ...
    @property
    def data(self) -> Mapping[str, Any]: ...


@attrs.frozen
class SqlUpdates:
    """Remembers updates by their number."""

    engine: AsyncEngine

    async def handled(self, update_id: int, /) -> bool:
        """Return whether the update was marked."""
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_HANDLED, {"pk": update_id})
            return result.scalar_one()

    async def mark(
        self, update_id: int, /, *, at: datetime, to: Position | None = None
    ) -> None:
        """Note that the update is done with, and where it led the conversation.

        Noting it twice is noting it once.
        """
        async with connected(writing(self.engine)) as connection:
            marked = await connection.execute(
                _MARK, {"update_id": update_id, "handled_at": at}
            )
            if to is not None and marked.rowcount:
                await move(connection, to.key, to.state, to.data)

    async def forget_before(self, at: datetime, /) -> int:
        """Forget updates marked before that time; return how many."""
        async with connected(writing(self.engine)) as connection:
            result = await connection.execute(_FORGET, {"before": at})
            return result.rowcount
