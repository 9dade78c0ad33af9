"""The rows of progress cards: the message that shows a job's progress."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ids import JobId

from ..chat_store import ProgressCard
from .engine import connected, reading, writing
from .rows import put_into
from .tables import cards


_GET: Final = sa.select(cards.c.chat_id, cards.c.message_id, cards.c.digest).where(
    cards.c.job == sa.bindparam("pk")
)
_PUT: Final = put_into(cards)
_DROP: Final = cards.delete().where(cards.c.job == sa.bindparam("pk"))


@attrs.frozen
class SqlProgressCards:
    """Stores one message per job."""

    engine: AsyncEngine

    async def get(self, job: JobId, /) -> ProgressCard | None:
        async with connected(reading(self.engine)) as connection:
            row = (await connection.execute(_GET, {"pk": job})).one_or_none()
        return None if row is None else ProgressCard(*row)

    async def put(self, job: JobId, card: ProgressCard, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_PUT, {"job": job, **attrs.asdict(card)})

    async def drop(self, job: JobId, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_DROP, {"pk": job})
