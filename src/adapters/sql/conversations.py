"""Where people stand in their conversations with the bot, across restarts.

Imported on its own: it loads aiogram.
"""

from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import (
    BaseStorage,
    DefaultKeyBuilder,
    StateType,
    StorageKey,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from .engine import connected, reading, writing
from .tables import conversations


_KEYS: Final = DefaultKeyBuilder(
    with_bot_id=True, with_business_connection_id=True, with_destiny=True
)
_STATE: Final = sa.select(conversations.c.state).where(
    conversations.c.key == sa.bindparam("pk")
)
_DATA: Final = sa.select(conversations.c.data).where(
    conversations.c.key == sa.bindparam("pk")
)
_NEW: Final = insert(conversations).inline()
_SET_STATE: Final = _NEW.on_conflict_do_update(
    index_elements=[conversations.c.key], set_={"state": _NEW.excluded.state}
)
_SET_DATA: Final = _NEW.on_conflict_do_update(
    index_elements=[conversations.c.key], set_={"data": _NEW.excluded.data}
)
_MOVE: Final = _NEW.on_conflict_do_update(
    index_elements=[conversations.c.key],
    set_={"state": _NEW.excluded.state, "data": _NEW.excluded.data},
)
_OPEN: Final = _NEW.on_conflict_do_nothing()


class SqlConversations(BaseStorage):
    """aiogram's storage of dialogue positions and their data (JSON)."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._reading: Final = reading(engine)
        self._writing: Final = writing(engine)

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        """Set the position; None ends the dialogue."""
        name = state.state if isinstance(state, State) else state
        async with connected(self._writing) as connection:
            await connection.execute(_SET_STATE, _row(key, state=name))

    async def get_state(self, key: StorageKey) -> str | None:
        """Return the position."""
        async with connected(self._reading) as connection:
            result = await connection.execute(_STATE, {"pk": _KEYS.build(key)})
            return result.scalar_one_or_none()

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        """Keep the data in place of what was there."""
        async with connected(self._writing) as connection:
            await connection.execute(_SET_DATA, _row(key, data=data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        """Return the data."""
        async with connected(self._reading) as connection:
            result = await connection.execute(_DATA, {"pk": _KEYS.build(key)})
            return result.scalar_one_or_none() or {}

    async def update_data(
        self, key: StorageKey, data: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Add to the data and return all of it; of two at once none is lost."""
        async with connected(self._writing) as connection:
            await connection.execute(_OPEN, _row(key))
            result = await connection.execute(
                _DATA.with_for_update(), {"pk": _KEYS.build(key)}
            )
            updated = {**result.scalar_one(), **data}
            await connection.execute(_SET_DATA, _row(key, data=updated))
        return updated

    async def close(self) -> None:
        """Do nothing: whoever opened the engine closes it."""


async def move(
    connection: AsyncConnection,
    key: StorageKey,
    state: str | None,
    data: Mapping[str, Any],
) -> None:
    """Set a position and its data, in the transaction of *connection*."""
    await connection.execute(_MOVE, _row(key, state=state, data=data))


def _row(
    key: StorageKey,
    *,
    state: str | None = None,
    data: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    return {"key": _KEYS.build(key), "state": state, "data": dict(data or {})}
