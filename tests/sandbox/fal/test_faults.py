"""Armed faults of submits, work and results."""

import io

import httpx
import pytest

from PIL import Image
from tests.sandbox.fal.listening import (
    GENERATOR,
    TRAINER,
    Desk,
    Listener,
    archive,
    data_uri,
    only,
    photos,
)

from entrypoints.sandbox.fal import FalEmulator
from entrypoints.sandbox.fal.weights import NotWeightsError, read_weights


@pytest.mark.parametrize("status", [401, 403, 429, 500, 503])
async def test_refused_submit(desk: Desk, status: int) -> None:
    """A refused submit is not taken, and looks like fal's refusal."""
    desk.emulator.faults.refuse_submit(status)

    response = await desk.submit(GENERATOR, {"prompt": "x"})

    assert status == response.status_code
    assert 0 == desk.emulator.submits_taken
    assert "x-fal-request-id" not in response.headers
    assert ("nginx" in response.text) == (status == 503)
    assert ("User is locked" in response.text) == (status == 403)


async def test_dropped_submit(desk: Desk) -> None:
    """A dropped submit is paid for although there was no answer."""
    desk.emulator.faults.drop_submit()

    with pytest.raises(httpx.RemoteProtocolError):
        await desk.submit(GENERATOR, {"prompt": "x"})

    assert 1 == desk.emulator.submits_taken


async def test_slow_submit(emulator: FalEmulator, http: httpx.AsyncClient) -> None:
    """A slow submit exceeds the client's timeout and is paid for."""
    emulator.faults.slow_submit(30)

    with pytest.raises(httpx.ReadTimeout):
        await http.post(
            f"{emulator.url}/queue/{GENERATOR}", json={"prompt": "x"}, timeout=0.2
        )

    assert 1 == emulator.submits_taken


async def test_failed_training(desk: Desk, listener: Listener) -> None:
    """A failed training is COMPLETED with an error, and its result the error."""
    desk.emulator.faults.fail_training()
    uri = data_uri(archive(photos()))
    urls = await desk.submit(TRAINER, {"images_data_url": uri}, hook=listener.url)
    await desk.emulator.wait_idle()

    status = await desk.http.get(urls.json()["status_url"])
    result = await desk.http.get(urls.json()["response_url"])

    assert ("COMPLETED", "runner_disconnected") == (
        status.json()["status"],
        status.json()["error_type"],
    )
    assert 503 == result.status_code
    assert "runner_disconnected" == result.headers["X-Fal-Error-Type"]
    assert "ERROR" == listener.hooks[0].body["status"]
    assert "Runner disconnected" == listener.hooks[0].body["payload"]["detail"]


async def test_failed_generation(desk: Desk) -> None:
    """Only the next generation fails."""
    desk.emulator.faults.fail_generation()

    first = await desk.generate()
    second = await desk.generate()

    assert [500, 200] == [first.status_code, second.status_code]


async def test_refused_content(desk: Desk) -> None:
    """A flagged prompt is a 422 content_policy_violation."""
    desk.emulator.faults.refuse_content()

    item = await desk.refused(GENERATOR, {"prompt": "x"})

    assert "content_policy_violation" == item["type"]


async def test_black_picture(desk: Desk) -> None:
    """A flagged picture is black and billed; the others are fine."""
    desk.emulator.faults.black_picture()

    result = await desk.generate(num_images=2)

    pictures = [Image.open(io.BytesIO(data)) for data in await desk.pictures(result)]
    assert [True, False] == result.json()["has_nsfw_concepts"]
    assert [None, None] != [picture.getbbox() for picture in pictures]
    assert pictures[0].convert("RGB").getbbox() is None
    assert pictures[1].convert("RGB").getbbox() is not None


async def test_fewer_pictures(desk: Desk) -> None:
    """The answer has fewer pictures than were ordered."""
    desk.emulator.faults.fewer_pictures(2)

    result = await desk.generate(num_images=3)

    assert 1 == len(result.json()["images"])
    assert [False] == result.json()["has_nsfw_concepts"]


async def test_corrupt_picture(desk: Desk) -> None:
    """One picture is there but does not decode."""
    desk.emulator.faults.corrupt_picture(1)

    whole, damaged = await desk.pictures(await desk.generate(num_images=2))

    Image.open(io.BytesIO(whole)).load()
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(damaged)).load()


async def test_withheld_picture(desk: Desk) -> None:
    """The last picture of a set cannot be downloaded that many times."""
    desk.emulator.faults.withhold_picture(2)
    images = (await desk.generate(num_images=2)).json()["images"]

    answers = [
        [(await desk.http.get(image["url"])).status_code for _ in range(3)]
        for image in images
    ]

    assert [[200, 200, 200], [503, 503, 200]] == answers


async def test_truncated_weights(desk: Desk) -> None:
    """Truncated weights can be downloaded but not read."""
    desk.emulator.faults.truncated_weights()
    url = await desk.train()

    data = (await desk.http.get(url)).content

    with pytest.raises(NotWeightsError):
        read_weights(data)
    item = await desk.refused(GENERATOR, {"prompt": "x", "loras": [{"path": url}]})
    assert "value_error" == item["type"]


async def test_missing_weights(desk: Desk) -> None:
    """Missing weights are a 404."""
    desk.emulator.faults.missing_weights()
    url = await desk.train()

    assert 404 == (await desk.http.get(url)).status_code


async def test_lost_result(desk: Desk) -> None:
    """A lost result is COMPLETED but cannot be fetched."""
    desk.emulator.faults.lose_result()

    result = await desk.generate()

    assert 404 == result.status_code
    assert only(desk.emulator).succeeded


async def test_unavailable(desk: Desk) -> None:
    """Status and result can be unavailable for a while."""
    urls = (await desk.submit(GENERATOR, {"prompt": "x"})).json()
    await desk.emulator.wait_idle()
    desk.emulator.faults.status_unavailable()
    desk.emulator.faults.result_unavailable()

    answers = [
        (await desk.http.get(urls[name])).status_code
        for name in ("status_url", "status_url", "response_url", "response_url")
    ]

    assert [503, 200, 503, 200] == answers
