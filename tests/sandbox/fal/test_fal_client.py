"""fal's own client talks to the emulator."""

import asyncio

import fal_client
import httpx
import pytest

from fal_client.client import FalClientHTTPError
from tests.sandbox.fal.listening import GENERATOR, KEY, TRAINER, Desk, archive, photos

from entrypoints.sandbox.fal import FalEmulator


async def test_train_then_generate(
    fal: fal_client.AsyncClient, emulator: FalEmulator
) -> None:
    """An uploaded archive becomes weights, and weights become pictures."""
    url = await fal.upload(archive(photos()), "application/zip", "photos.zip")
    training = await fal.submit(TRAINER, {"images_data_url": url, "steps": 1000})
    trained = await training.get(interval=0.01)
    weights = trained["diffusers_lora_file"]

    handle = await fal.submit(
        GENERATOR,
        {"prompt": "hero", "loras": [{"path": weights["url"]}], "num_images": 2},
    )
    result = await handle.get(interval=0.01)

    assert weights["file_name"].endswith(".safetensors")
    assert [False, False] == result["has_nsfw_concepts"]
    assert [1024, 1024] == [image["width"] for image in result["images"]]
    assert 2 == emulator.submits_taken


async def test_events_and_logs(fal: fal_client.AsyncClient) -> None:
    """The client gets the statuses and the log of a training with percentages."""
    url = await fal.upload(archive(photos()), "application/zip", "photos.zip")
    handle = await fal.submit(TRAINER, {"images_data_url": url, "steps": 1000})

    events = [e async for e in handle.iter_events(with_logs=True, interval=0.01)]

    last = events[-1]
    assert isinstance(last, fal_client.Completed)
    assert last.logs is not None
    messages = [line["message"] for line in last.logs]
    assert any("train:  40%|████      | 400/1000" in line for line in messages)
    assert "inference_time" in last.metrics


async def test_queue_position(
    fal: fal_client.AsyncClient, http: httpx.AsyncClient
) -> None:
    """Requests beyond the concurrency wait and know their position."""
    busy = FalEmulator(key=KEY, user_id="u", picture_seconds=60, concurrency=1)
    await busy.start()
    desk = Desk(busy, http)
    answers = [await desk.submit(GENERATOR, {"prompt": "x"}) for _ in range(3)]

    statuses = [await http.get(a.json()["status_url"]) for a in answers]

    await busy.stop()
    assert [202, 202, 202] == [s.status_code for s in statuses]
    assert ["IN_PROGRESS", "IN_QUEUE", "IN_QUEUE"] == [
        s.json()["status"] for s in statuses
    ]
    assert [0, 1] == [s.json()["queue_position"] for s in statuses[1:]]
    assert all("logs" in s.json() for s in statuses)


async def test_status_by_id_of_a_nested_endpoint(
    fal: fal_client.AsyncClient, emulator: FalEmulator
) -> None:
    """Status URLs have owner and app only, as the client builds them."""
    endpoint = "fal-ai/z-image/turbo/lora"
    handle = await fal.submit(endpoint, {"prompt": "x", "loras": []})
    await emulator.wait_idle()

    status = await fal.status(endpoint, handle.request_id)

    assert isinstance(status, fal_client.Completed)
    assert "/fal-ai/z-image/requests/" in handle.status_url


async def test_model_refusal(fal: fal_client.AsyncClient) -> None:
    """A 422 is COMPLETED without an error and shows only in the result."""
    handle = await fal.submit(GENERATOR, {"prompt": "x", "colour": "red"})
    with pytest.raises(FalClientHTTPError) as caught:
        await handle.get(interval=0.01)

    status = await handle.status()

    assert 422 == caught.value.status_code
    assert isinstance(status, fal_client.Completed)
    assert status.error is None


async def test_cancel(fal: fal_client.AsyncClient, http: httpx.AsyncClient) -> None:
    """A running request has no result, and ends as client_cancelled, once."""
    slow = FalEmulator(key=KEY, user_id="u", picture_seconds=60)
    await slow.start()
    urls = (await Desk(slow, http).submit(GENERATOR, {"prompt": "x"})).json()

    early = await http.get(urls["response_url"])
    first = await http.put(urls["cancel_url"])
    second = await http.put(urls["cancel_url"])
    status = await http.get(urls["status_url"])

    await slow.stop()
    assert [
        (400, {"detail": "Request is still in progress"}),
        (202, {"status": "CANCELLATION_REQUESTED"}),
        (400, {"status": "ALREADY_COMPLETED"}),
    ] == [(each.status_code, each.json()) for each in (early, first, second)]
    assert "client_cancelled" == status.json()["error_type"]


async def test_cancel_through_the_client(fal: fal_client.AsyncClient) -> None:
    """The client's cancel finds nothing under an unknown id."""
    with pytest.raises(FalClientHTTPError) as caught:
        await fal.cancel(GENERATOR, "764cabcf-b745-4b3e-ae38-1200304cf45b")

    assert 404 == caught.value.status_code


async def test_uploads_need_no_key_to_be_read(fal: fal_client.AsyncClient) -> None:
    """An upload keeps its bytes, and downloads need no key."""
    url = await fal.upload(b"abc" * 999, "text/plain", "a b.txt")

    async with httpx.AsyncClient(trust_env=False) as stranger:
        answer = await stranger.get(url)

    assert b"abc" * 999 == answer.content
    assert "text/plain" == answer.headers["Content-Type"]


async def test_wrong_key(fal: fal_client.AsyncClient, emulator: FalEmulator) -> None:
    """Another key is a 401 and nothing is taken."""
    stranger = fal_client.AsyncClient(key="id:wrong")
    with pytest.raises(FalClientHTTPError) as caught:
        await stranger.submit(GENERATOR, {"prompt": "x"})
    inner = await stranger._client
    await inner.aclose()

    assert 401 == caught.value.status_code
    assert 0 == emulator.submits_taken


async def test_start_timeout(http: httpx.AsyncClient) -> None:
    """A request that waits too long ends as request_timeout and never starts."""
    busy = FalEmulator(key=KEY, user_id="u", picture_seconds=60, concurrency=1)
    await busy.start()
    desk = Desk(busy, http)
    await desk.submit(GENERATOR, {"prompt": "x"})
    await http.post(
        f"{busy.url}/queue/{GENERATOR}",
        json={"prompt": "y"},
        headers={"X-Fal-Request-Timeout": "0.01"},
    )

    record = await busy.wait_for(lambda r: r.completed)

    await busy.stop()
    assert record.outcome is not None
    assert ("request_timeout", None) == (record.outcome.error_type, record.started_at)


async def test_client_retries(
    fal: fal_client.AsyncClient,
    emulator: FalEmulator,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With its retries, the client pays twice for a dropped answer."""
    monkeypatch.setattr(fal_client.client, "MAX_ATTEMPTS", 2)
    emulator.faults.drop_submit()

    async with asyncio.timeout(30):
        await fal.submit(GENERATOR, {"prompt": "x"})

    assert 2 == emulator.submits_taken
