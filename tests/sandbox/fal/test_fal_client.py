"""fal's own client talks to the emulator."""

import fal_client
import httpx
import pytest

from fal_client.client import FalClientHTTPError
from tests.sandbox.fal.listening import GENERATOR, KEY, TRAINER, Desk, archive, photos
from tests.serving import started

from entrypoints.sandbox.fal import FalEmulator


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


async def test_cancel(fal: fal_client.AsyncClient, http: httpx.AsyncClient) -> None:
    """A running request has no result, and ends as client_cancelled, once."""
    emulator = FalEmulator(key=KEY, user_id="u", picture_seconds=60)
    async with started(emulator) as slow:
        urls = (await Desk(slow, http).submit(GENERATOR, {"prompt": "x"})).json()
        early = await http.get(urls["response_url"])
        first = await http.put(urls["cancel_url"])
        second = await http.put(urls["cancel_url"])
        status = await http.get(urls["status_url"])

    assert [
        (400, {"detail": "Request is still in progress"}),
        (202, {"status": "CANCELLATION_REQUESTED"}),
        (400, {"status": "ALREADY_COMPLETED"}),
    ] == [(each.status_code, each.json()) for each in (early, first, second)]
    assert "client_cancelled" == status.json()["error_type"]


async def test_wrong_key(fal: fal_client.AsyncClient, emulator: FalEmulator) -> None:
    """Another key is a 401 and nothing is taken."""
    stranger = fal_client.AsyncClient(key="id:wrong")
    with pytest.raises(FalClientHTTPError) as caught:
        await stranger.submit(GENERATOR, {"prompt": "x"})
    inner = await stranger._client
    await inner.aclose()

    assert 401 == caught.value.status_code
    assert 0 == emulator.submits_taken
