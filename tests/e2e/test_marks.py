"""Pictures say that AI made them, in the chat and in their files."""

import io

from pathlib import Path

import pytest

from PIL import Image
from tests.adapters.foreign_readers import (
    SOURCE_TYPE,
    active_manifest,
    make_credentials,
    tags_of,
)
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor
from tests.e2e.world import World

from avatar_core.pictures import PictureFormat


async def _original(anna: Visitor) -> bytes:
    await anna.says("/gallery", "1 of 1")
    await anna.presses("💾 Original file")
    message = await anna.sees("💾 Summer")
    assert message.document is not None
    return message.document


@pytest.mark.parametrize("signed", [False, True], ids=["xmp alone", "signed"])
async def test_every_picture_that_leaves_is_marked(
    run_world: MakeWorld, tmp_path: Path, *, signed: bool
) -> None:
    """The original, its link for fal.ai and its enlargement are marked; marks are kept."""
    settings = make_credentials().write(tmp_path) if signed else {}
    async with run_world(**settings) as world:
        anna = world.visitor()
        await anna.has_avatar()
        world.fal.faults.foreign_marks()
        await anna.orders_pictures(1)
        await anna.receives(1)
        await world.all_told()
        original = await _original(anna)
        tags = tags_of(original)
        assert tags["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE
        assert tags["XMP-dc:Description"] == "Made with AI"
        assert tags["XMP-iptcExt:AISystemUsed"] == "fal-ai/flux-lora"
        assert tags["XMP-plus:ImageCreatorID"] == "a model"
        assert tags["JUMBF:JUMDLabel"].startswith("c2pa")
        assert not [tag for tag in tags if "GPS" in tag]
        await anna.presses("🪄")
        await anna.presses("Enlarge · 5 💎")
        enlarged = (await anna.sees("Summer, larger")).document
        assert enlarged is not None
        for file in (original, enlarged):
            if signed:
                active_manifest(file, PictureFormat.JPEG)
            assert tags_of(file)["XMP-iptcExt:DigitalSourceType"] == SOURCE_TYPE
        with Image.open(io.BytesIO(enlarged)) as image:
            assert image.size == (2048, 2048)


async def test_the_first_pictures_say_so_in_the_chat(
    world: World, anna: Visitor
) -> None:
    """The line comes once, below the first album, and is in the help."""
    await anna.has_avatar()
    await anna.orders_pictures(2)
    await anna.receives(2)
    await anna.sees_one("Made with AI, and the original file")
    await world.all_told()
    await anna.orders_pictures(1)
    await anna.receives(3)
    await world.all_told()
    assert anna.said("Made with AI, and the original file") == 1
    await anna.says("/help", "Made with AI")
