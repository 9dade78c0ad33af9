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
from .tables import begun_updates, handled_updates


_HANDLED: Final = sa.select(
    sa.exists().where(handled_updates.c.update_id == sa.bindparam("pk"))
)
_MARK: Final = insert(handled_updates).inline().on_conflict_do_nothing()
_FORGET: Final = handled_updates.delete().where(
    handled_updates.c.handled_at < sa.bindparam("before")
)
_BEGUN: Final = sa.select(begun_updates.c.times).where(
    begun_updates.c.update_id == sa.bindparam("pk")
)
_FIRST: Final = insert(begun_updates).inline()
_BEGIN: Final = _FIRST.on_conflict_do_update(
    index_elements=["update_id"],
    set_={
        "times": begun_updates.c.times + _FIRST.excluded.times,
        "begun_at": _FIRST.excluded.begun_at,
    },
)
_SURVIVE: Final = begun_updates.delete().where(
    begun_updates.c.update_id == sa.bindparam("pk")
)
_FORGET_BEGUN: Final = begun_updates.delete().where(
    begun_updates.c.begun_at < sa.bindparam("before")
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

    async def begun(self, update_id: int, /) -> int:
        """Return in how many processes it was begun that were not heard of again."""
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_BEGUN, {"pk": update_id})
            return result.scalar_one_or_none() or 0

    async def begin(self, update_id: int, /, *, at: datetime) -> None:
        """Note that this process has the update in hand."""
        async with connected(writing(self.engine)) as connection:
            await connection.execute(
                _BEGIN, {"update_id": update_id, "times": 1, "begun_at": at}
            )

    async def survive(self, update_id: int, /) -> None:
        """Note that a process which had the update in hand has outlived it."""
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_SURVIVE, {"pk": update_id})

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
            await connection.execute(_FORGET_BEGUN, {"before": at})
            result = await connection.execute(_FORGET, {"before": at})
            return result.rowcount
