"""How long work has been due that nobody does."""

from datetime import datetime

import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, reading
from .tables import jobs, received_updates


_OLDEST = (
    sa.select(sa.func.min(jobs.c.due_at)).where(jobs.c.due_at.is_not(None)),
    sa.select(sa.func.min(received_updates.c.received_at)).where(
        received_updates.c.ended_at.is_(None)
    ),
)


async def oldest_due(engine: AsyncEngine) -> datetime | None:
    """Return since when the oldest job or update waits; None if nothing does."""
    async with connected(reading(engine)) as connection:
        found = [await connection.scalar(statement) for statement in _OLDEST]
    return min(filter(None, found), default=None)
