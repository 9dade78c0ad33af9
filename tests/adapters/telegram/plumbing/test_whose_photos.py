"""Photos that are sent before anything else, over HTTP."""

from tests.adapters.telegram.plumbing.rig import Rig, waiting_updates
from tests.sandbox.telegram.rig import picture

from entrypoints.sandbox.telegram import ChatMessage


PHOTO = picture()


def _asked(rig: Rig) -> list[ChatMessage]:
    return [each for each in rig.anna.messages if "Who is in" in (each.text or "")]


async def _send_twelve(rig: Rig) -> None:
    await rig.anna.send_album([("photo.jpg", PHOTO)] * 12)


async def test_two_albums_are_asked_about_once(rig: Rig) -> None:
    """Twelve photos come as two albums, and make one question, below them."""
    await _send_twelve(rig)
    process = rig.product()
    for update in await waiting_updates(rig.bot):
        await process.feed(update)
    await rig.close()

    [question] = _asked(rig)
    assert rig.anna.messages[-1] is question
    assert 12 == len(rig.albums.kept)


async def test_a_process_dies_between_two_albums(rig: Rig) -> None:
    """The question of a dead process is moved below what came later."""
    rig.pace = 3600
    await _send_twelve(rig)
    for update in await waiting_updates(rig.bot):
        await rig.product().feed(update)

    [question] = _asked(rig)
    assert rig.anna.messages[-1] is question


async def test_what_was_answered_is_not_asked_again(rig: Rig) -> None:
    """A tap comes before the question is moved below the second album."""
    rig.pace = 3600
    await _send_twelve(rig)
    process = rig.product()
    for update in await waiting_updates(rig.bot):
        await process.feed(update)
    [question] = _asked(rig)
    woman = next(
        each.data for [*row] in question.buttons for each in row if "Woman" in each.text
    )
    assert woman is not None
    rig.anna.tap(question.id, woman)
    await process.feed_newest()
    await rig.close()

    assert [] == _asked(rig)


async def test_the_answer_takes_the_place_of_the_question(rig: Rig) -> None:
    """A tap turns the question into another card; later photos are asked about anew."""
    await _send_twelve(rig)
    async with rig.product().polling():
        await rig.anna.wait_until(lambda _: 12 == len(rig.albums.kept))
        await rig.anna.press("Woman")
        card = await rig.anna.wait_for(lambda m: "Before the first" in (m.text or ""))
        await rig.anna.send_text("/menu")
        await rig.anna.wait_for(lambda m: "Main menu" in (m.text or ""))
    await rig.close()

    assert [] == _asked(rig)
    assert card.id in {each.id for each in rig.anna.messages}
    assert {card.id} == set(rig.anchors.kept.values())
    assert 1 == len(rig.anchors.kept)
