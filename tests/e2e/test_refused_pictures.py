"""Pictures that Telegram refuses, and the file ids of those it accepted."""

from datetime import UTC, datetime

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from entrypoints.sandbox.telegram import (
    AS_PHOTOS,
    GROUP_SEND_FAILED,
    ChatMessage,
)


def files(anna: Visitor) -> list[ChatMessage]:
    """Return the pictures that came as files."""
    return [each for each in anna.person.messages if each.from_bot and each.document]


@pytest.mark.parametrize("count", [1, 4])
async def test_a_passing_refusal_costs_seconds(
    run_world: MakeWorld, count: int
) -> None:
    """After one refused call the delivery is retried before the lease or the sweep."""
    async with run_world(lease_seconds=60, sweep_seconds=60) as world:
        anna = world.visitor()
        await anna.has_avatar()
        await world.handled()
        world.telegram.refuse(GROUP_SEND_FAILED, AS_PHOTOS)
        await anna.orders_pictures(count)
        await anna.receives(count)
        await world.prove()
        ended_at = (await world.job())["ended_at"]
        assert (datetime.now(UTC) - ended_at).total_seconds() < 20
        assert files(anna) == []


async def test_nothing_is_uploaded_twice(world: World, anna: Visitor) -> None:
    """Pictures are sent again by their file ids, also after a restart."""
    boris = world.visitor(1002, "Boris")
    await anna.has_avatar()
    await anna.orders_pictures(3)
    await anna.receives(3)
    await anna.sees("Here you are!")
    await world.handled()
    uploads = len(world.telegram.uploads)
    assert uploads == 4, "the welcome picture and three pictures"

    await anna.presses("🖼️ In the gallery")
    await anna.sees("3 of 3")
    for seen in ("2 of 3", "1 of 3"):
        await anna.presses("◀️")
        await anna.sees(seen)
    await world.stop()
    await world.start()
    await anna.presses("▶️")
    await anna.sees("2 of 3")
    await boris.comes()

    assert len(world.telegram.uploads) == uploads


async def test_what_is_deleted_is_known_no_longer(world: World, anna: Visitor) -> None:
    """The file id of a deleted picture is deleted with it."""
    await anna.has_avatar()
    await anna.orders_pictures(1)
    await anna.receives(1)
    # The file id is stored after the picture is shown, and before the end is noted.
    await world.all_told()
    [key] = [row["key"] for row in await world.pictures()]
    assert key in await world.known_files()

    await anna.presses("🖼️ In the gallery")
    await anna.presses("🗑️ Delete")
    await anna.presses("Yes, delete")
    await anna.sees("Nothing here yet")

    assert key not in await world.known_files()
