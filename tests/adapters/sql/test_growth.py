"""Nothing grows for ever that is not kept on purpose."""

import asyncio

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, NOW

from adapters.chat_store import Position
from adapters.sql import SqlAlbums, SqlAnchors, SqlStore, prune, tables
from adapters.sql.conversations import move
from adapters.sql.engine import connected, writing
from adapters.sql.retention import _COLUMNS, _PIECE
from avatar_core.audit import AuditEntry, Entity
from avatar_core.avatars import AvatarEvent, AvatarStatus
from avatar_core.ids import PersonId, PhotoId
from avatar_core.ports import Clock


_YEAR: Final = timedelta(days=365)
#: What bounds the rows of each table.
_BOUNDS: Final = {
    "deleted some time after their last use": {
        "albums",
        "anchors",
        "audit",
        "conversations",
        "received_updates",
        "waiting_photos",
    },
    "deleted once done": {
        "cards",
        "erased_requests",
        "erasures",
        "notices",
        "owed_cards",
        "scheduled_deletions",
        "update_lines",
    },
    "few, whatever happens": {"incidents", "sums", "terms"},
    "deleted with what people have": {
        "known_files",
        "likenesses",
        "photos",
        "pictures",
    },
    "one for each thing that people have or had": {"accounts", "avatars", "people"},
    "five for each person": {"milestones"},
    "one for each day": {"welcomes"},
    "about a hundred for each day": {"daily_sums"},
    "kept for the books, and what they refer to": {
        "descriptions",
        "disputes",
        "enrichments",
        "generations",
        "holds",
        "jobs",
        "payments",
        "postings",
        "promos",
        "redemptions",
        "scenes",
        "trainings",
        "upscales",
    },
    "as many as admins write": {"admin_log", "broadcasts"},
}


def _clock(at: datetime) -> Clock:
    return lambda: at


def test_the_growth_of_every_table_is_bounded() -> None:
    """Every table is in the list, once, and what is said to be pruned is pruned."""
    listed = [name for names in _BOUNDS.values() for name in names]

    assert sorted(tables.metadata.tables) == sorted(listed)
    pruned = {at.table.name for at in _COLUMNS} | {"audit"}
    assert pruned == _BOUNDS["deleted some time after their last use"]


async def test_the_old_goes_and_the_new_stays(
    engine: AsyncEngine, store: SqlStore
) -> None:
    """In each pruned table only rows within their time are left."""
    rows = 2 * _PIECE + 1
    entry = AuditEntry(
        entity=Entity.AVATAR,
        id=UUID(int=1),
        event=AvatarEvent.RENAME,
        source=AvatarStatus.DRAFT,
        dest=AvatarStatus.DRAFT,
        at=NOW - _YEAR,
    )
    async with store.work(ANNA) as work:
        for _ in range(rows):
            await work.audit.add(entry)
        await work.audit.add(attrs.evolve(entry, at=NOW))
    albums = SqlAlbums(engine)
    for number, at in ((1, NOW - _YEAR), (2, NOW)):
        person, photo = PersonId(number), PhotoId(UUID(int=number))
        await albums.claim(person, "album", number, at=at)
        await albums.keep(person, 1, photo, file_id="f", size=None, name=None, at=at)
        await SqlAnchors(engine, _clock(at)).put(person, "menu", 1)
        async with connected(writing(engine)) as connection:
            await move(connection, person, Position("step"), at=at)
            await connection.execute(
                tables.received_updates.insert(),
                {
                    "update_id": number,
                    "line": person,
                    "kind": "message",
                    "received_at": at,
                    "due_at": at,
                    "starts": 0,
                    "answered": True,
                    "ended_at": at,
                },
            )

    deleted = await prune(engine, NOW, audit_kept=_YEAR - timedelta(days=1))

    assert rows + 5 == deleted
    async with engine.connect() as connection:
        for name in _BOUNDS["deleted some time after their last use"]:
            left = sa.select(sa.func.count()).select_from(tables.metadata.tables[name])
            assert 1 == await connection.scalar(left), name
    assert 0 == await prune(engine, NOW, audit_kept=_YEAR)


async def test_a_dialog_that_goes_on_meanwhile_stays(engine: AsyncEngine) -> None:
    """An old row is not deleted if another process is using it just now."""
    for at in (NOW - _YEAR, NOW):
        async with connected(writing(engine)) as connection:
            await move(connection, ANNA, Position("step"), at=at)
            if at == NOW:
                pruning = asyncio.create_task(prune(engine, NOW, audit_kept=_YEAR))
                await asyncio.wait({pruning}, timeout=0.1)

    assert 0 == await pruning
