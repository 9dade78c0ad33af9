"""Descriptions of photos, and enriched prompts."""

from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos, words_of
from tests.e2e.world import KILLED, World

from adapters.sql import tables
from avatar_core import JobKind, Wording
from avatar_core.ledger import HOUSE
from avatar_core.prices import Term


_PHOTO = photos(1, 7)[0]


async def _scene_shown(anna: Visitor) -> str:
    shown = words_of(await anna.sees("This is what I see"))
    return shown.split("\n\n")[1]


async def _newest(world: World) -> dict[str, object]:
    jobs = [row for row in await world.jobs() if row["kind"] is JobKind.GENERATION]
    found = await world.generations()
    return next(dict(row) for row in found if row["job"] == jobs[-1]["id"])


# --- a photo in words -------------------------------------------------------


async def test_a_photo_becomes_pictures(world: World, anna: Visitor) -> None:
    """A photo is described, shown in words, drawn and paid for."""
    await anna.has_avatar()
    await anna.is_asked_for_a_photo()
    await anna.person.send_photo(_PHOTO)
    scene = await _scene_shown(anna)
    assert await anna.balance() == (49, 0)

    await anna.presses("Draw it like this")
    await anna.sees("Which shape?")
    await anna.presses("Square 1:1")
    await anna.presses("2 pictures")
    await anna.receives(2)

    order = await _newest(world)
    assert order["wording"] is Wording.PHOTO
    assert order["scene"] == order["words"]
    assert str(order["scene"]).startswith(scene[:200])
    assert await anna.balance() == (39, 0)
    kept = [row["key"] for row in await world.rows(tables.scheduled_deletions)]
    assert any("/described/" in key for key in kept)


async def test_the_words_of_a_photo_can_be_changed(world: World, anna: Visitor) -> None:
    """A text sent after the description replaces it, with or without a tap."""
    await anna.has_avatar()
    await anna.is_asked_for_a_photo()
    await anna.person.send_photo(_PHOTO)
    await _scene_shown(anna)

    await anna.says("x", "Edit the description", "very short")
    await anna.says("a red boat in the fog", "Which shape?", "a red boat in the fog")
    await anna.presses("✏️ Edit the description")
    await anna.says(
        "a green boat in the fog", "Which shape?", "a green boat in the fog"
    )
    await anna.presses("Square 1:1")
    await anna.presses("1 picture")
    await anna.receives(1)

    order = await _newest(world)
    assert order["words"] == order["scene"] == "a green boat in the fog"
    assert order["wording"] is Wording.PHOTO


async def test_a_photo_costs_what_was_said(world: World, anna: Visitor) -> None:
    """If the price has changed, the new one is shown and nothing is ordered."""
    await anna.has_avatar()
    await anna.is_asked_for_a_photo()
    async with world.store.work(HOUSE) as work:
        await work.terms.change(Term.DESCRIPTION, 7)

    await anna.person.send_photo(_PHOTO)
    await anna.sees("nothing was charged")
    kinds = [row["kind"] for row in await world.jobs()]
    await anna.presses("Prompt from a photo · 7 credits")
    await anna.person.send_photo(_PHOTO)
    await _scene_shown(anna)

    assert JobKind.DESCRIPTION not in kinds
    assert await anna.balance() == (43, 0)


async def test_a_description_survives_a_kill(make_world: MakeWorld) -> None:
    """A photo is described once although the product is killed meanwhile."""
    async with make_world() as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.has_avatar()
        await world.all_told()
        world.fal.faults.lose_webhook()
        await anna.is_asked_for_a_photo()
        await anna.person.send_photo(_PHOTO)
        # Sooner, nobody would serve the photo to fal any more.
        await world.fal.wait_for(
            lambda record: "image_urls" in record.input and record.completed
        )
        await world.end(KILLED)

        await world.start()
        await _scene_shown(anna)
        await world.prove()
        assert world.sent("This is what I see") == 1
        assert await anna.balance() == (49, 0)


# --- better words -----------------------------------------------------------


async def test_words_are_translated_and_enriched(run_world: MakeWorld) -> None:
    """The words and the scene are stored, and not enriched again."""
    async with run_world(enrichment=True) as world:
        anna = world.visitor()
        await anna.has_avatar()
        await anna.is_choosing_count("я в лодке на море")
        await anna.sees("I translate your words into English")
        await anna.presses("1 picture")
        await anna.receives(1)

        first = await _newest(world)
        assert first["wording"] is Wording.ENRICHED
        assert first["words"] == "я в лодке на море"
        assert "boat" in str(first["scene"])
        assert str(first["scene"]) in str(first["prompt"])
        assert anna.said("exactly as you wrote") == 0

        await anna.presses("Same prompt again")
        await anna.sees("Which shape?")
        await anna.presses("Wide 16:9")
        await anna.presses("1 picture")
        await anna.receives(2)

        again = await _newest(world)
        assert (again["scene"], again["prompt"], again["wording"]) == (
            first["scene"],
            first["prompt"],
            Wording.ENRICHED,
        )
        kinds = [row["kind"] for row in await world.jobs()]
        assert kinds.count(JobKind.ENRICHMENT) == 1
        assert await anna.balance() == (40, 0)


async def test_better_words_survive_a_kill(make_world: MakeWorld) -> None:
    """Pictures are drawn once although the product is killed during the enrichment."""
    async with make_world(enrichment=True) as world:
        await world.begin(KILLED)
        anna = world.visitor()
        await anna.has_avatar()
        await world.all_told()
        world.fal.faults.lose_webhook()
        await anna.orders_pictures(2)
        await world.fal.wait_for(lambda record: "system_prompt" in record.input)
        await world.end(KILLED)

        await world.start()
        await anna.receives(2)
        await anna.sees("Here you are!")
        await world.prove()
        assert world.sent("Here you are!") == 1
        assert await anna.balance() == (40, 0)


async def test_the_preferred_size_is_not_asked_for(world: World, anna: Visitor) -> None:
    """With a preferred size only the number is asked for; another size can be chosen."""
    await anna.has_avatar()
    await anna.person.send_text("/settings")
    await anna.presses("ask me every time")
    await anna.presses("Wide 16:9")
    await anna.presses("Main menu")
    await anna.presses("🎨 Create pictures")
    await anna.presses("Describe a picture")
    await anna.says("as a sailor", "How many?", "Wide 16:9")
    await anna.presses("Another shape")
    await anna.sees("Which shape?")
    await anna.presses("Story 9:16")
    await anna.sees("How many?", "Story 9:16")
    assert len(await world.jobs()) == 1
