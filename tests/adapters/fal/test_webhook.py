"""Telling fal's webhooks from everybody else's."""

import asyncio
import base64
import hashlib
import json

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import attrs
import httpx
import pytest

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from multidict import CIMultiDict
from tests.adapters.fal.loopback import NOW, REQUEST_ID

from adapters.fal import (
    BODY_LIMIT,
    FalWebhooks,
    ForgedWebhookError,
    Forgery,
    KeysUnavailableError,
)
from avatar_core.testing.time import ManualClock


USER = "fal|user-1"
URL = "https://rest.fal.ai/.well-known/jwks.json"
BODY = json.dumps({"request_id": REQUEST_ID, "status": "OK"}).encode()


@attrs.define(eq=False)
class Fal:
    """Signs webhooks, and publishes its keys."""

    clock: ManualClock
    key: Ed25519PrivateKey = attrs.field(factory=Ed25519PrivateKey.generate)
    fetches: int = 0
    #: Stands in for the set of keys.
    answer: Callable[[], httpx.Response] | None = None

    def rotate(self) -> None:
        """Use a new key, and publish no other."""
        self.key = Ed25519PrivateKey.generate()

    def jwk(self) -> dict[str, str]:
        """Return the public key."""
        raw = self.key.public_key().public_bytes_raw()
        x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        return {"kty": "OKP", "crv": "Ed25519", "x": x}

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request for the keys."""
        assert URL == str(request.url)
        self.fetches += 1
        if self.answer is not None:
            return self.answer()
        others = [{"kty": "RSA", "n": "x"}, {"kty": "OKP", "crv": "Ed25519", "x": "?"}]
        return httpx.Response(200, json={"keys": [*others, self.jwk()]})

    def headers(
        self,
        body: bytes = BODY,
        *,
        request_id: str = REQUEST_ID,
        user_id: str = USER,
        seconds: float = 0.0,
    ) -> dict[str, str]:
        """Sign a body as so many seconds from now."""
        timestamp = str(int(self.clock().timestamp() + seconds))
        digest = hashlib.sha256(body).hexdigest()
        message = f"{request_id}\n{user_id}\n{timestamp}\n{digest}"
        return {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": user_id,
            "X-Fal-Webhook-Timestamp": timestamp,
            "X-Fal-Webhook-Signature": self.key.sign(message.encode()).hex(),
        }


@pytest.fixture
def clock() -> ManualClock:
    """Stop the time."""
    return ManualClock(NOW)


@pytest.fixture
def fal(clock: ManualClock) -> Fal:
    """Play fal."""
    return Fal(clock)


@pytest.fixture
def webhooks(fal: Fal, clock: ManualClock) -> FalWebhooks:
    """Receive webhooks."""
    return FalWebhooks(
        URL, user_id=USER, clock=clock, transport=httpx.MockTransport(fal.respond)
    )


async def refused(
    webhooks: FalWebhooks, headers: dict[str, str], body: bytes = BODY
) -> Forgery:
    """Return why a webhook is not believed."""
    with pytest.raises(ForgedWebhookError) as caught:
        await webhooks.verify(headers, body)
    return caught.value.reason


async def test_genuine(fal: Fal, webhooks: FalWebhooks) -> None:
    """What fal signed is believed, whatever the case of the headers."""
    headers = fal.headers()

    assert REQUEST_ID == await webhooks.verify(headers, BODY)
    assert REQUEST_ID == await webhooks.verify(CIMultiDict(headers), BODY)
    lower = {name.lower(): value for name, value in headers.items()}
    assert REQUEST_ID == await webhooks.verify(lower, BODY)
    assert 1 == fal.fetches


async def test_prepared(fal: Fal, webhooks: FalWebhooks) -> None:
    """With the keys fetched beforehand the first webhook waits for none."""
    await webhooks.prepare()
    assert 1 == fal.fetches

    assert REQUEST_ID == await webhooks.verify(fal.headers(), BODY)
    assert 1 == fal.fetches


async def test_not_prepared(
    fal: Fal, webhooks: FalWebhooks, clock: ManualClock
) -> None:
    """A start does not fail for keys that cannot be had; they are asked for later."""
    fal.answer = broken(status_code=503)
    await webhooks.prepare()

    fal.answer = None
    clock.advance(timedelta(seconds=3))

    assert REQUEST_ID == await webhooks.verify(fal.headers(), BODY)
    assert 2 == fal.fetches


async def test_any_user(fal: Fal, clock: ManualClock) -> None:
    """Without an id of our own at fal everybody's id will do."""
    webhooks = FalWebhooks(
        URL, user_id=None, clock=clock, transport=httpx.MockTransport(fal.respond)
    )

    headers = fal.headers(user_id="somebody")

    assert REQUEST_ID == await webhooks.verify(headers, BODY)


