"""The rows of anchored cards: which message of a chat is the card of a key.

Some cards are out of date; those are listed until they are up to date again.
"""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ports import Clock

from .engine import connected, reading, writing
from .rows import MOST, put_into
from .tables import anchors, owed_cards


_GET: Final = sa.select(anchors.c.message_id).where(
    anchors.c.chat_id == sa.bindparam("chat"), anchors.c.key == sa.bindparam("name")
)
_PUT: Final = put_into(anchors)
_RELEASE: Final = anchors.delete().where(
    anchors.c.chat_id == sa.bindparam("chat"),
    anchors.c.message_id == sa.bindparam("message"),
)
_OWE: Final = put_into(owed_cards)
_SETTLE: Final = owed_cards.delete().where(
    owed_cards.c.chat_id == sa.bindparam("chat"),
    owed_cards.c.key == sa.bindparam("name"),
    owed_cards.c.debt == sa.bindparam("settled"),
)
_OWED: Final = sa.select(owed_cards).limit(MOST)


@attrs.frozen
class SqlAnchors:
    """Stores one message per chat and key, and whether it is up to date."""

    engine: AsyncEngine
    clock: Clock

    async def get(self, chat_id: int, key: str, /) -> int | None:
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_GET, {"chat": chat_id, "name": key})
            return result.scalar_one_or_none()

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        row = {
            "chat_id": chat_id,
            "key": key,
            "message_id": message_id,
            "at": self.clock(),
        }
        released = {"chat": chat_id, "message": message_id}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_RELEASE, released)
            await connection.execute(_PUT, row)

    async def release(self, chat_id: int, message_id: int, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_RELEASE, {"chat": chat_id, "message": message_id})

    async def owe(self, chat_id: int, key: str, debt: UUID, /) -> None:
        row = {"chat_id": chat_id, "key": key, "debt": debt}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_OWE, row)

    async def settle(self, chat_id: int, key: str, debt: UUID, /) -> None:
        row = {"chat": chat_id, "name": key, "settled": debt}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_SETTLE, row)

    async def owed(self, *, limit: int = 100) -> Sequence[tuple[int, str, UUID]]:
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_OWED, {"most": limit})
            return [(row.chat_id, row.key, row.debt) for row in result]
