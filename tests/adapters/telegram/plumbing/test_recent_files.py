"""Known files are looked up in the database once."""

from datetime import UTC, datetime

from tests.adapters.telegram.plumbing.rig import MemoryKnownFiles

from adapters.chat_store import KnownFile
from adapters.telegram import RecentFiles


NOW = datetime(2026, 1, 1, tzinfo=UTC)


async def test_a_known_file_is_looked_up_once() -> None:
    """A known file is cached; an unknown one is looked up again."""
    kept = MemoryKnownFiles()
    files = RecentFiles(kept)

    assert await files.get("a.jpg", "photo", "") is None
    await kept.put("a.jpg", "photo", "", KnownFile("one", NOW))
    assert KnownFile("one", NOW) == await files.get("a.jpg", "photo", "")
    kept.kept.clear()
    assert KnownFile("one", NOW) == await files.get("a.jpg", "photo", "")


async def test_the_newest_word_counts() -> None:
    """A stored entry replaces the cached one."""
    kept = MemoryKnownFiles()
    files = RecentFiles(kept)
    for name in ("one", "two"):
        await files.put("a.jpg", "photo", "", KnownFile(name, NOW))

    assert KnownFile("two", NOW) == await files.get("a.jpg", "photo", "")
    assert {("a.jpg", "photo", ""): KnownFile("two", NOW)} == kept.kept


async def test_only_the_newest_are_remembered() -> None:
    """The cache is bounded: the oldest entry is looked up again."""
    kept = MemoryKnownFiles()
    files = RecentFiles(kept, most=2)
    for key in ("a", "b", "c"):
        await files.put(key, "photo", "", KnownFile(key, NOW))
    kept.kept.clear()

    assert await files.get("a", "photo", "") is None
    assert KnownFile("c", NOW) == await files.get("c", "photo", "")
