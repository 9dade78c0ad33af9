"""Photos in albums, as files, and in unusual formats."""

import base64
import io

from pathlib import Path
from typing import Final

import aiohttp
import pytest

from PIL import Image
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, photos, words_of
from tests.e2e.world import World
from tests.odd_files import odd_files


_SECRET: Final = b"52 degrees north, at home"
#: The reason shown for each file; empty if it is accepted.
_REASONS = {
    "text.jpg": "this is not a photo",
    "empty.jpg": None,
    "truncated.jpg": "part of the file is broken or missing",
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
    """Twelve photos in two albums are counted on one card."""
    await anna.begins_avatar()
    await anna.sends_photos(12, as_files=as_files)
    await anna.sees_count(12)
    await world.handled()
    await anna.sees_one("📸 Photos of")
    assert len(await _accepted(world)) == 12


async def test_a_local_bot_api_server(run_world: MakeWorld) -> None:
    """With a Bot API server in local mode, photos are read from its folder."""
    async with run_world(local_bot_api=True) as world:
        anna = world.visitor()
        await anna.begins_avatar()
        await anna.sends_photos(10)
        await anna.sees_count(10)
        assert len(await _accepted(world)) == 10


async def test_every_odd_file_is_answered_with_its_own_reason(
    world: World, anna: Visitor
) -> None:
    """Supported formats are accepted; replies to the others name their faults."""
    await anna.begins_avatar()
    # Telegram itself lets nobody send an empty file.
    files = [(name, data) for name, data in odd_files().items() if data]
    await anna.person.send_album(files, as_documents=True)
    await world.handled()
    await anna.sees_count(3)
    for expected in filter(None, _REASONS.values()):
        await anna.sees(expected)
    told = [each for each in anna.person.messages if "reply_to_message" in each.wire]
    assert {"document"} <= told[0].wire["reply_to_message"].keys()
    for name, reason in _REASONS.items():
        if reason:
            assert any(reason in words_of(each) for each in told), name
    assert len(told) == len(
        {each.wire["reply_to_message"].get("media_group_id") for each in told}
    )
    await anna.sees_one("📸 Photos of")
    assert await anna.balance() == (200, 0)
    assert world.fal.submits_taken == 0
    assert len(await _accepted(world)) == 3


async def test_nothing_but_pixels_leaves(world: World, anna: Visitor) -> None:
    """Metadata of photos is neither stored nor sent to fal.ai."""
    await anna.begins_avatar()
    marked = [_marked(data) for data in photos(10)]
    assert all(_SECRET in data for data in marked)
    await anna.person.send_album(marked, as_documents=True)
    await anna.sees_count(10)
    await anna.presses("Continue to training")
    await anna.presses("Start the training")
    await anna.sees("is ready!")
    archive = world.fal.requests[0].input["images_data_url"]
    async with aiohttp.ClientSession() as session, session.get(archive) as answer:
        assert answer.status == 200
        assert _SECRET not in await answer.read()

    await anna.is_asked_for_a_photo()
    await anna.person.send_document(marked[0], "holiday.jpg")
    await anna.sees("This is what I see")
    described = next(
        record for record in world.fal.requests if "image_urls" in record.input
    )
    for url in described.input["image_urls"]:
        assert _SECRET not in await _fetched(url)
    await world.all_told()
    kept = _files(Path(world.settings.storage_url))
    assert len(kept) > 10
    assert not [data for data in kept if _SECRET in data]


def _files(storage: Path) -> list[bytes]:
    return [each.read_bytes() for each in storage.rglob("*") if each.is_file()]


def _marked(data: bytes) -> bytes:
    exif, file = Image.Exif(), io.BytesIO()
    exif[0x010F] = _SECRET.decode()
    with Image.open(io.BytesIO(data)) as image:
        image.save(file, "JPEG", exif=exif, comment=_SECRET)
    return file.getvalue()


async def _fetched(url: str) -> bytes:
    if url.startswith("data:"):
        return base64.b64decode(url.partition(",")[2])
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        assert answer.status == 200
        return await answer.read()


async def _accepted(world: World) -> list[str]:
    return [row["key"] for row in await world.photos() if row["fault"] is None]
