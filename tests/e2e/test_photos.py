"""Photos as people really send them: in albums, as files, of every kind."""

import pytest

from tests.e2e.journey import Visitor, photos, words_of
from tests.e2e.world import World

from entrypoints.sandbox.sample_photos import odd_files


#: What is said about each odd file; None: it is taken.
_REASONS = {
    "text.jpg": "this is not a photo",
    "empty.jpg": None,
    "truncated.jpg": "the file arrived damaged",
    "pixel.png": "too small",
    "small.jpg": "too small",
    "animated.gif": "this is not a photo",
    "animated.webp": "it moves",
    "phone.heic": "",
    "photo.png": "",
    "photo.webp": "",
    "bomb.png": "too many pixels",
    "giant_header.png": "too many pixels",
}


@pytest.mark.parametrize("as_files", [False, True])
async def test_albums_are_taken_whole(
    world: World, anna: Visitor, as_files: bool
) -> None:
    """Twelve photos in two albums make one card that counts them all."""
    await anna.begins_avatar()
    await anna.sends_photos(12, as_files=as_files)
    await anna.sees_count(12)
    await world.telegram.delivered()
    await anna.sees_one("the last step")
    assert len(await _accepted(world)) == 12


async def test_every_odd_file_is_answered_with_its_own_reason(
    world: World, anna: Visitor
) -> None:
    """Good formats are taken, every other file is named with what is wrong with it."""
    await anna.begins_avatar()
    # Telegram itself lets nobody send an empty file.
    files = [(name, data) for name, data in odd_files().items() if data]
    await anna.person.send_album(files, as_documents=True)
    await world.telegram.delivered()
    await anna.sees("3 of 20", "8. ")
    card = words_of(await anna.sees_count(3))
    for name, reason in _REASONS.items():
        if reason:
            assert f"{name} — {reason}" in card
    await anna.sees_one("the last step")
    assert await anna.balance() == (200, 0)
    assert world.fal.submits_taken == 0
    assert len(await _accepted(world)) == 3


async def test_of_thirty_photos_twenty_are_taken(world: World, anna: Visitor) -> None:
    """What goes over the limit is said, and nothing of it is kept."""
    await anna.begins_avatar()
    await anna.person.send_album(photos(30))
    await anna.sees("20 of 20", "all 20 places are taken")
    await world.telegram.delivered()
    await anna.sees("20 of 20", "10. ")
    accepted = await _accepted(world)
    assert len(accepted) == 20
    assert len(await world.photos()) == 30


async def test_the_same_photo_twice_is_taken_once(world: World, anna: Visitor) -> None:
    """A photo sent again as a file is recognised, and said to be."""
    await anna.begins_avatar()
    first = photos(2)
    await anna.person.send_album(first, as_documents=True)
    await anna.sees_count(2)
    await anna.person.send_document(first[0], "again.jpg")
    await anna.sees("2 of 20", "again.jpg — you have sent it already")
    await anna.person.press("Got it, hide these notes")
    await world.telegram.delivered()
    assert "again.jpg" not in words_of(await anna.sees_count(2))


async def _accepted(world: World) -> list[str]:
    return [row["key"] for row in await world.photos() if row["fault"] is None]
