"""One POST per submit, whatever happens to it."""

import asyncio
import socket

import pytest

from aiohttp import web
from tests.adapters.fal.emulated import submit
from tests.adapters.fal.loopback import (
    KEY,
    REQUEST_ID,
    UNREADABLE,
    Answer,
    Loopback,
    enqueued,
    refusal,
    says,
    writes,
)

from adapters.fal import FalAddresses, FalClient, FalProvider
from avatar_core.errors import AmbiguousSubmitError, ProviderRefusedError, Refusal
from avatar_core.testing.orders import GENERATION, TRAINING


NGINX = "<html><hr><center>nginx</center></html>"
LOCKED = "User is locked. Reason: Exhausted balance."


async def test_one_post(server: Loopback, provider: FalProvider) -> None:
    """An order is posted once, with its headers, key and webhook."""
    server.on("/queue/", enqueued(server))

    request_id = await submit(provider, TRAINING, token="tok")

    (call,) = server.calls
    assert REQUEST_ID == request_id
    assert "/queue/fal-ai/flux-lora-portrait-trainer" == call.path
    assert {"fal_webhook": "https://bot.example/fal/tok?a=b&c"} == call.query
    assert TRAINING.trigger == call.body["trigger_phrase"]
    assert f"Key {KEY}" == call.headers["Authorization"]
    assert "true" == call.headers["x-app-fal-disable-fallback"]
    assert (
        '{"expiration_duration_seconds": 86400}'
        == call.headers["X-Fal-Object-Lifecycle-Preference"]
    )
    assert "3600.0" == call.headers["X-Fal-Request-Timeout"]


async def test_no_webhook(server: Loopback, client: FalClient) -> None:
    """Without a public address no webhook is requested."""
    server.on("/queue/", enqueued(server))

    await submit(FalProvider(client), GENERATION)

    assert {} == server.calls[0].query


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
    server: Loopback, provider: FalProvider, answer: Answer, why: Refusal
) -> None:
    """A definite refusal has its reason, after exactly one POST."""
    server.on("/queue/", answer)

    with pytest.raises(ProviderRefusedError) as caught:
        await submit(provider, TRAINING)

    assert why is caught.value.why
    assert 1 == len(server.posts())
    assert "secret prompt" not in caught.value.detail


@pytest.mark.parametrize(
    "answer",
    [
        *UNREADABLE,
        writes(NGINX, 502),
        writes(NGINX, 504),
        says({"detail": "Unavailable"}, 503, x_fal_request_id=REQUEST_ID),
        writes(""),
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
    server: Loopback, provider: FalProvider, answer: Answer
) -> None:
    """A submit that may have been taken is ambiguous, after exactly one POST."""
    server.on("/queue/", answer)

    with pytest.raises(AmbiguousSubmitError):
        await submit(provider, GENERATION)

    assert 1 == len(server.posts())


async def test_total_time(server: Loopback) -> None:
    """A submit that takes too long as a whole is ambiguous."""
    server.on("/queue/", server.hang)
    async with FalClient(
        KEY,
        FalAddresses.below(server.url),
        silence=30.0,
        submit_within=2.0,
    ) as slow:
        with pytest.raises(AmbiguousSubmitError):
            await submit(FalProvider(slow), TRAINING)

    assert 1 == len(server.posts())


async def test_unreachable() -> None:
    """A submit that could not be sent is refused for now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with FalClient(KEY, FalAddresses.below(url)) as nowhere:
            with pytest.raises(ProviderRefusedError) as caught:
                await submit(FalProvider(nowhere), TRAINING)

    assert Refusal.NOT_NOW is caught.value.why


async def test_cancellation(server: Loopback, provider: FalProvider) -> None:
    """Cancelling the task is not reported as an answer of fal."""
    arrived = asyncio.Event()

    async def hang(request: web.Request) -> web.StreamResponse:
        arrived.set()
        return await server.hang(request)

    server.on("/queue/", hang)
    task = asyncio.create_task(submit(provider, TRAINING))
    await arrived.wait()
    task.cancel()

    with pytest.raises(asyncio.CancelledError):
        await task

    assert 1 == len(server.posts())
