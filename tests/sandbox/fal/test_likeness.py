"""The pictures show the person, as dlib measures it, unless somebody else is drawn."""

import io

from statistics import median

import pytest

from PIL import Image
from tests.sandbox.fal.listening import Desk

from adapters.faces import is_installed
from avatar_core.coach import THRESHOLDS
from avatar_core.faces import Descriptor
from entrypoints.sandbox.fal.pictures import Order, compose, stranger
from entrypoints.sandbox.fal.weights import Weights, read_weights
from entrypoints.sandbox.sample_photos import sample_photos


def weights(*sources: bytes) -> Weights:
    return Weights(family="flux", sources=sources, digest="d")


def jpeg(data: bytes, side: int) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        image.thumbnail((side, side))
        file = io.BytesIO()
        image.convert("RGB").save(file, "JPEG", quality=92)
        return file.getvalue()


@pytest.mark.skipif(not is_installed(), reason="dlib has no wheel for this system")
def test_the_likeness_can_be_measured() -> None:
    """A picture is close to the photos it was trained on, and far from others."""
    measuring = pytest.importorskip("adapters.faces.measuring")

    def descriptor(picture: bytes) -> Descriptor:
        return Descriptor(tuple(measuring.measure(picture, True)[1]))

    photos = [jpeg(data, 640) for _, data in sample_photos(1)]
    anna = [descriptor(photo) for photo in photos[:3]]

    def distance(loras: Weights, seed: int) -> float:
        order = Order(prompt="sea", seed=seed, width=640, height=640, label="1 of 1")
        seen = descriptor(compose(order, [loras]))
        return median(seen.distance(face) for face in anna)

    limit = THRESHOLDS.other_person
    assert max(distance(weights(*photos), seed) for seed in (1, 2)) < 0.8 * limit
    assert distance(weights(stranger()), 1) > 1.1 * limit


async def test_somebody_else_is_drawn(desk: Desk) -> None:
    """The fault puts the stranger into one generation, and leaves the next alone."""
    anna = await desk.train()
    order = Order(prompt="portrait", seed=7, width=512, height=512, label="1 of 1")
    desk.emulator.faults.draw_somebody_else()

    other, own = [
        await desk.pictures(await desk.generate(anna, seed=7)) for _ in range(2)
    ]

    drawn = compose(order, [Weights("flux", (stranger(),), "stranger")])
    assert [drawn] == other != own


async def test_a_training_on_somebody_else(desk: Desk) -> None:
    """The fault makes weights of the stranger, whose pictures are all of them."""
    desk.emulator.faults.train_somebody_else()

    trained = [
        read_weights((await desk.http.get(await desk.train())).content).sources
        for _ in range(2)
    ]

    assert (stranger(),) == trained[0]
    assert stranger() not in trained[1]
