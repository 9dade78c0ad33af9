"""Which message of a chat is the anchored card of a key, and which card is behind."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, reading, writing
from .statements import MOST
from .tables import anchors, owed_cards


_GET: Final = sa.select(anchors.c.message_id).where(
    anchors.c.chat_id == sa.bindparam("chat"), anchors.c.key == sa.bindparam("name")
)
_NEW: Final = insert(anchors).inline()
_PUT: Final = _NEW.on_conflict_do_update(
    index_elements=[anchors.c.chat_id, anchors.c.key],
    set_={"message_id": _NEW.excluded.message_id},
)
_RELEASE: Final = anchors.delete().where(
    anchors.c.chat_id == sa.bindparam("chat"),
    anchors.c.message_id == sa.bindparam("message"),
)
_DEBT: Final = insert(owed_cards).inline()
_OWE: Final = _DEBT.on_conflict_do_update(
    index_elements=[owed_cards.c.chat_id, owed_cards.c.key],
    set_={"debt": _DEBT.excluded.debt},
)
_SETTLE: Final = owed_cards.delete().where(
    owed_cards.c.chat_id == sa.bindparam("chat"),
    owed_cards.c.key == sa.bindparam("name"),
    owed_cards.c.debt == sa.bindparam("settled"),
)
_OWED: Final = sa.select(
    owed_cards.c.chat_id, owed_cards.c.key, owed_cards.c.debt
).limit(MOST)


@attrs.frozen
class SqlAnchors:
    """Remembers one message per chat and key, and whether it shows the truth."""

    engine: AsyncEngine

    async def get(self, chat_id: int, key: str, /) -> int | None:
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_GET, {"chat": chat_id, "name": key})
            return result.scalar_one_or_none()

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        row = {"chat_id": chat_id, "key": key, "message_id": message_id}
        async with connected(writing(self.engine)) as connection:
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
            return [(chat_id, key, debt) for chat_id, key, debt in result]
