"""Albums, words below photos, edits and other kinds, against a running product."""

import pytest

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos
from tests.e2e.world import KILLED, STOPPED, World


async def _names(anna: Visitor) -> None:
    await anna.person.send_text("/new")
    await anna.presses("🎭 Portrait")
    await anna.presses("Woman")
    await anna.sees("What should we call")


def _answers(anna: Visitor) -> int:
    return sum(message.from_bot for message in anna.person.messages)


@pytest.mark.parametrize("how", [STOPPED, KILLED])
@pytest.mark.parametrize("webhooks", [True, False])
async def test_an_album_before_its_name_outlives_the_product(
    make_world: MakeWorld, how: str, *, webhooks: bool
) -> None:
    """Ten photos at the name step get one answer, and are the avatar's in the end."""
    async with make_world(webhooks=webhooks) as world:
        await world.begin(how)
        anna = world.visitor()
        await anna.comes()
        await _names(anna)
        await anna.sends_photos(10)
        await anna.sees("keeping these")
        await world.handled()
        assert anna.said("keeping these") == 1
        await world.end(how)
        await world.begin(how)
        await anna.person.send_text("Summer")
        await anna.sees_count(10)
        await anna.sees_one("the last step")


async def test_words_below_the_first_are_the_name(world: World, anna: Visitor) -> None:
    """An album with words below its first photo is named and taken at once."""
    await anna.comes()
    await _names(anna)
    await anna.person.send_album(photos(10), caption="Summer")
    await anna.sees_count(10)
    await world.handled()
    await anna.sees_one("the last step")
    assert "“Summer”" in (await anna.sees("the last step")).wire["text"]


@pytest.mark.parametrize("step", ["/promo", "/menu"])
async def test_an_album_elsewhere_is_answered_once(
    world: World, anna: Visitor, step: str
) -> None:
    """Ten photos where none are wanted get one answer that says what becomes of them."""
    await anna.comes()
    await anna.person.send_text(step)
    await world.handled()
    before = _answers(anna)
    await anna.sends_photos(10)
    await world.handled()
    await anna.sees("have kept none" if step == "/promo" else "keep them")
    assert _answers(anna) == before + 1


async def test_a_live_photo_and_other_kinds(world: World, anna: Visitor) -> None:
    """A live photo is taken; a die and a forwarded bill have answers that fit."""
    await anna.begins_avatar()
    await anna.person.send_live_photo(photos(1)[0])
    await anna.sees_count(1)
    await anna.sees_one("the last step")
    await anna.person.send_text("/promo")
    anna.person.send_kind("dice")
    await anna.sees("I am waiting for a promo code", "Promo code")
    await anna.person.send_text("/topup")
    await anna.presses("⭐")
    bill = await anna.person.wait_for(lambda message: message.invoice is not None)
    anna.person.forward(bill)
    await anna.sees("a copy of a bill")
    await world.handled()


async def test_an_edited_prompt(world: World, anna: Visitor) -> None:
    """Until it is ordered the edited prompt is what is drawn; later it is said so."""
    await anna.has_avatar()
    await anna.person.send_text("/menu")
    await world.handled()
    sent = await anna.person.send_text("on the mooon")
    await anna.sees("on the mooon")
    anna.person.edit(sent, "on the moon")
    await anna.sees("on the moon")
    await world.handled()
    await anna.says("/promo", "Promo code")
    anna.person.edit(sent, "on Mars")
    await anna.sees("cannot follow edits")
