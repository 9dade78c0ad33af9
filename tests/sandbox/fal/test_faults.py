"""Armed faults of submits, work and results."""

import pytest

from tests.sandbox.fal.listening import (
    GENERATOR,
    TRAINER,
    Desk,
    Listener,
    archive,
    data_uri,
    photos,
)


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
