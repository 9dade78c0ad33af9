"""The gallery and enlargements."""

import io

from pathlib import Path

from PIL import Image
from tests.e2e.journey import Visitor, words_of
from tests.e2e.world import World


def _blobs(world: World) -> set[str]:
    [folder] = Path(world.settings.storage_url).glob("people/*/pictures")
    return {file.name for file in folder.iterdir() if file.is_file()}


async def test_many_pictures(world: World, anna: Visitor) -> None:
    """Eight pictures are browsed in one message, filtered and deleted."""
    await anna.has_avatar()
    for number in (4, 8):
        await anna.orders_pictures(4)
        await anna.receives(number)
        await world.all_told()
    page = await anna.says("/gallery", "1–8 of 8")
    await anna.presses("1")
    card = await anna.sees("1 of 8")
    assert card.id == page.id
    for number in [*range(2, 9), 1]:
        await anna.presses("▶️")
        shown = await anna.sees(f"{number} of 8")
        assert shown.id == card.id

    second, newest = (await world.pictures())[-2:]
    await anna.presses("🤍 Favourite")
    await anna.sees("⭐")
    await anna.presses("▶️")
    await anna.sees("2 of 8")
    await anna.presses("🗑️ Delete")
    await anna.sees("Delete this picture?")
    await anna.presses("🗑️ Yes, delete")
    await anna.sees("2 of 7")
    assert len(await world.pictures()) == 7

    await world.an_hour_later()
    kept = _blobs(world)
    assert not any(second["id"].hex in blob for blob in kept)
    assert any(newest["id"].hex in blob for blob in kept)
    await anna.presses("🔍 Filter")
    await anna.sees("7 pictures match")
    await anna.presses("🤍 Favourites only")
    await anna.sees("1 picture matches")
    await anna.presses("Show them")
    await anna.sees("1 of 1", "favourites")
    await anna.presses("📊 Statistics")
    told = words_of(await anna.sees("Pictures: 7"))
    assert "Favourites: 1" in told
    assert "Spent on pictures: 40 credits" in told
    assert newest["id"] in {row["id"] for row in await world.pictures()}


async def _enlarges(anna: Visitor) -> None:
    await anna.has_avatar()
    await anna.orders_pictures(1)
    await anna.receives(1)
    await anna.presses("🪄")
    await anna.sees("What would you like to change?")
    await anna.presses("Enlarge · 5 💎")


async def test_an_enlargement_is_delivered_as_a_file(
    world: World, anna: Visitor
) -> None:
    """The copy is twice as large, paid for once, and has buttons to the gallery and menu."""
    await _enlarges(anna)
    anna.person.redeliver_last_update()
    file = await anna.sees("Summer, larger", "2048×2048 pixels")
    await world.all_told()

    assert file.document is not None
    with Image.open(io.BytesIO(file.document)) as image:
        assert image.size == (2048, 2048)
    assert await anna.balance() == (40, 0)
    assert [job["price"] for job in await world.jobs()] == [150, 5, 5]
    await anna.presses("🖼️ In the gallery")
    await anna.sees("1 of 2")
    await anna.presses("🏠 Main menu")
    await anna.sees("Main menu")
