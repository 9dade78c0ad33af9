"""Kills the product while it stores a person's bytes, has them forgotten, and looks."""

import json
import re

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.e2e.process import Process
from tests.e2e.world import World, world_in

from adapters.sql import empty_log
from adapters.sql.tables import metadata, people

from .life import Plan
from .people import PATIENCE
from .proof import Findings


_NAME: Final = "Quetzalcoatl"
_WORDS: Final = "as a xylophonist in Ouagadougou"
#: How many bytes from the middle of a file tell it from every other.
_SAMPLE: Final = 48
#: Tables that keep the number of somebody who was forgotten: what credits and payments
#: were for, which updates were handled, and who must not be welcomed twice.
_KEPT: Final = frozenset(
    {"accounts", "avatars", "holds", "jobs", "payments", "people", "postings"}
    | {"milestones", "received_updates"}
)


async def erase(data: Path) -> tuple[str, Findings]:
    """Kill it while an archive and weights are stored, then delete everything.

    Return what the kills left half written, and the traces found afterwards.
    """
    findings = Findings()
    async with world_in(data, training_seconds=1.0, picture_seconds=0.1) as world:
        anna = world.visitor()
        anna.patience = PATIENCE
        life, left = await _begin(world, data, ".zip"), []
        await anna.orders_training(_NAME)
        for then in (".safetensors", ""):
            if not await life.ended(PATIENCE):
                raise AssertionError("nothing was stored")
            left.append(sum(len(path.read_bytes()) for path in _scratch(world)))
            life = await _begin(world, data, then)
            findings.demand(not _scratch(world), "a start empties the scratch folder")
        try:
            await anna.sees("is ready!")
            await anna.orders_pictures(1, _WORDS)
            await anna.receives(1)
            await world.all_told()
            marks = await _marks(world)
            before = await _traces(world, marks)
            await anna.is_forgotten()
            await world.an_hour_later()
            await empty_log(world.engine)
            findings.demand(all(left), "the kills left something", left)
            findings.demand(len(before) > len(marks), "the marks are right", before)
            for trace in await _traces(world, marks):
                findings.demand(False, "nothing is left", trace)
            await _check_rows(findings, world)
            _check_provider(findings, world)
        finally:
            await life.kill()
    sizes = " and ".join(f"{size // 1024} KiB" for size in left)
    return f"{sizes} left half written, {len(marks)} marks looked for", findings


async def _begin(world: World, data: Path, dies_storing: str) -> Process:
    life = Plan(settings=world.settings, data=data, dies_storing=dies_storing).begin()
    await life.ready()
    return life


def _blobs(world: World) -> list[Path]:
    root = Path(world.settings.storage_url)
    return [path for path in root.rglob("*") if path.is_file()]


def _scratch(world: World) -> list[Path]:
    return [path for path in _blobs(world) if path.parent.name == ".scratch"]


async def _marks(world: World) -> Sequence[bytes]:
    """Return what tells of the person: words, the alias, the middles of all files."""
    (row,) = await world.rows(people)
    theirs = [path for path in _blobs(world) if "people" in path.parts]
    files = [path.read_bytes() for path in theirs]
    middles = [file[len(file) // 2 :][:_SAMPLE] for file in files]
    return [*middles, row["alias"].hex.encode(), _NAME.encode(), _WORDS.encode()]


async def _traces(world: World, marks: Sequence[bytes]) -> list[str]:
    """List every file, key and row in which a mark is found."""
    database = Path(world.settings.database_url.removeprefix("sqlite:///"))
    found = []
    for path in (*_blobs(world), *database.parent.glob(f"{database.name}*")):
        held = str(path).encode() + path.read_bytes()
        found += [f"{mark!r} in {path.name}" for mark in marks if mark in held]
    for table in metadata.tables.values():
        for row in await world.rows(table):
            held = repr(row).encode()
            found += [f"{mark!r} in {table.name}" for mark in marks if mark in held]
    return found


async def _check_rows(findings: Findings, world: World) -> None:
    """Check that no other table than those documented names the person."""
    (row,) = await world.rows(people)
    naming = {
        table.name
        for table in metadata.tables.values()
        for each in await world.rows(table)
        if row["id"] in each.values()
    }
    findings.demand(naming <= _KEPT, "no other row names them", naming - _KEPT)
    findings.demand(row["alias"] is None, "the alias is gone", row)


def _check_provider(findings: Findings, world: World) -> None:
    """Check that the provider was never told who the person is in the chat."""
    number = re.compile(r"(?<![\w.])1001(?![\w.])")
    for record in world.fal.requests:
        named = number.search(json.dumps(record.input))
        findings.demand(not named, "the provider does not know them", record.input)