async def test_other_user(fal: Fal, webhooks: FalWebhooks) -> None:
    """A webhook of another customer of fal's is genuine, but not ours."""
    headers = fal.headers(user_id="somebody")

    assert Forgery.OTHER_USER is await refused(webhooks, headers)
    assert 0 == fal.fetches


@pytest.mark.parametrize(
    ("seconds", "fine"), [(-301, False), (-300, True), (300, True), (301, False)]
)
async def test_time(
    fal: Fal, webhooks: FalWebhooks, seconds: float, fine: bool
) -> None:
    """A timestamp may lie 300 seconds away, either way."""
    headers = fal.headers(seconds=seconds)

    if fine:
        await webhooks.verify(headers, BODY)
    else:
        assert Forgery.TOO_OLD_OR_NEW is await refused(webhooks, headers)


async def test_altered(fal: Fal, webhooks: FalWebhooks) -> None:
    """One changed byte of the body, or of what is signed, gives it away."""
    headers = fal.headers()
    later = str(int(headers["X-Fal-Webhook-Timestamp"]) + 1)

    assert Forgery.BAD_SIGNATURE is await refused(webhooks, headers, BODY + b" ")
    for name, value in {
        "X-Fal-Webhook-Request-Id": "other",
        "X-Fal-Webhook-Timestamp": later,
        "X-Fal-Webhook-Signature": "0" * 128,
    }.items():
        changed = headers | {name: value}
        assert Forgery.BAD_SIGNATURE is await refused(webhooks, changed)


@pytest.mark.parametrize(
    "name",
    [
        "X-Fal-Webhook-Request-Id",
        "X-Fal-Webhook-User-Id",
        "X-Fal-Webhook-Timestamp",
        "X-Fal-Webhook-Signature",
    ],
)
async def test_headers(fal: Fal, webhooks: FalWebhooks, name: str) -> None:
    """All four headers are needed, each in its shape; no key is asked for."""
    headers = fal.headers()
    without = {key: value for key, value in headers.items() if key != name}
    odd = [
        "",
        " ",
        "x" * 100_000,
        "a\nb",
        "é",
        "\x00",
        "١٢٣",
        "-1",
        "1e9",
        "0x10",
        "\ud800",
    ]

    assert Forgery.HEADER_MISSING is await refused(webhooks, without)
    for value in odd:
        reason = await refused(webhooks, headers | {name: value})
        # Some of these are possible ids; they are then signed by nobody.
        assert reason in {
            Forgery.HEADER_MALFORMED,
            Forgery.OTHER_USER,
            Forgery.BAD_SIGNATURE,
        }


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"7",
        b"\xff\xfe",
        b"{",
        b"[" * 200_000,
        b'{"request_id":' + b"9" * 5000 + b"}",
        b"{}",
        b'{"request_id": null}',
        b'{"request_id": ["a"]}',
        b'{"request_id": "another"}',
    ],
    ids=range(12),
)
async def test_body(fal: Fal, webhooks: FalWebhooks, body: bytes) -> None:
    """A signed body must be JSON and speak of the same request."""
    assert Forgery.BODY_DIFFERS is await refused(webhooks, fal.headers(body), body)


async def test_big_body(fal: Fal, webhooks: FalWebhooks) -> None:
    """A body beyond the limit is not even hashed."""
    body = b" " * (BODY_LIMIT + 1)

    assert Forgery.TOO_BIG is await refused(webhooks, fal.headers(body), body)
    assert 0 == fal.fetches


async def test_rotation(fal: Fal, webhooks: FalWebhooks) -> None:
    """An unknown signature has the keys fetched anew, and is then believed."""
    await webhooks.verify(fal.headers(), BODY)
    old = fal.headers()
    fal.rotate()

    await webhooks.verify(fal.headers(), BODY)

    assert 2 == fal.fetches
    assert Forgery.BAD_SIGNATURE is await refused(webhooks, old)


