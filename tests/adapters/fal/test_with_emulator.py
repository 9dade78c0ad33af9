"""The adapter and the emulator of fal together, over HTTP."""

import asyncio
import io

from datetime import timedelta

import attrs
import pytest

from PIL import Image
from tests.adapters.fal.emulated import USER, Desk, end_of, now, whole
from tests.adapters.fal.loopback import HOUR, KEY
from tests.sandbox.fal.listening import archive, photos

from adapters.fal import (
    FalClient,
    FalProvider,
    FalTimeouts,
    FalUploads,
    FalWebhooks,
)
from avatar_core.errors import (
    AmbiguousSubmitError,
    BadArtefactError,
    ProviderRefusedError,
    ProviderUnavailableError,
    Refusal,
)
from avatar_core.families import FLUX_PORTRAIT, Families, Family
from avatar_core.ports import (
    CalledOff,
    DrawnPictures,
    Lost,
    Queued,
    Refused,
    Running,
    TrainedWeights,
    Unbegun,
    Unfetched,
)
from avatar_core.safetensors import check_header, header_length
from avatar_core.testing.orders import GENERATION, TRAINING
from entrypoints.sandbox.fal import FalEmulator


async def weights_url(
    emulator: FalEmulator, fal: FalClient, *, model: str = TRAINING.model
) -> str:
    """Train, and return where the weights are."""
    url = await FalUploads(fal)(archive(photos()), name="photos.zip")
    order = attrs.evolve(TRAINING, model=model)
    trainer = FalProvider(fal)
    request_id = await trainer.submit(order, url, token="t", start_within=HOUR)
    trained = await end_of(emulator, lambda: trainer.check(order, request_id))
    assert isinstance(trained, TrainedWeights)
    return trained.url


@pytest.mark.parametrize("family", list(Families()), ids=lambda family: family.name)
async def test_photos_to_pictures(
    emulator: FalEmulator,
    fal: FalClient,
    desk: Desk,
    family: Family,
) -> None:
    """Photos become weights and weights become pictures, one POST each."""
    trainer = FalProvider(fal, desk.webhook_url)
    generator = FalProvider(fal, desk.webhook_url)
    training = attrs.evolve(
        TRAINING, model=family.trainer, avatar_type=family.avatar_type
    )
    generation = attrs.evolve(GENERATION, model=family.generator)
    began = now()
    url = await FalUploads(fal)(archive(photos()), name="photos.zip")

    first = await trainer.submit(training, url, token="train", start_within=HOUR)
    trained = await end_of(emulator, lambda: trainer.check(training, first))
    assert isinstance(trained, TrainedWeights)
    weights = await whole(trainer.fetch(trained.url))
    header = weights[8 : 8 + header_length(weights[:8], len(weights))]
    check_header(header, len(weights))

    link = await FalUploads(fal)(weights, name="w.safetensors")
    second = await generator.submit(generation, link, token="draw", start_within=HOUR)
    drawn = await end_of(emulator, lambda: generator.check(generation, second))
    assert isinstance(drawn, DrawnPictures)
    seeds = [picture.seed for picture in drawn.pictures]
    assert [GENERATION.seed + i for i in range(3)] == seeds
    assert not any(picture.blocked for picture in drawn.pictures)
    for picture in drawn.pictures:
        with Image.open(io.BytesIO(await whole(generator.fetch(picture.url)))) as image:
            assert ("JPEG", (864, 1152)) == (image.format, image.size)

    assert [("train", first), ("draw", second)] == desk.believed
    assert 2 == emulator.submits_taken
    assert first == await trainer.find(training, since=began)
    assert second == await generator.find(generation, since=began)
    later = began + timedelta(hours=1)
    assert None is await generator.find(generation, since=later)


@pytest.mark.parametrize(
    "family",
    [family for family in Families() if family.generator != FLUX_PORTRAIT.generator],
    ids=lambda family: family.name,
)
async def test_weights_of_another_family(
    emulator: FalEmulator, fal: FalClient, family: Family
) -> None:
    """Weights of one base model are refused by the generators of the others."""
    order = attrs.evolve(GENERATION, model=family.generator)
    url = await weights_url(emulator, fal)
    generator = FalProvider(fal)
    request_id = await generator.submit(order, url, token="t", start_within=HOUR)

    end = await end_of(emulator, lambda: generator.check(order, request_id))

    assert isinstance(end, Refused)
    assert end.input


