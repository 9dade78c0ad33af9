"""Packs: one hold, one progress message, one end."""

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, sizes_of, words_of
from tests.e2e.world import KILLED, World

from avatar_core import HoldStatus
from entrypoints.sandbox.telegram import ChatMessage


PACK = "Four seasons"
#: 4 pictures of 5 credits, of which 95 percent.
PRICE = 19


async def orders_pack(anna: Visitor) -> None:
    """Order the pack by its link, without waiting for it."""
    await anna.says("/start pack_seasons", PACK, "With: ")
    await anna.presses("Make 4 pictures")


def album_of(anna: Visitor) -> list[ChatMessage]:
    """Return the pictures of albums."""
    return [one for one in anna.person.messages if one.from_bot and one.album]


async def sees_end(world: World, anna: Visitor) -> None:
    """Wait until every end has been told."""
    await anna.sees("Here you are!")
    await world.all_told()


async def test_a_pack_of_four(world: World, anna: Visitor) -> None:
    """A pack has one hold, one progress card, one album and one end."""
    await anna.has_avatar()
    await anna.asks("/menu", "Main menu")
    await anna.presses("Styles and packs")
    await anna.sees("Ready-made scenes")
    await anna.presses("🍁 Seasons")
    await anna.presses("Four seasons · 4")
    card = await anna.sees(PACK, "With: ")
    assert card.photo is not None
    await anna.presses(f"Make 4 pictures · {PRICE} credits")
    await sees_end(world, anna)

    album = album_of(anna)
    assert [(864, 1152)] * 4 == sizes_of(album)
    assert 1 == sum("With: Summer" in words_of(message) for message in album)
    assert 1 == world.sent("of 4 ready") == world.sent("Here you are!")
    assert 0 == anna.said("of 4 ready")
    holds = [hold for hold in await world.holds() if hold["amount"] == PRICE]
    assert [(PRICE, HoldStatus.CAPTURED)] == [
        (hold["captured"], hold["status"]) for hold in holds
    ]
    assert await anna.balance() == (50 - PRICE, 0)
    orders = await world.generations()
    assert {"seasons"} == {order["pack"] for order in orders}
    assert 4 == len({order["prompt"] for order in orders})


async def test_killed_midway(make_world: MakeWorld) -> None:
    """A half finished pack is completed after the restart, and told once."""
    # Without webhooks fal has copies of the weights, and need not wait for us.
    async with make_world(picture_seconds=1.0, webhooks=False) as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.has_avatar()
        await world.all_told()
        await orders_pack(anna)
        await world.fal.wait_for(
            lambda record: "num_images" in record.input and record.completed
        )
        await world.end(KILLED)

        await world.start()
        await sees_end(world, anna)
        await world.prove()
        assert 4 == len(await world.pictures())
        assert 5 == world.fal.submits_taken
        assert 1 == world.sent("Here you are!")
        assert await anna.balance() == (50 - PRICE, 0)
