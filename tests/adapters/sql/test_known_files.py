"""Telegram's file ids are stored, and deleted with their pictures."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.chat_store import KnownFile
from adapters.sql import SqlKnownFiles, SqlStore
from avatar_core.blob_keys import prefix_of
from avatar_core.ids import Alias, PersonId
from avatar_core.ledger import HOUSE
from avatar_core.people import Language, Person
from avatar_core.testing.blobs import ALIAS


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN, BOB = PersonId(1), PersonId(11)
KNOWN = KnownFile("AgAC", NOW)


async def test_a_file_is_kept_by_kind_and_name(engine: AsyncEngine) -> None:
    """Each kind and file name has its own entry, and the newest replaces the older."""
    files = SqlKnownFiles(engine)
    later = KnownFile(None, NOW + timedelta(hours=1))
    assert await files.get("a.jpg", "photo", "") is None

    await files.put("a.jpg", "photo", "", KNOWN)
    await files.put("a.jpg", "document", "Summer 1.jpg", KNOWN)
    await files.put("a.jpg", "photo", "", later)

    again = SqlKnownFiles(engine)
    assert later == await again.get("a.jpg", "photo", "")
    assert KNOWN == await again.get("a.jpg", "document", "Summer 1.jpg")
    assert await again.get("a.jpg", "document", "Summer 2.jpg") is None
    assert await again.get("b.jpg", "photo", "") is None


async def test_it_is_deleted_with_the_picture(
    engine: AsyncEngine, store: SqlStore
) -> None:
    """A file id is deleted when its picture is scheduled and when it is deleted."""
    files = SqlKnownFiles(engine)
    for key in ("a.jpg", "b.jpg"):
        await files.put(key, "photo", "", KNOWN)
        await files.put(key, "document", "x.jpg", KNOWN)

    async with store.work(HOUSE) as work:
        await work.deletions.add(["a.jpg"], at=NOW)
    assert await files.get("a.jpg", "photo", "") is None
    assert await files.get("a.jpg", "document", "x.jpg") is None

    await files.put("a.jpg", "photo", "", KNOWN)  # by a message under way
    async with store.work(HOUSE) as work:
        await work.deletions.forget(["a.jpg"])
    assert await files.get("a.jpg", "photo", "") is None
    assert KNOWN == await files.get("b.jpg", "photo", "")


async def test_it_is_deleted_with_the_person(
    engine: AsyncEngine, store: SqlStore
) -> None:
    """A forgotten person's file ids are deleted, and no others."""
    files = SqlKnownFiles(engine)
    hers, his = (f"{prefix_of(one)}1.jpg" for one in (ALIAS, Alias(UUID(int=2))))
    for key in (hers, his):
        await files.put(key, "photo", "", KNOWN)
    async with store.work(ANN) as work:
        ann = Person(id=ANN, language=Language.ENGLISH, created_at=NOW, alias=ALIAS)
        await work.people.add(ann)
        await work.erasure.begin(ann.forgotten(at=NOW), alias=ALIAS)
        await work.erasure.proceed(ANN, limit=9, since=NOW)

    assert await files.get(hers, "photo", "") is None
    assert KNOWN == await files.get(his, "photo", "")
