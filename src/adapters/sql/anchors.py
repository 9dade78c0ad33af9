"""Which message of a chat is a card that is kept at its bottom."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, reading, writing
from .tables import anchors


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


@attrs.frozen
class SqlAnchors:
    """Remembers one message per chat and key."""

    engine: AsyncEngine

    async def get(self, chat_id: int, key: str, /) -> int | None:
        """Return the message that is the card, if one is."""
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_GET, {"chat": chat_id, "name": key})
            return result.scalar_one_or_none()

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        """Note which message is the card, in place of what was noted."""
        row = {"chat_id": chat_id, "key": key, "message_id": message_id}
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_PUT, row)

    async def release(self, chat_id: int, message_id: int, /) -> None:
        """Note that the message is no card any more."""
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_RELEASE, {"chat": chat_id, "message": message_id})
