"""A backup made while the bot runs is restored elsewhere, where the bot goes on."""

import asyncio
import os
import tarfile

from pathlib import Path

import pytest

from tests.databases import KINDS, database_url, postgres_programs
from tests.e2e.conftest import MakeWorld
from tests.e2e.world import World

from entrypoints.backup import back_up, restore
from entrypoints.environment import StartError


def _files(folder: Path) -> dict[str, bytes]:
    return {
        str(each.relative_to(folder)): each.read_bytes()
        for each in sorted(folder.rglob("*"))
        if each.is_file() and "people" in each.parts
    }


async def _with_an_avatar(world: World) -> None:
    anna = world.visitor()
    await anna.has_avatar()
    await anna.orders_pictures(1)
    await anna.receives(1)
    await world.all_told()
    await world.handled()


@pytest.mark.parametrize("kind", KINDS)
async def test_restored_elsewhere(
    make_world: MakeWorld, tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everything is as it was: the bot, started there, makes the next picture."""
    monkeypatch.setenv("PATH", f"{postgres_programs()}{os.pathsep}{os.environ['PATH']}")
    file, again = tmp_path / "backup.tar", tmp_path / "again"
    async with make_world(database_url=database_url(kind, tmp_path)) as world:
        await world.start()
        await _with_an_avatar(world)
        before = await world.postings()
        count = await back_up(world.settings, {}, file)
        kept = _files(tmp_path / "blobs")
        place = {
            "database_url": database_url(kind, tmp_path, migrated=False),
            "storage_url": str(again),
        }
        elsewhere = world.settings.model_copy(update=place)
        assert count == await restore(elsewhere, {}, file) >= len(kept) > 0
        with pytest.raises(StartError, match="into an empty database only"):
            await restore(elsewhere, {}, file)
        used = world.settings.model_copy(
            update=place
            | {"database_url": database_url(kind, tmp_path, migrated=False)}
        )
        with pytest.raises(StartError, match="into an empty storage only"):
            await restore(used, {}, file)
        with pytest.raises(StartError, match="exists"):
            await back_up(world.settings, {}, file)
        await world.stop()
    assert kept == _files(again)

    async with make_world(**place) as world:
        await world.start()
        assert before == await world.postings()
        anna = world.visitor()
        await anna.orders_pictures(1)
        await anna.receives(2)
        await world.prove()


async def test_a_file_that_is_no_backup(make_world: MakeWorld, tmp_path: Path) -> None:
    """A file that is none, cut short, or of another database is refused."""
    file, short = tmp_path / "backup.tar", tmp_path / "short.tar"
    url = database_url("sqlite", tmp_path)
    async with make_world(database_url=url) as world:
        await back_up(world.settings, {}, file)
        empty = world.settings.model_copy(
            update={
                "database_url": f"sqlite:///{tmp_path}/none.db",
                "storage_url": str(tmp_path / "none"),
            }
        )
        with tarfile.open(file) as whole:
            end = whole.getmembers()[-1].offset
        for content in (b"a letter", file.read_bytes()[:end], file.read_bytes()[:900]):
            short.write_bytes(content)
            with pytest.raises(StartError, match=r"no backup|not whole"):
                await restore(empty, {}, short)
        postgres = database_url("postgresql", tmp_path, migrated=False)
        with pytest.raises(StartError, match="is of SQLite"):
            await restore(empty.model_copy(update={"database_url": postgres}), {}, file)
        with pytest.raises(StartError, match="nothing in it yet"):
            await back_up(empty, {}, tmp_path / "other.tar")
    assert not await asyncio.to_thread((tmp_path / "none.db").exists)
    assert not await asyncio.to_thread((tmp_path / "other.tar").exists)


async def test_without_postgresqls_programs(
    make_world: MakeWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A missing pg_dump is named, and no file is left."""
    monkeypatch.setenv("PATH", str(tmp_path))
    file = tmp_path / "backup.tar"
    url = database_url("postgresql", tmp_path)
    async with make_world(database_url=url) as world:
        with pytest.raises(StartError, match="pg_dump is not installed"):
            await back_up(world.settings, {}, file)
    assert not await asyncio.to_thread(file.exists)