async def test_progress(emulator: FalEmulator, fal: FalClient) -> None:
    """A training waits in line, then runs with a percentage, then is called off."""
    slow = FalEmulator(key=KEY, user_id=USER, training_seconds=60, concurrency=1)
    await slow.start()
    try:
        url = await FalUploads(fal)(archive(photos()), name="photos.zip")
        async with FalClient(KEY, queue_url=slow.queue_url) as client:
            trainer = FalProvider(client)
            call = (TRAINING, url)
            first = await trainer.submit(*call, token="1", start_within=HOUR)
            second = await trainer.submit(*call, token="2", start_within=HOUR)
            await slow.wait_for(lambda record: record.prepared is not None)

            running = await trainer.check(TRAINING, first)
            assert isinstance(running, Running)
            assert Queued(0) == await trainer.check(TRAINING, second)
            for request_id in (second, first, second):
                await trainer.cancel(TRAINING, request_id)
            assert CalledOff() == await trainer.check(TRAINING, first)
            # It never began, so it was removed.
            assert isinstance(await trainer.check(TRAINING, second), Lost)
    finally:
        await slow.stop()


async def test_start_deadline(emulator: FalEmulator, fal: FalClient) -> None:
    """What waits longer than that is dropped, is in no books, and may be sent again."""
    busy = FalEmulator(key=KEY, user_id=USER, training_seconds=60, concurrency=1)
    await busy.start()
    try:
        url = await FalUploads(fal)(archive(photos()), name="photos.zip")
        async with FalClient(
            KEY, queue_url=busy.queue_url, api_url=busy.api_url
        ) as client:
            trainer = FalProvider(client)
            began, call = now(), (TRAINING, url)
            await trainer.submit(*call, token="1", start_within=HOUR)
            late = await trainer.submit(
                *call, token="2", start_within=timedelta(seconds=1)
            )

            await busy.wait_for(lambda record: record.completed)

            assert isinstance(await trainer.check(TRAINING, late), Unbegun)
            assert None is await trainer.find(TRAINING, since=began)
    finally:
        await busy.stop()


async def test_dropped_submit_is_found(emulator: FalEmulator, fal: FalClient) -> None:
    """A submit whose answer is lost was made once; ended, it is in the books."""
    trainer = FalProvider(fal)
    began = now()
    emulator.faults.drop_submit()

    with pytest.raises(AmbiguousSubmitError):
        await trainer.submit(
            TRAINING, "http://127.0.0.1:1/a", token="t", start_within=HOUR
        )

    await emulator.wait_idle()
    (record,) = emulator.requests
    assert record.request_id == await trainer.find(TRAINING, since=began)


async def test_slow_submit(emulator: FalEmulator) -> None:
    """A submit that is answered too late is ambiguous, and made once."""
    emulator.faults.slow_submit(30)
    async with FalClient(
        KEY,
        queue_url=emulator.queue_url,
        timeouts=FalTimeouts(silence=1.0),
    ) as hasty:
        with pytest.raises(AmbiguousSubmitError):
            await FalProvider(hasty).submit(
                TRAINING,
                "http://127.0.0.1:1/a",
                token="t",
                start_within=HOUR,
            )

    assert 1 == emulator.submits_taken


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (401, Refusal.KEY),
        (403, Refusal.BALANCE),
        (429, Refusal.NOT_NOW),
        (503, Refusal.NOT_NOW),
    ],
)
async def test_refused_submit(
    emulator: FalEmulator, fal: FalClient, status: int, why: Refusal
) -> None:
    """What fal refuses it has not taken, and may take later."""
    emulator.faults.refuse_submit(status)

    with pytest.raises(ProviderRefusedError) as caught:
        await FalProvider(fal).submit(TRAINING, "u", token="t", start_within=HOUR)

    assert why is caught.value.why
    assert 0 == emulator.submits_taken


