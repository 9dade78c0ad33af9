"""The gallery and the remixes, over HTTP, down to both emulators' books."""

import hashlib
import io

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from PIL import Image
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, words_of
from tests.e2e.world import World

from avatar_core import Size


def _request(world: World, index: int = -1) -> tuple[str, Mapping[str, Any]]:
    """Return what fal was asked: everything but the signature of the weights' link."""
    record = world.fal.requests[index]
    loras = [
        {**lora, "path": lora["path"].split("?")[0]}
        for lora in record.input.get("loras", [])
    ]
    return record.endpoint, {**record.input, "loras": loras}


def _blobs(world: World) -> set[str]:
    folder = Path(world.settings.storage_url) / "people" / "1001" / "pictures"
    return {file.name for file in folder.iterdir() if file.is_file()}


def _digests(world: World) -> set[str]:
    folder = Path(world.settings.storage_url) / "people" / "1001" / "pictures"
    return {hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.iterdir()}


async def test_the_same_again_is_the_same_request(world: World, anna: Visitor) -> None:
    """What is ordered again is sent to fal again to the last bit, at the same price."""
    await anna.has_avatar()
    await anna.orders_pictures(3, "as a sailor", "Story 9:16")
    await anna.receives(3)
    await anna.sees("Here you are!")
    first = _request(world)
    await anna.person.press("🪄 Remix")
    await anna.sees("What would you like to make of it?")
    await anna.person.press("The very same again ×3 · 15 💎")
    await anna.receives(6)
    await world.all_told()

    assert _request(world) == first
    one, two = await world.generations()
    assert {**one, "job": 0} == {**two, "job": 0}
    rows = await world.pictures()
    assert [row["seed"] for row in rows[:3]] == [row["seed"] for row in rows[3:]]
    assert {row["shape"] for row in rows} == {Size.STORY}


async def test_each_picture_keeps_its_seed(world: World, anna: Visitor) -> None:
    """Another shape of the second picture is drawn by the second's own seed."""
    await anna.has_avatar()
    await anna.orders_pictures(2)
    await anna.receives(2)
    await anna.sees("Here you are!")
    _, second = await world.pictures()
    await anna.person.press("🖼 In the gallery")
    await anna.sees("2 of 2")
    await anna.person.press("◀️")
    await anna.sees("1 of 2")
    await anna.person.press("💾 Original file")
    file = await anna.sees("💾 Summer")
    assert file.document is not None
    assert hashlib.sha256(file.document).hexdigest() in _digests(world)
    await anna.person.press("🪄 Remix")
    await anna.person.press("Other shape")
    await anna.person.press("Portrait 3:4")
    await anna.receives(3)

    _, asked = _request(world)
    assert asked["seed"] == second["seed"]
    assert asked["num_images"] == 1
    assert asked["image_size"] == {"width": 864, "height": 1152}


async def test_many_pictures(run_world: MakeWorld) -> None:
    """Twenty-five pictures are leafed through in one message, filtered and deleted."""
    async with run_world(welcome_credits=500) as world:
        await _many_pictures(world, world.visitor())


async def _many_pictures(world: World, anna: Visitor) -> None:
    await anna.has_avatar()
    for number in range(1, 8):
        await anna.orders_pictures(4 if number < 7 else 1)
        await anna.receives(min(4 * number, 25))
        await world.all_told()
    card = await anna.says("/gallery", "1 of 25")
    for number in [*range(2, 26), 1]:
        await anna.person.press("▶️")
        shown = await anna.sees(f"{number} of 25")
        assert shown.id == card.id

    second, newest = (await world.pictures())[-2:]
    await anna.person.press("🤍 Favourite")
    await anna.sees("⭐")
    await anna.person.press("▶️")
    await anna.sees("2 of 25")
    await anna.person.press("🗑 Delete")
    await anna.sees("Delete this picture?")
    await anna.person.press("🗑 Yes, delete")
    await anna.sees("2 of 24")
    assert len(await world.pictures()) == 24

    await world.an_hour_later()
    kept = _blobs(world)
    assert not any(second["id"].hex in blob for blob in kept)
    assert any(newest["id"].hex in blob for blob in kept)
    await anna.person.press("🔍 Filter")
    await anna.sees("24 pictures match")
    await anna.person.press("🤍 Favourites only")
    await anna.sees("1 picture matches")
    await anna.person.press("Show them")
    await anna.sees("1 of 1", "favourites")
    await anna.person.press("📊 Statistics")
    told = words_of(await anna.sees("Pictures: 24"))
    assert "Favourites: 1" in told
    assert "Spent on pictures: 125 credits" in told
    assert newest["id"] in {row["id"] for row in await world.pictures()}


async def _enlarges(anna: Visitor) -> None:
    await anna.has_avatar()
    await anna.orders_pictures(1)
    await anna.receives(1)
    await anna.presses("🪄 Remix")
    await anna.sees("What would you like to make of it?")
    await anna.presses("Enlarge · 5 💎")


async def test_an_enlargement_is_delivered_as_a_file(
    world: World, anna: Visitor
) -> None:
    """Its sides are doubled, it is paid for once, and it leads to gallery and menu."""
    await _enlarges(anna)
    anna.person.redeliver_last_update()
    file = await anna.sees("Summer, larger", "2048×2048 pixels")
    await world.all_told()

    assert file.document is not None
    with Image.open(io.BytesIO(file.document)) as image:
        assert image.size == (2048, 2048)
    assert await anna.balance() == (40, 0)
    assert [job["price"] for job in await world.jobs()] == [150, 5, 5]
    await anna.person.press("🖼 In the gallery")
    await anna.sees("1 of 2")
    await anna.person.press("🏠 Main menu")
    await anna.sees("Main menu")


async def test_an_enlargement_that_fails_costs_nothing(
    world: World, anna: Visitor
) -> None:
    """The person is told, and what was set aside is back."""
    world.fal.faults.fail_upscaling()
    await _enlarges(anna)
    await anna.sees("The picture could not be enlarged")
    await world.all_told()

    assert await anna.balance() == (45, 0)
    assert len(await world.pictures()) == 1
