"""Webhooks: bodies, signatures, retries and faults."""

import json
import time

import httpx
import pytest

from tests.sandbox.fal.listening import GENERATOR, KEY, USER, Desk, Listener, only
from tests.serving import started

from entrypoints.sandbox.fal import Delivery, FalEmulator


async def _one_request(desk: Desk, listener: Listener, **more: object) -> None:
    body = {"prompt": "x", "image_size": "square", **more}
    await desk.submit(GENERATOR, body, hook=listener.url)
    await desk.emulator.wait_idle()


async def test_success(desk: Desk, listener: Listener, emulator: FalEmulator) -> None:
    """A finished request is announced once, signed, with sorted keys."""
    await _one_request(desk, listener)

    (hook,) = listener.hooks
    record = only(emulator)
    assert hook.signed_by(await desk.jwks())
    assert USER == hook.headers["X-Fal-Webhook-User-Id"]
    assert 60 > abs(time.time() - int(hook.headers["X-Fal-Webhook-Timestamp"]))
    assert json.dumps(hook.body, sort_keys=True).encode() == hook.raw
    assert record.outcome is not None
    assert hook.body == {
        "request_id": record.request_id,
        "gateway_request_id": record.gateway_request_id,
        "status": "OK",
        "payload": record.outcome.body,
        "error": None,
    }


async def test_refusal(desk: Desk, listener: Listener) -> None:
    """A model's 422 is announced as ERROR with its details."""
    await _one_request(desk, listener, seed="red")

    (hook,) = listener.hooks
    assert ("ERROR", "Invalid status code: 422") == (
        hook.body["status"],
        hook.body["error"],
    )
    assert "int_type" == hook.body["payload"]["detail"][0]["type"]


@pytest.mark.parametrize("refusal", [400, 409, 500, 503])
async def test_retries(desk: Desk, listener: Listener, refusal: int) -> None:
    """After anything but 2xx it is sent again, with a new signature."""
    listener.answers = [refusal, refusal]

    await _one_request(desk, listener)

    jwks = await desk.jwks()
    assert [True] * 3 == [hook.signed_by(jwks) for hook in listener.hooks]
    assert (Delivery.DELIVERED, 3) == (
        only(desk.emulator).delivery,
        only(desk.emulator).delivery_attempts,
    )


async def test_redirects_are_final(desk: Desk, listener: Listener) -> None:
    """A redirect loses the webhook for good."""
    listener.answers = [307]

    await _one_request(desk, listener)

    assert 1 == len(listener.hooks)
    assert Delivery.FAILED is only(desk.emulator).delivery


async def _waits(
    http: httpx.AsyncClient, listener: Listener, *, delay: float | None = None
) -> list[float]:
    """Run one request without waiting, and return all its waits."""
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    async with started(FalEmulator(key=KEY, user_id=USER, sleep=sleep)) as emulator:
        if delay is not None:
            emulator.faults.delay_webhook(delay)
        await _one_request(Desk(emulator, http), listener)
    return waits


async def test_backoff(http: httpx.AsyncClient, listener: Listener) -> None:
    """The waits between attempts grow, and attempt 31 is the last."""
    listener.answers = [500] * 40

    waits = await _waits(http, listener)

    assert 31 == len(listener.hooks)
    assert [120, 240, 480, 960, 1920, 3840, 3840] == waits[1:8]


async def test_other_computers_are_not_called(desk: Desk) -> None:
    """A webhook to another computer is never sent."""
    await desk.submit(GENERATOR, {"prompt": "x"}, hook="https://example.com/hook")
    await desk.emulator.wait_idle()

    assert Delivery.FAILED is only(desk.emulator).delivery


async def test_cancelled(http: httpx.AsyncClient, listener: Listener) -> None:
    """A cancelled request has no webhook."""
    emulator = FalEmulator(key=KEY, user_id=USER, picture_seconds=60)
    async with started(emulator) as slow:
        desk = Desk(slow, http)
        answer = await desk.submit(GENERATOR, {"prompt": "x"}, hook=listener.url)
        await http.put(answer.json()["cancel_url"])
        await slow.wait_idle()

    assert [] == listener.hooks


async def test_delayed(http: httpx.AsyncClient, listener: Listener) -> None:
    """A delayed webhook waits."""
    assert 10 in await _waits(http, listener, delay=10)
    assert 1 == len(listener.hooks)


async def test_clear(desk: Desk, listener: Listener) -> None:
    """Armed faults are counted and can be disarmed."""
    desk.emulator.faults.repeat_webhook()
    desk.emulator.faults.jwks_down(times=2)
    faults = desk.emulator.faults
    armed = (faults.repeat_webhook.armed(), faults.jwks_down.armed())

    desk.emulator.faults.clear()
    await _one_request(desk, listener)

    assert (1, 2) == armed
    assert 1 == len(listener.hooks)