async def test_cool_down(fal: Fal, webhooks: FalWebhooks, clock: ManualClock) -> None:
    """A flood of forgeries has the keys fetched once a minute, no more."""
    await webhooks.verify(fal.headers(), BODY)
    forged = Fal(clock)

    for _ in range(20):
        await refused(webhooks, forged.headers())
    assert 2 == fal.fetches
    fal.rotate()
    assert Forgery.BAD_SIGNATURE is await refused(webhooks, fal.headers())

    clock.advance(timedelta(seconds=61))
    await webhooks.verify(fal.headers(), BODY)
    assert 3 == fal.fetches


async def test_daily(fal: Fal, webhooks: FalWebhooks, clock: ManualClock) -> None:
    """Keys are believed for a day."""
    await webhooks.verify(fal.headers(), BODY)
    clock.advance(timedelta(hours=23, minutes=59))
    await webhooks.verify(fal.headers(), BODY)
    assert 1 == fal.fetches

    clock.advance(timedelta(minutes=1))
    await webhooks.verify(fal.headers(), BODY)
    assert 2 == fal.fetches


def broken(**how: Any) -> Callable[[], httpx.Response]:
    """Answer so instead of with keys."""
    return lambda: httpx.Response(**({"status_code": 200} | how))


def unreachable() -> httpx.Response:
    """Answer nothing at all."""
    raise httpx.ConnectError("no route")


@pytest.mark.parametrize(
    "answer",
    [
        unreachable,
        broken(status_code=503),
        broken(status_code=302, headers={"Location": "https://evil.example"}),
        broken(content=b"not json"),
        broken(content=b"[" * 30_000),
        broken(content=b" " * 100_000),
        broken(json=[]),
        broken(json={"keys": None}),
        broken(json={"keys": []}),
        broken(json={"keys": [None]}),
        broken(json={"keys": [{"kty": "OKP", "crv": "Ed25519", "x": 7}]}),
        broken(json={"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}),
    ],
    ids=range(12),
)
async def test_keys_unavailable(
    fal: Fal,
    webhooks: FalWebhooks,
    clock: ManualClock,
    answer: Callable[[], httpx.Response],
) -> None:
    """Without keys nothing is called forged, and fetching is not hurried."""
    fal.answer = answer
    for _ in range(5):
        with pytest.raises(KeysUnavailableError):
            await webhooks.verify(fal.headers(), BODY)
    assert 1 == fal.fetches

    fal.answer = None
    clock.advance(timedelta(seconds=5))
    assert REQUEST_ID == await webhooks.verify(fal.headers(), BODY)


async def test_keys_unavailable_in_doubt(
    fal: Fal, webhooks: FalWebhooks, clock: ManualClock
) -> None:
    """An unknown signature is no forgery while newer keys cannot be had."""
    await webhooks.verify(fal.headers(), BODY)
    known = fal.headers()
    fal.rotate()
    fal.answer = broken(status_code=503)

    with pytest.raises(KeysUnavailableError):
        await webhooks.verify(fal.headers(), BODY)
    await webhooks.verify(known, BODY)

    fal.answer = None
    clock.advance(timedelta(seconds=5))
    await webhooks.verify(fal.headers(), BODY)


async def test_doubts_keep_nobody_waiting(fal: Fal, clock: ManualClock) -> None:
    """While newer keys are awaited for a forgery, what the known ones signed is taken."""
    asked, answered = asyncio.Event(), asyncio.Event()

    async def respond(request: httpx.Request) -> httpx.Response:
        if fal.fetches:
            asked.set()
            await answered.wait()
        return fal.respond(request)

    webhooks = FalWebhooks(
        URL, user_id=USER, clock=clock, transport=httpx.MockTransport(respond)
    )
    genuine = fal.headers()
    await webhooks.verify(genuine, BODY)
    forged = genuine | {"X-Fal-Webhook-Signature": "0" * 128}
    doubting = asyncio.create_task(refused(webhooks, forged))
    await asked.wait()

    async with asyncio.timeout(30):
        await webhooks.verify(genuine, BODY)
    assert not doubting.done()

    answered.set()
    assert Forgery.BAD_SIGNATURE is await doubting
