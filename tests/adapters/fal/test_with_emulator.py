"""The adapter and the emulator of fal together, over HTTP.

What every provider promises is in `test_provider_contract`.
"""

import asyncio
import io

from datetime import timedelta

import attrs
import pytest

from PIL import Image
from tests.adapters.fal.emulated import (
    USER,
    Desk,
    end_of,
    now,
    submit,
    whole,
)
from tests.adapters.fal.loopback import KEY
from tests.sandbox.fal.listening import archive, photos

from adapters.fal import FalAddresses, FalClient, FalFiles, FalProvider, FalWebhooks
from avatar_core.families import Families, Family
from avatar_core.ports import (
    DrawnPictures,
    Lost,
    Queued,
    Refused,
    Running,
    TrainedWeights,
    Unbegun,
    Unfetched,
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
    emulator: FalEmulator, emulated: FalProvider, desk: Desk, family: Family
) -> None:
    """In every family photos become weights and weights pictures, one POST each."""
    generation = attrs.evolve(GENERATION, model=family.generator)

    trained = await train(emulator, emulated, family)
    drawn = await end_of(emulator, emulated, generation, trained.url)

    assert isinstance(drawn, DrawnPictures)
    for picture in drawn.pictures:
        with Image.open(io.BytesIO(await whole(emulated.fetch(picture.url)))) as image:
            assert ("JPEG", (864, 1152)) == (image.format, image.size)
    requests = [("t", record.request_id) for record in emulator.requests]
    assert 2 == len(requests)
    assert requests == desk.believed


async def test_queue() -> None:
    """A training waits its turn; cancelled before it begins, it is forgotten."""
    slow = FalEmulator(key=KEY, user_id=USER, training_seconds=60, concurrency=1)
    await slow.start()
    try:
        async with FalClient(KEY, FalAddresses.below(slow.url)) as client:
            url = await FalFiles(client).upload(archive(photos()), "photos.zip")
            provider = FalProvider(client)
            first = await submit(provider, TRAINING, url)
            second = await submit(provider, TRAINING, url)
            await slow.wait_for(lambda record: record.prepared is not None)

            assert isinstance(await provider.check(TRAINING, first), Running)
            assert Queued(0) == await provider.check(TRAINING, second)
            await provider.cancel(TRAINING, second)
            assert isinstance(await provider.check(TRAINING, second), Lost)
    finally:
        await slow.stop()


async def test_start_deadline() -> None:
    """A request that waits too long is dropped and not listed: it may be sent again."""
    busy = FalEmulator(key=KEY, user_id=USER, training_seconds=60, concurrency=1)
    await busy.start()
    try:
        async with FalClient(KEY, FalAddresses.below(busy.url)) as client:
            url = await FalFiles(client).upload(archive(photos()), "photos.zip")
            provider, began = FalProvider(client), now()
            await submit(provider, TRAINING, url)
            late = await provider.submit(
                TRAINING, url, token="2", start_within=timedelta(seconds=1)
            )

            await busy.wait_for(lambda record: record.completed)

            assert isinstance(await provider.check(TRAINING, late), Unbegun)
            assert None is await provider.find(TRAINING, since=began)
    finally:
        await busy.stop()


async def test_bad_archive(emulator: FalEmulator, emulated: FalProvider) -> None:
    """An archive that is none is the input's fault; one that is unreachable is not."""
    url = await FalFiles(emulated.client).upload(b"not a zip", "photos.zip")

    refused = await end_of(emulator, emulated, TRAINING, url)
    gone = f"{emulator.url}/files/gone.zip"
    unreached = await end_of(emulator, emulated, TRAINING, gone)

    assert isinstance(refused, Refused)
    assert refused.input
    assert isinstance(unreached, Unfetched)


async def test_failures(emulator: FalEmulator, emulated: FalProvider) -> None:
    """Every bad end of a generation is told from the others."""
    flux, *_ = Families()
    weights = await train(emulator, emulated, flux)

    async def end() -> object:
        return await end_of(emulator, emulated, GENERATION, weights.url)

    emulator.faults.fail_generation()
    failed = await end()
    emulator.faults.refuse_content()
    blocked = await end()
    emulator.faults.lose_result()
    lost = await end()
    emulator.faults.black_picture()
    black = await end()
    emulator.faults.fewer_pictures(2)
    fewer = await end()

    assert Refused("runner_server_error: Internal server error") == failed
    assert isinstance(blocked, Refused)
    assert blocked.blocked
    assert isinstance(lost, Lost)
    assert isinstance(black, DrawnPictures)
    assert [True, False, False] == [picture.blocked for picture in black.pictures]
    assert isinstance(fewer, DrawnPictures)
    assert 1 == len(fewer.pictures)


async def test_webhook_troubles(
    emulator: FalEmulator, emulated: FalProvider, desk: Desk
) -> None:
    """Forged and stale webhooks are refused; a new key is believed at once."""
    emulator.faults.forge_webhook()
    emulator.faults.stale_webhook()
    first = await submit(emulated, TRAINING, token="1")
    await emulator.wait_idle()
    # The forgery has used up this minute's fetch of the keys.
    desk.webhooks = FalWebhooks(
        f"{emulator.url}/rest/.well-known/jwks.json", user_id=USER, clock=now
    )
    second = await submit(emulated, TRAINING, token="2")
    await emulator.wait_idle()
    emulator.faults.rotate_key()
    third = await submit(emulated, TRAINING, token="3")
    await emulator.wait_idle()

    assert [401, 401, 200, 200, 200] == desk.statuses
    assert [("1", first), ("2", second), ("3", third)] == desk.believed


async def test_webhook_before_answer(
    emulator: FalEmulator, emulated: FalProvider, desk: Desk
) -> None:
    """A webhook may arrive before the answer to the submit that it is about."""
    emulator.faults.webhook_before_answer()

    async with asyncio.timeout(30):
        request_id = await submit(emulated, TRAINING, token="1")

    assert [("1", request_id)] == desk.believed
