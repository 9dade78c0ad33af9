"""Verifying fal's webhooks."""

import asyncio
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
from entrypoints.sandbox.fal.webhooks import Signer


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
        """Replace the key and publish only the new one."""
        self.key = Ed25519PrivateKey.generate()

    def respond(self, request: httpx.Request) -> httpx.Response:
        """Answer a request for the keys."""
        assert URL == str(request.url)
        self.fetches += 1
        if self.answer is not None:
            return self.answer()
        others = [{"kty": "RSA", "n": "x"}, {"kty": "OKP", "crv": "Ed25519", "x": "?"}]
        return httpx.Response(
            200, json={"keys": [*others, Signer(self.key, USER).jwk()]}
        )

    def headers(
        self,
        body: bytes = BODY,
        *,
        request_id: str = REQUEST_ID,
        user_id: str = USER,
        seconds: float = 0.0,
    ) -> dict[str, str]:
        """Sign a body with a timestamp so many seconds from now."""
        at = int(self.clock().timestamp() + seconds)
        return Signer(self.key, user_id).headers(request_id, body, at)


@pytest.fixture
def clock() -> ManualClock:
    """Return a stopped clock."""
    return ManualClock(NOW)


@pytest.fixture
def fal(clock: ManualClock) -> Fal:
    """Return a fal that signs webhooks."""
    return Fal(clock)


@pytest.fixture
def webhooks(fal: Fal, clock: ManualClock) -> FalWebhooks:
    """Return the verifier under test."""
    return FalWebhooks(
        URL, user_id=USER, clock=clock, transport=httpx.MockTransport(fal.respond)
    )


async def refused(
    webhooks: FalWebhooks, headers: dict[str, str], body: bytes = BODY
) -> Forgery:
    """Return why a webhook is refused."""
    with pytest.raises(ForgedWebhookError) as caught:
        await webhooks.verify(headers, body)
    return caught.value.reason


async def test_genuine(fal: Fal, webhooks: FalWebhooks) -> None:
    """A signed webhook is accepted, in any case of the headers."""
    headers = fal.headers()

    assert REQUEST_ID == await webhooks.verify(headers, BODY)
    assert REQUEST_ID == await webhooks.verify(CIMultiDict(headers), BODY)
    lower = {name.lower(): value for name, value in headers.items()}
    assert REQUEST_ID == await webhooks.verify(lower, BODY)
    assert 1 == fal.fetches


async def test_prepared(fal: Fal, webhooks: FalWebhooks) -> None:
    """With keys fetched in advance the first webhook does not wait."""
    await webhooks.prepare()
    assert 1 == fal.fetches

    assert REQUEST_ID == await webhooks.verify(fal.headers(), BODY)
    assert 1 == fal.fetches


async def test_not_prepared(
    fal: Fal, webhooks: FalWebhooks, clock: ManualClock
) -> None:
    """Missing keys do not fail the start; they are fetched later."""
    fal.answer = broken(status_code=503)
    await webhooks.prepare()

    fal.answer = None
    clock.advance(timedelta(seconds=3))

    assert REQUEST_ID == await webhooks.verify(fal.headers(), BODY)
    assert 2 == fal.fetches


async def test_any_user(fal: Fal, clock: ManualClock) -> None:
    """Without a configured user id any user id is accepted."""
    webhooks = FalWebhooks(
        URL, user_id=None, clock=clock, transport=httpx.MockTransport(fal.respond)
    )

    headers = fal.headers(user_id="somebody")

    assert REQUEST_ID == await webhooks.verify(headers, BODY)


async def test_other_user(fal: Fal, webhooks: FalWebhooks) -> None:
    """A webhook of another fal user is refused."""
    headers = fal.headers(user_id="somebody")

    assert Forgery.OTHER_USER is await refused(webhooks, headers)
    assert 0 == fal.fetches


@pytest.mark.parametrize(
    ("seconds", "fine"), [(-301, False), (-300, True), (300, True), (301, False)]
)
async def test_time(
    fal: Fal, webhooks: FalWebhooks, seconds: float, fine: bool
) -> None:
    """A timestamp may differ by up to 300 seconds."""
    headers = fal.headers(seconds=seconds)

    if fine:
        await webhooks.verify(headers, BODY)
    else:
        assert Forgery.TOO_OLD_OR_NEW is await refused(webhooks, headers)


async def test_altered(fal: Fal, webhooks: FalWebhooks) -> None:
    """A changed byte of the body or of a signed header is detected."""
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
    "name", Signer(Ed25519PrivateKey.generate(), USER).headers("", b"", 0)
)
async def test_headers(fal: Fal, webhooks: FalWebhooks, name: str) -> None:
    """All four headers are required and validated."""
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
    """A signed body must be JSON about the same request."""
    assert Forgery.BODY_DIFFERS is await refused(webhooks, fal.headers(body), body)


async def test_big_body(fal: Fal, webhooks: FalWebhooks) -> None:
    """A body over the limit is not hashed."""
    body = b" " * (BODY_LIMIT + 1)

    assert Forgery.TOO_BIG is await refused(webhooks, fal.headers(body), body)
    assert 0 == fal.fetches


async def test_rotation(fal: Fal, webhooks: FalWebhooks) -> None:
    """An unknown signature makes the keys be fetched again."""
    await webhooks.verify(fal.headers(), BODY)
    old = fal.headers()
    fal.rotate()

    await webhooks.verify(fal.headers(), BODY)

    assert 2 == fal.fetches
    assert Forgery.BAD_SIGNATURE is await refused(webhooks, old)


async def test_cool_down(fal: Fal, webhooks: FalWebhooks, clock: ManualClock) -> None:
    """A flood of forgeries makes the keys be fetched once a minute at most."""
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
    """Keys are cached for a day."""
    await webhooks.verify(fal.headers(), BODY)
    clock.advance(timedelta(hours=23, minutes=59))
    await webhooks.verify(fal.headers(), BODY)
    assert 1 == fal.fetches

    clock.advance(timedelta(minutes=1))
    await webhooks.verify(fal.headers(), BODY)
    assert 2 == fal.fetches


def broken(**how: Any) -> Callable[[], httpx.Response]:
    """Return an answer in place of the keys."""
    return lambda: httpx.Response(**({"status_code": 200} | how))


def unreachable() -> httpx.Response:
    """Raise a connection error."""
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
    """Without keys nothing is called forged, and fetches are spaced out."""
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
    """An unknown signature is no forgery while newer keys are unavailable."""
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
    """While newer keys are fetched, webhooks signed with known keys are accepted."""
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
