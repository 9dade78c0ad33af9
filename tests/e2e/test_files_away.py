"""Photos that Telegram does not hand out, for seconds or for good."""

import asyncio

from collections.abc import Callable

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos
from tests.e2e.world import World

from adapters.sql import tables
from entrypoints.sandbox.telegram import ChatMessage


def says(words: str) -> Callable[[ChatMessage], bool]:
    """Return whether a message says this."""
    return lambda message: words in (message.text or message.caption or "")


@pytest.mark.parametrize("webhooks", [False, True])
async def test_for_good(make_world: MakeWorld, *, webhooks: bool) -> None:
    """One message names the photos, and what was sent after them is answered before."""
    async with make_world(webhooks=webhooks) as world:
        await world.start()
        anna = world.visitor()
        await anna.begins_avatar()
        asked: list[str] = []

        def every_second(file_id: str) -> bool:
            if file_id not in asked:
                asked.append(file_id)
            return asked.index(file_id) % 2 == 1

        world.telegram.files.refused = lambda file: every_second(file.file_id)
        loop = asyncio.get_running_loop()
        sent_at = loop.time()
        await anna.person.send_album(photos(10))
        await anna.person.send_text("/menu")
        await anna.person.wait_for(says("Main menu"))
        menu_after = loop.time() - sent_at
        told = await anna.person.wait_for(says("did not reach me"))
        told_after = loop.time() - sent_at

        assert "5 photos of your album" in (told.text or "")
        assert 1 == world.sent("did not reach me")
        assert 5 == len(await world.photos())
        assert menu_after < told_after
        assert menu_after < 3  # measured 1.0-1.7 s on a busy machine
        assert told_after < 10


async def test_for_seconds(world: World, anna: Visitor) -> None:
    """What Telegram hands out a moment later is taken, and nobody is bothered."""
    await anna.begins_avatar()
    world.telegram.files.refused = lambda _: True
    await anna.person.send_album(photos(3))
    await anna.person.send_text("/menu")
    await anna.person.wait_for(says("Main menu"))
    assert not await world.photos()
    world.telegram.files.refused = lambda _: False
    await world.until_rows(tables.photos, lambda rows: len(rows) == 3)
    assert not world.sent("did not reach me")


async def test_stalled(world: World, anna: Visitor) -> None:
    """A photo that never arrives delays nobody."""
    await anna.begins_avatar()
    world.telegram.files.stalled = lambda _: True
    await anna.person.send_photo(photos(1)[0])
    await anna.person.send_text("/menu")
    await anna.person.wait_for(says("Main menu"))
    assert not world.sent("did not reach me")
    await anna.person.wait_for(says("Your photo did not reach me"))
    assert 1 == world.sent("did not reach me")
