"""Fifty people use the product at once, and their photos are looked at for faces."""

import asyncio
import io

from collections.abc import Sequence
from pathlib import Path

import attrs
import pytest

from PIL import Image, ImageChops, ImageStat
from tests.e2e.conftest import MakeWorld
from tests.e2e.journey import Visitor, words_of

from adapters.sql.tables import photos


PEOPLE = 50
#: Of each person.
PHOTOS = 12
#: Sets of photos; drawing one for each person would take most of the time.
LOOKS = 5


@pytest.mark.crowd
async def test_fifty_people_at_once_get_their_own(make_world: MakeWorld) -> None:
    """Each person gets only their own pictures, and pays for them."""
    async with make_world(
        training_seconds=0.5, picture_seconds=0.2, coach=True
    ) as world:
        product = await world.start_process()
        crowd = [
            attrs.evolve(
                world.visitor(2000 + number, f"Person {number}"),
                look=number % LOOKS,
                patience=300,
            )
            for number in range(PEOPLE)
        ]
        await asyncio.gather(*map(_whole, crowd))
        await world.all_told()
        rows = await world.rows(photos)
        assert PHOTOS * PEOPLE == len(rows)
        # Photos that come too fast are not judged, but that is no failure.
        assert [
            line for line in product.lines if line["event"].startswith("faces.")
        ] == []
        pictures = await world.pictures()
        blobs = Path(world.settings.storage_url)
        kept = [
            (row["owner"], _thumbnail((blobs / row["key"]).read_bytes()))
            for row in pictures
        ]
        for visitor in crowd:
            await _has_only_their_own(visitor, kept)
        assert 2 * PEOPLE == len(pictures)
        await world.prove()


async def _whole(visitor: Visitor) -> None:
    name = f"Avatar of {visitor.person.id}"
    await visitor.has_avatar(name, PHOTOS)
    await visitor.orders_pictures(2, _words(visitor))
    await visitor.receives(2)
    await visitor.sees(_words(visitor))


def _words(visitor: Visitor) -> str:
    return f"scene number {visitor.person.id}"


async def _has_only_their_own(
    visitor: Visitor, kept: Sequence[tuple[int, Image.Image]]
) -> None:
    assert (40, 0) == await visitor.balance()
    said = [words_of(message) for message in visitor.person.messages]
    assert not [
        words
        for words in said
        if "scene number" in words and _words(visitor) not in words
    ]
    assert 2 == len(visitor.received)
    for message in visitor.received:
        assert message.photo is not None
        shown = _thumbnail(message.photo)
        # Telegram encodes pictures again, so the most similar one is the same picture.
        owner, _ = min(kept, key=lambda each: _difference(shown, each[1]))
        assert visitor.person.id == owner


def _thumbnail(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGB").resize((96, 96))


def _difference(one: Image.Image, other: Image.Image) -> float:
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean)