async def test_bad_archive(emulator: FalEmulator, fal: FalClient) -> None:
    """An archive that is none is the input's fault; one not to be had is not."""
    trainer = FalProvider(fal)
    url = await FalUploads(fal)(b"not a zip", name="photos.zip")
    bad = await trainer.submit(TRAINING, url, token="1", start_within=HOUR)
    gone = await trainer.submit(
        TRAINING,
        f"{emulator.files_url}/gone.zip",
        token="2",
        start_within=HOUR,
    )
    await emulator.wait_idle()

    refused = await trainer.check(TRAINING, bad)
    unreached = await trainer.check(TRAINING, gone)

    assert isinstance(refused, Refused)
    assert refused.input
    assert isinstance(unreached, Unfetched)


async def test_failures(emulator: FalEmulator, fal: FalClient) -> None:
    """Every bad end of a generation is told from the others."""
    call = (GENERATION, await weights_url(emulator, fal))
    generator = FalProvider(fal)

    async def end() -> object:
        request_id = await generator.submit(*call, token="t", start_within=HOUR)
        return await end_of(emulator, lambda: generator.check(GENERATION, request_id))

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


async def test_outages(emulator: FalEmulator, fal: FalClient) -> None:
    """An outage is no end: asked again, fal tells."""
    trainer = FalProvider(fal)
    url = await FalUploads(fal)(archive(photos()), name="photos.zip")
    request_id = await trainer.submit(TRAINING, url, token="t", start_within=HOUR)
    await emulator.wait_idle()
    emulator.faults.status_unavailable()
    emulator.faults.result_unavailable()

    for _ in range(2):
        with pytest.raises(ProviderUnavailableError):
            await trainer.check(TRAINING, request_id)

    assert isinstance(await trainer.check(TRAINING, request_id), TrainedWeights)


async def test_missing_weights(emulator: FalEmulator, fal: FalClient) -> None:
    """Weights whose file is gone are a bad artefact."""
    emulator.faults.missing_weights()
    url = await weights_url(emulator, fal)

    with pytest.raises(BadArtefactError):
        await whole(FalProvider(fal).fetch(url))


async def test_webhook_troubles(
    emulator: FalEmulator, fal: FalClient, desk: Desk
) -> None:
    """Forged and stale webhooks are refused; through an outage fal comes back."""
    trainer = FalProvider(fal, desk.webhook_url)
    call = (TRAINING, "http://127.0.0.1:1/a.zip")
    emulator.faults.forge_webhook()
    emulator.faults.stale_webhook()
    first = await trainer.submit(*call, token="1", start_within=HOUR)
    await emulator.wait_idle()
    assert [401, 401, 200] == desk.statuses

    # The forgery has used up this minute's look at the keys.
    desk.webhooks = FalWebhooks(emulator.jwks_url, user_id=USER, clock=now)
    emulator.faults.jwks_down()
    second = await trainer.submit(*call, token="2", start_within=HOUR)
    await emulator.wait_for(
        lambda record: record.request_id == second and record.delivery_attempts > 0
    )
    assert 503 == desk.statuses[3]
    assert ("1", first) == desk.believed[0]


async def test_rotated_key(emulator: FalEmulator, fal: FalClient, desk: Desk) -> None:
    """A webhook signed with a new key is believed at once."""
    trainer = FalProvider(fal, desk.webhook_url)
    call = (TRAINING, "http://127.0.0.1:1/a.zip")
    await trainer.submit(*call, token="1", start_within=HOUR)
    await emulator.wait_idle()
    emulator.faults.rotate_key()
    await trainer.submit(*call, token="2", start_within=HOUR)
    await emulator.wait_idle()

    assert [200, 200] == desk.statuses


async def test_webhook_before_answer(
    emulator: FalEmulator, fal: FalClient, desk: Desk
) -> None:
    """A webhook may arrive before the answer to the submit it speaks of."""
    emulator.faults.webhook_before_answer()
    trainer = FalProvider(fal, desk.webhook_url)

    async with asyncio.timeout(30):
        request_id = await trainer.submit(
            TRAINING,
            "http://127.0.0.1:1/a.zip",
            token="1",
            start_within=HOUR,
        )

    assert [("1", request_id)] == desk.believed
