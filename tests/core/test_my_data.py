"""The copy of everything about oneself."""

import json

from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.test_disputes import complain
from tests.core.world import ANNA, BORIS, World

from avatar_core.errors import ExportedLatelyError
from avatar_core.ids import PersonId
from avatar_core.orders import GenerationOrder


async def _copy(world: World, person: PersonId = ANNA) -> dict[str, bytes]:
    found = [file async for file in world.cases.my_data.files(person)]
    assert len(dict(found)) == len(found)
    return dict(found)


def _rows(copy: dict[str, bytes]) -> list[dict[str, Any]]:
    files = [json.loads(data) for name, data in copy.items() if ".json" in name]
    return [row for rows in files for row in rows]


async def test_everything_is_in_it(world: World) -> None:
    """Photos, pictures, orders and credits of this person, and nobody else's."""
    boris = await world.trained(BORIS)
    job = await world.ordered_pictures(3)
    await world.run()
    await world.describe(job.avatar)
    await world.run()
    await complain(world, job.id, words="That is somebody else")

    copy = await _copy(world)

    stored = world.rows._rows
    theirs: set[str | None] = {one.key for one in stored.pictures.values()}
    theirs |= {one.key for one in stored.photos.values() if one.avatar != boris.id}
    files = [data for name, data in copy.items() if name.endswith(".jpg")]
    kept = [world.kept.kept[key] for key in theirs if key is not None]
    assert sorted(kept) == sorted(files)
    text = b"".join(copy.values()).decode(errors="replace")
    assert isinstance(job.order, GenerationOrder)
    assert job.order.words in text
    assert "That is somebody else" in text
    assert world.provider.scene.text in text
    assert job.token not in text
    assert boris.id.hex not in text.replace("-", "")
    jobs = {row["id"] for row in _rows(copy) if "order" in row}
    assert {str(one.id) for one in stored.jobs.values() if one.person == ANNA} == jobs
    spent = [row["amount"] for row in _rows(copy) if "reason" in row]
    assert sum(spent) > 0


async def test_what_is_gone_is_left_out(world: World) -> None:
    """A file that is being deleted meanwhile does not stop the copy."""
    await world.ordered_pictures(1)
    await world.run()
    kept = dict(world.kept.kept)
    world.kept.kept.clear()

    copy = await _copy(world)

    world.kept.kept.update(kept)
    assert [] == [name for name in copy if name.endswith(".jpg")]
    assert "person.json" in copy


async def test_pictures_are_named_by_their_format(world: World) -> None:
    """A picture that is kept as PNG is a .png in the copy."""
    await world.ordered_pictures(1)
    await world.run()
    [picture] = world.rows._rows.pictures.values()
    png = attrs.evolve(picture, key=f"{picture.key.removesuffix('jpg')}png")
    world.rows._rows.pictures[picture.id] = png
    world.kept.kept[png.key] = world.kept.kept.pop(picture.key)

    copy = await _copy(world)

    assert [world.kept.kept[png.key]] == [
        data for name, data in copy.items() if name.endswith(".png")
    ]


async def test_once_a_day(world: World) -> None:
    """Only a copy that was sent counts; the next may be had a day later."""
    await world.enter(ANNA)
    await _copy(world)
    await _copy(world)

    await world.cases.my_data.sent(ANNA)
    world.clock.advance(timedelta(hours=23))
    with pytest.raises(ExportedLatelyError) as caught:
        await _copy(world)
    world.clock.advance(timedelta(hours=1))
    copy = await _copy(world)

    assert world.clock.now == caught.value.again_at
    assert "person.json" in copy
