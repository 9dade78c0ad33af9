"""Deletion of records that are kept only for a time."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine

from .engine import connected, writing
from .rows import MOST
from .sqlite import LONG
from .tables import (
    albums,
    anchors,
    audit,
    conversations,
    received_updates,
    waiting_photos,
)


#: How many rows a transaction deletes.
_PIECE: Final = 500
#: Longer than Telegram repeats an update (24 hours), in case that changes.
_UPDATES_KEPT: Final = timedelta(days=2)
#: After that, a person who returns starts the dialog again and gets a new card.
_CHATS_KEPT: Final = timedelta(days=30)

_BEFORE: Final = sa.bindparam("before", type_=albums.c.at.type)
_COLUMNS: Final[Mapping[sa.Column[Any], timedelta]] = {
    received_updates.c.ended_at: _UPDATES_KEPT,
    albums.c.at: _UPDATES_KEPT,
    waiting_photos.c.at: _UPDATES_KEPT,
    conversations.c.at: _CHATS_KEPT,
    anchors.c.at: _CHATS_KEPT,
}


def _old(at: sa.Column[Any]) -> sa.Select[Any]:
    """Return a query for the keys of the oldest rows that are to be deleted.

    A row that another transaction is changing is skipped: its time may be changing.
    """
    key = at.table.primary_key.columns
    old = sa.select(*key).where(at < _BEFORE).order_by(at).limit(MOST)
    return old.with_for_update(skip_locked=True)


def _delete(at: sa.Column[Any]) -> sa.Delete:
    table = at.table
    assert isinstance(table, sa.Table)  # noqa: S101 - a column of one
    return table.delete().where(sa.tuple_(*table.primary_key.columns).in_(_old(at)))


_PRUNING: Final = {_delete(at): kept for at, kept in _COLUMNS.items()}
#: By position, so that no index on the time is needed: entries are added in its order.
_AUDIT: Final = audit.delete().where(
    audit.c.at < _BEFORE,
    audit.c.position.in_(
        sa.select(audit.c.position)
        .order_by(audit.c.position)
        .limit(MOST)
        .with_for_update(skip_locked=True)
    ),
)


async def prune(engine: AsyncEngine, now: datetime, *, audit_kept: timedelta) -> int:
    """Delete old records in short transactions; return how many.

    These are handled updates, albums, photos without an avatar, dialogs and cards that
    nobody came back to, and audit entries older than *audit_kept*.
    """
    deleted = 0
    for statement, kept in {**_PRUNING, _AUDIT: audit_kept}.items():
        values = {"before": now - kept, "most": _PIECE}
        gone = _PIECE
        while gone == _PIECE:
            async with connected(writing(engine)) as connection:
                result = await connection.execute(
                    statement, values, execution_options=LONG
                )
                gone = result.rowcount
            deleted += gone
    return deleted
