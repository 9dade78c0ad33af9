"""Hostile webhooks, with a missing, a wrong or a right signature."""

import asyncio
import json

from datetime import UTC, datetime
from typing import Final

import httpx

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from adapters.fal import FalWebhooks, ForgedWebhookError
from avatar_core.testing import ManualClock
from entrypoints.sandbox.fal.webhooks import Signer


_NOW: Final = datetime(2026, 1, 1, tzinfo=UTC)
_USER: Final = "user"
_KEY: Final = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
_SIGNER: Final = Signer(_KEY, _USER)
_NAMES: Final = tuple(_SIGNER.headers("r", b"", 0))

_json = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=10,
)
_BODIES: SearchStrategy[bytes] = st.one_of(
    st.binary(max_size=300),
    _json.map(lambda value: json.dumps(value).encode()),
    st.builds(
        lambda value: json.dumps({"request_id": value}).encode(),
        st.one_of(st.just("req-1"), _json),
    ),
    st.integers(1, 100_000).map(lambda depth: b"[" * depth),
    st.just(b'{"request_id":' + b"9" * 5000 + b"}"),
)
_VALUES = st.one_of(
    st.text(max_size=200),
    st.sampled_from(["", "0" * 128, "req-1", _USER, str(int(_NOW.timestamp()))]),
)
#: A body, headers that replace its right ones, and the names of missing headers.
WEBHOOKS: SearchStrategy[tuple[bytes, dict[str, str], set[str]]] = st.tuples(
    _BODIES,
    st.dictionaries(st.sampled_from([*_NAMES, "X-Other"]), _VALUES, max_size=2),
    st.sets(st.sampled_from(_NAMES), max_size=1),
)


def _keys(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, json={"keys": [_SIGNER.jwk()]})


_LOOP: Final = asyncio.new_event_loop()
_WEBHOOKS: Final = FalWebhooks(
    "https://keys.example/jwks",
    user_id=_USER,
    clock=ManualClock(_NOW),
    transport=httpx.MockTransport(_keys),
)


def check(given: tuple[bytes, dict[str, str], set[str]]) -> None:
    """Fail if it raises another error, or accepts an unsigned webhook."""
    body, replaced, missing = given
    headers = _SIGNER.headers("req-1", body, int(_NOW.timestamp()))
    altered = {
        name: value
        for name, value in (headers | replaced).items()
        if name not in missing
    }
    try:
        request_id = _LOOP.run_until_complete(_WEBHOOKS.verify(altered, body))
    except ForgedWebhookError:
        return
    assert request_id == "req-1"
    assert {name: altered.get(name) for name in _NAMES} == headers
    assert json.loads(body)["request_id"] == "req-1"
