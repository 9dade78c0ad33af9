"""The rows of progress cards: the message that shows a job's progress."""

from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from avatar_core.ids import JobId

from ..chat_store import ProgressCard
from .engine import connected, reading, writing
from .tables import cards, jobs


_SHOWN: Final = ("chat_id", "message_id", "digest")
_GET: Final = sa.select(*(cards.c[name] for name in _SHOWN)).where(
    cards.c.job == sa.bindparam("pk")
)
_UNTOLD: Final = sa.select(
    jobs.c.id,
    *(sa.bindparam(name, type_=cards.c[name].type) for name in _SHOWN),
).where(jobs.c.id == sa.bindparam("pk"), jobs.c.told_at.is_(None))
_NEW: Final = insert(cards).from_select(["job", *_SHOWN], _UNTOLD)
_PUT: Final = _NEW.on_conflict_do_update(
    index_elements=[cards.c.job],
    set_={name: _NEW.excluded[name] for name in _SHOWN},
)
_DROP: Final = cards.delete().where(cards.c.job == sa.bindparam("pk"))


@attrs.frozen
class SqlProgressCards:
    """Stores one message per job."""

    engine: AsyncEngine

    async def get(self, job: JobId, /) -> ProgressCard | None:
        async with connected(reading(self.engine)) as connection:
            row = (await connection.execute(_GET, {"pk": job})).one_or_none()
        return None if row is None else ProgressCard(*row)

    async def put(self, job: JobId, card: ProgressCard, /) -> bool:
        # A card that is undone only loses an edit.
        async with connected(writing(self.engine, durable=False)) as connection:
            done = await connection.execute(_PUT, {"pk": job, **attrs.asdict(card)})
            return done.rowcount == 1

    async def drop(self, job: JobId, /) -> None:
        async with connected(writing(self.engine)) as connection:
            await connection.execute(_DROP, {"pk": job})
