"""Packs over HTTP: one hold, one progress message, one end."""

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, sizes_of, words_of
from tests.e2e.world import KILLED, STOPPED, World

from avatar_core import HoldStatus, JobStatus
from entrypoints.sandbox.telegram import ChatMessage


PACK = "Four seasons"
#: 4 pictures of 5 credits, of which 95 percent.
PRICE = 19


async def orders_pack(anna: Visitor) -> None:
    """Order the pack by its link, without waiting for it."""
    await anna.says("/start pack_seasons", PACK, "With: ")
    await anna.person.press("Make 4 pictures")


def album_of(anna: Visitor) -> list[ChatMessage]:
    """Return the pictures that came together."""
    return [one for one in anna.person.messages if one.from_bot and one.album]


async def sees_end(world: World, anna: Visitor) -> None:
    """Wait until everything has ended and was told."""
    await anna.sees("Here you are!")
    await world.all_told()


async def test_a_pack_of_four(world: World, anna: Visitor) -> None:
    """From the list to the album: one hold, one progress card, one end."""
    await anna.has_avatar()
    await anna.asks("/menu", "Main menu")
    await anna.person.press("Styles and packs")
    await anna.sees("Scenes that somebody has thought out")
    await anna.person.press("Four seasons · 4")
    card = await anna.sees(PACK, "With: ")
    assert card.photo is not None
    await anna.person.press(f"Make 4 pictures · {PRICE} credits")
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


async def test_three_of_four(world: World, anna: Visitor) -> None:
    """One is held back by the content check: three are delivered and paid."""
    await anna.has_avatar()
    world.fal.faults.black_picture()
    await orders_pack(anna)
    await anna.sees("3 of 4 pictures came out")
    await world.all_told()

    blocked = [job for job in await world.jobs() if job["status"] is JobStatus.BLOCKED]
    assert 1 == len(blocked)
    paid = PRICE - int(blocked[0]["price"])
    assert await anna.balance() == (50 - paid, 0)
    assert 3 == len(album_of(anna))
    assert 1 == world.sent("Here you are!")


async def test_a_style(world: World, anna: Visitor) -> None:
    """A single picture comes with its buttons, and once more is one tap away."""
    await anna.has_avatar()
    await anna.says("/start pack_watercolour", "Watercolour", "With: ")
    await anna.person.press("Make 1 picture · 5 credits")
    await anna.sees("Watercolour", "5 credits spent, 45 left")
    await world.all_told()

    await anna.person.press("Once more")
    await anna.person.press("Make 1 picture · 5 credits")
    await anna.sees("Watercolour", "5 credits spent, 40 left")


async def test_called_off_midway(run_world: MakeWorld) -> None:
    """What is ready is delivered and paid, the rest is not; one end says so."""
    async with run_world(picture_seconds=1.0) as world:
        anna = world.visitor()
        await anna.has_avatar()
        await orders_pack(anna)

        async def one_is_ready() -> bool:
            return any(
                job["status"] is JobStatus.SUCCEEDED
                for job in await world.jobs()
                if job["lead"] is not None
            )

        await world.until(one_is_ready)
        await anna.calls_off()
        await world.prove()

        jobs = [job for job in await world.jobs() if job["lead"] is not None]
        paid = sum(job["price"] * job["delivered"] for job in jobs)
        assert paid >= 4
        assert await anna.balance() == (50 - paid, 0)
        assert 1 == world.sent("Here you are!")
        delivered = sum(job["delivered"] for job in jobs)
        assert delivered == len(await world.pictures())


@pytest.mark.parametrize("how", [STOPPED, KILLED])
async def test_a_restart_midway(make_world: MakeWorld, how: str) -> None:
    """A pack that is half done ends after the restart, once and whole."""
    # Without webhooks fal has copies of the weights, and need not wait for us.
    async with make_world(picture_seconds=1.0, webhooks=False) as world:
        await world.begin(how)
        anna = world.visitor()
        await anna.has_avatar()
        await world.all_told()
        await orders_pack(anna)
        await world.fal.wait_for(
            lambda record: "num_images" in record.input and record.completed
        )
        await world.end(how)

        await world.begin(how)
        await sees_end(world, anna)
        await world.prove()
        assert 4 == len(await world.pictures())
        assert 5 == world.fal.submits_taken
        assert 1 == world.sent("Here you are!")
        assert await anna.balance() == (50 - PRICE, 0)
