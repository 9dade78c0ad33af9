"""Webhooks: bodies, signatures, retries and faults."""

import json
import time

import httpx
import pytest

from tests.sandbox.fal.listening import (
    GENERATOR,
    KEY,
    TRAINER,
    USER,
    Desk,
    Listener,
    only,
)

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

    emulator = FalEmulator(key=KEY, user_id=USER, sleep=sleep)
    await emulator.start()
    if delay is not None:
        emulator.faults.delay_webhook(delay)
    await _one_request(Desk(emulator, http), listener)
    await emulator.stop()
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
    slow = FalEmulator(key=KEY, user_id=USER, picture_seconds=60)
    await slow.start()
    desk = Desk(slow, http)
    answer = await desk.submit(GENERATOR, {"prompt": "x"}, hook=listener.url)

    await http.put(answer.json()["cancel_url"])
    await slow.wait_idle()

    await slow.stop()
    assert [] == listener.hooks


async def test_lost(desk: Desk, listener: Listener) -> None:
    """A lost webhook is not sent, the next one is."""
    desk.emulator.faults.lose_webhook()

    await _one_request(desk, listener)
    await _one_request(desk, listener)

    lost, delivered = desk.emulator.requests
    assert (Delivery.LOST, Delivery.DELIVERED) == (lost.delivery, delivered.delivery)
    assert [delivered.request_id] == [h.body["request_id"] for h in listener.hooks]


async def test_repeated(desk: Desk, listener: Listener) -> None:
    """A repeated webhook is sent several times although it was answered."""
    desk.emulator.faults.repeat_webhook(3)

    await _one_request(desk, listener)

    assert 3 == len(listener.hooks)
    assert 1 == len({hook.raw for hook in listener.hooks})


async def test_delayed(http: httpx.AsyncClient, listener: Listener) -> None:
    """A delayed webhook waits."""
    assert 10 in await _waits(http, listener, delay=10)
    assert 1 == len(listener.hooks)


async def test_forged(desk: Desk, listener: Listener) -> None:
    """A forged webhook has a false body and an unknown key; the true one follows."""
    desk.emulator.faults.forge_webhook()

    await _one_request(desk, listener)

    jwks = await desk.jwks()
    assert [False, True] == [hook.signed_by(jwks) for hook in listener.hooks]
    assert ["ERROR", "OK"] == [hook.body["status"] for hook in listener.hooks]


async def test_stale(desk: Desk, listener: Listener) -> None:
    """A stale webhook is correctly signed but an hour old; a new one follows."""
    desk.emulator.faults.stale_webhook()

    await _one_request(desk, listener)

    jwks = await desk.jwks()
    old, new = (int(h.headers["X-Fal-Webhook-Timestamp"]) for h in listener.hooks)
    assert [True, True] == [hook.signed_by(jwks) for hook in listener.hooks]
    assert 3000 < new - old


async def test_rotated_key(desk: Desk, listener: Listener) -> None:
    """After a rotation only the new key is published and used."""
    before = await desk.jwks()
    desk.emulator.faults.rotate_key()

    await _one_request(desk, listener)

    (hook,) = listener.hooks
    assert not hook.signed_by(before)
    assert hook.signed_by(await desk.jwks())


async def test_jwks_down(desk: Desk, http: httpx.AsyncClient) -> None:
    """The keys are unavailable as often as armed."""
    desk.emulator.faults.jwks_down(times=2)

    answers = [
        await http.get(f"{desk.emulator.url}/rest/.well-known/jwks.json")
        for _ in range(3)
    ]

    assert [503, 503, 200] == [answer.status_code for answer in answers]


async def test_before_the_answer(desk: Desk, listener: Listener) -> None:
    """The webhook can be faster than the answer to the submit."""
    desk.emulator.faults.webhook_before_answer()

    answer = await desk.submit(TRAINER, {}, hook=listener.url)

    assert [answer.json()["request_id"]] == [
        hook.body["request_id"] for hook in listener.hooks
    ]


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
