"""The fal adapter with the emulator, over HTTP.

What every provider promises is in `test_provider_contract`.
"""

import io

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import attrs
import pytest

from PIL import Image
from tests.adapters.fal.emulated import USER, end_of, now, submit, whole
from tests.adapters.fal.loopback import KEY
from tests.sandbox.fal.listening import archive, photos
from tests.serving import started

from adapters.fal import FalAddresses, FalClient, FalFiles, FalProvider
from avatar_core.families import Families, Family
from avatar_core.ports import (
    DrawnPictures,
    TrainedWeights,
    Unbegun,
)
from avatar_core.testing.orders import GENERATION, TRAINING
from entrypoints.sandbox.fal import FalEmulator


async def train(
    emulator: FalEmulator, provider: FalProvider, family: Family
) -> TrainedWeights:
    """Train an avatar of a family."""
    order = attrs.evolve(TRAINING, model=family.trainer, avatar_type=family.avatar_type)
    url = await FalFiles(provider.client).upload(archive(photos()), "photos.zip")
    trained = await end_of(emulator, provider, order, url)
    assert isinstance(trained, TrainedWeights)
    return trained


@pytest.mark.parametrize("family", list(Families()), ids=lambda family: family.name)
async def test_photos_to_pictures(
    emulator: FalEmulator, emulated: FalProvider, family: Family
) -> None:
    """In every family photos become weights, and weights pictures, one POST each."""
    generation = attrs.evolve(GENERATION, model=family.generator)

    trained = await train(emulator, emulated, family)
    drawn = await end_of(emulator, emulated, generation, trained.url)

    assert isinstance(drawn, DrawnPictures)
    for picture in drawn.pictures:
        with Image.open(io.BytesIO(await whole(emulated.fetch(picture.url)))) as image:
            assert ("JPEG", (864, 1152)) == (image.format, image.size)
    assert 2 == emulator.submits_taken


@asynccontextmanager
async def busy() -> AsyncIterator[tuple[FalEmulator, FalProvider, str]]:
    """Start an emulator that trains one model at a time; yield an archive's URL, too."""
    slow = FalEmulator(key=KEY, user_id=USER, training_seconds=60, concurrency=1)
    async with (
        started(slow) as emulator,
        FalClient(KEY, FalAddresses.below(emulator.url)) as client,
    ):
        url = await FalFiles(client).upload(archive(photos()), "photos.zip")
        yield emulator, FalProvider(client), url


async def test_start_deadline() -> None:
    """A request over its start deadline is dropped and not listed."""
    async with busy() as (slow, provider, url):
        began = now()
        await submit(provider, TRAINING, url)
        late = await provider.submit(
            TRAINING, url, token="2", start_within=timedelta(seconds=1)
        )

        await slow.wait_for(lambda record: record.completed)

        assert isinstance(await provider.check(TRAINING, late), Unbegun)
        assert None is await provider.find(TRAINING, since=began)
