"""Which message shows a job's progress, and what it says now."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ids import JobId

from ..chat_store import ProgressCard
from .engine import connected, reading, writing
from .tables import cards


_GET: Final = sa.select(cards.c.chat_id, cards.c.message_id, cards.c.digest).where(
    cards.c.job == sa.bindparam("pk")
)
_NEW: Final = insert(cards).inline()
_PUT: Final = _NEW.on_conflict_do_update(
    index_elements=[cards.c.job],
    set_={
        "chat_id": _NEW.excluded.chat_id,
        "message_id": _NEW.excluded.message_id,
        "digest": _NEW.excluded.digest,
    },
)
_DROP: Final = cards.delete().where(cards.c.job == sa.bindparam("pk"))


@attrs.frozen
class SqlProgressCards:
    """Remembers one message per job."""

    engine: AsyncEngine

    async def get(self, job: JobId, /) -> ProgressCard | None:
        async with connected(reading(self.engine)) as connection:
            result = await connection.execute(_GET, {"pk": job})
            row = result.mappings().one_or_none()
        return None if row is None else ProgressCard(**row)

    async def put(self, job: JobId, card: ProgressCard, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_PUT, {"job": job, **attrs.asdict(card)})

    async def drop(self, job: JobId, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_DROP, {"pk": job})
