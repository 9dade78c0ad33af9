"""One POST per submit, whatever happens to it."""

import asyncio
import socket

import attrs
import pytest

from aiohttp import web
from tests.adapters.fal.loopback import (
    GENERATION_CALL,
    HOUR,
    KEY,
    REQUEST_ID,
    TRAINING_CALL,
    Answer,
    Loopback,
    drops,
    enqueued,
    refusal,
    says,
    writes,
)

from adapters.fal import FalClient, FalProvider, FalTimeouts
from avatar_core.errors import AmbiguousSubmitError, ProviderRefusedError, Refusal
from avatar_core.testing.orders import TRAINING


NGINX = "<html><hr><center>nginx</center></html>"
LOCKED = "User is locked. Reason: Exhausted balance."


async def test_training_body(server: Loopback, trainer: FalProvider) -> None:
    """A training is posted once, with its fields, headers, key and webhook."""
    server.on("/queue/", enqueued(server))

    request_id = await trainer.submit(*TRAINING_CALL, token="tok", start_within=HOUR)

    (call,) = server.calls
    assert REQUEST_ID == request_id
    assert "/queue/fal-ai/flux-lora-portrait-trainer" == call.path
    assert {"fal_webhook": "https://bot.example/fal/tok?a=b&c"} == call.query
    assert {
        "images_data_url": "https://our.example/a.zip",
        "trigger_phrase": "av0123456789",
        "steps": 1000,
        "learning_rate": 2e-4,
        "multiresolution_training": True,
        "subject_crop": True,
        "create_masks": False,
        "data_archive_format": "zip",
    } == call.body
    assert f"Key {KEY}" == call.headers["Authorization"]
    assert "true" == call.headers["x-app-fal-disable-fallback"]
    assert (
        '{"expiration_duration_seconds": 86400}'
        == call.headers["X-Fal-Object-Lifecycle-Preference"]
    )
    assert "3600.0" == call.headers["X-Fal-Request-Timeout"]


async def test_generation_body(server: Loopback, generator: FalProvider) -> None:
    """A generation is posted once, without a webhook if there is none."""
    server.on("/queue/", enqueued(server))

    await generator.submit(*GENERATION_CALL, token="tok", start_within=HOUR)

    (call,) = server.calls
    assert "/queue/fal-ai/flux-lora" == call.path
    assert {} == call.query
    assert {
        "prompt": "av0123456789 on a boat",
        "loras": [{"path": "https://our.example/w", "scale": 0.9}],
        "image_size": {"width": 864, "height": 1152},
        "num_images": 3,
        "seed": 2**31 - 1,
        "output_format": "jpeg",
        "enable_safety_checker": True,
    } == call.body
    assert "3600.0" == call.headers["X-Fal-Request-Timeout"]


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (says({"detail": "invalid key credentials"}, 401), Refusal.KEY),
        (says({"detail": LOCKED}, 403), Refusal.BALANCE),
        (says({"detail": "Application not found"}, 404), Refusal.ENDPOINT),
        (says({"detail": "slow down"}, 408), Refusal.NOT_NOW),
        (says({"detail": "conflict"}, 409), Refusal.NOT_NOW),
        (says(refusal("concurrent_requests_limit"), 429), Refusal.NOT_NOW),
        (writes("", 307, Location="/elsewhere"), Refusal.NOT_NOW),
        (writes(NGINX, 503), Refusal.NOT_NOW),
        (says({"detail": "bad"}, 400), Refusal.INPUT),
        (writes("too large", 413), Refusal.INPUT),
        (says(refusal("missing"), 422), Refusal.INPUT),
        (says(refusal("content_policy_violation"), 422), Refusal.BLOCKED),
        (writes("not json", 422), Refusal.INPUT),
    ],
)
async def test_refusals(
    server: Loopback, trainer: FalProvider, answer: Answer, why: Refusal
) -> None:
    """A definite refusal says why, after exactly one POST."""
    server.on("/queue/", answer)

    with pytest.raises(ProviderRefusedError) as caught:
        await trainer.submit(*TRAINING_CALL, token="tok", start_within=HOUR)

    assert why is caught.value.why
    assert 1 == len(server.posts())
    assert "secret prompt" not in caught.value.detail


@pytest.mark.parametrize(
    "answer",
    [
        drops,
        writes("", 500),
        writes(NGINX, 502),
        writes(NGINX, 504),
        says({"detail": "Unavailable"}, 503, x_fal_request_id=REQUEST_ID),
        writes("not json"),
        writes(""),
        writes("[" * 100_000),
        says([]),
        says(None),
        says({"request_id": REQUEST_ID}),
        says(dict.fromkeys(("request_id", "response_url"))),
        says(
            {
                "request_id": "../../etc",
                "response_url": "",
                "status_url": "",
                "cancel_url": "",
            }
        ),
    ],
)
async def test_ambiguity(
    server: Loopback, generator: FalProvider, answer: Answer
) -> None:
    """What may have been taken is called ambiguous, after exactly one POST."""
    server.on("/queue/", answer)

    with pytest.raises(AmbiguousSubmitError):
        await generator.submit(*GENERATION_CALL, token="tok", start_within=HOUR)

    assert 1 == len(server.posts())


async def test_silence(server: Loopback, impatient: FalProvider) -> None:
    """A silent server is ambiguous, after exactly one POST."""
    server.on("/queue/", server.hang)

    with pytest.raises(AmbiguousSubmitError):
        await impatient.submit(*TRAINING_CALL, token="tok", start_within=HOUR)

    assert 1 == len(server.posts())


async def test_total_time(server: Loopback) -> None:
    """A submit as a whole ends in time, and ambiguously."""
    server.on("/queue/", server.hang)
    async with FalClient(
        KEY,
        queue_url=f"{server.url}/queue",
        timeouts=FalTimeouts(silence=30.0, submit=2.0),
    ) as slow:
        with pytest.raises(AmbiguousSubmitError):
            await FalProvider(slow).submit(
                *TRAINING_CALL, token="tok", start_within=HOUR
            )

    assert 1 == len(server.posts())


async def test_unreachable() -> None:
    """What could not be sent is refused for now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with FalClient(KEY, queue_url=url) as nowhere:
            with pytest.raises(ProviderRefusedError) as caught:
                await FalProvider(nowhere).submit(
                    *TRAINING_CALL, token="tok", start_within=HOUR
                )

    assert Refusal.NOT_NOW is caught.value.why


async def test_cancellation(server: Loopback, trainer: FalProvider) -> None:
    """Cancelling the task is no answer of fal's: it passes through."""
    arrived = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        arrived.set()
        return await server.hang(request)

    server.on("/queue/", hang)
    task = asyncio.create_task(
        trainer.submit(*TRAINING_CALL, token="tok", start_within=HOUR)
    )
    await arrived.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert 1 == len(server.posts())


async def test_unknown_model(server: Loopback, client: FalClient) -> None:
    """A model without field names is never called."""
    order = attrs.evolve(TRAINING, model="fal-ai/gone")

    with pytest.raises(ProviderRefusedError) as caught:
        await FalProvider(client).submit(order, "u", token="tok", start_within=HOUR)

    assert Refusal.NOT_NOW is caught.value.why
    assert [] == server.calls
