"""Verification of fal's webhooks.

Source: fal's documentation of webhooks (fal.ai/docs, "Webhooks API", read in
September 2026): Ed25519 over request id, user id, timestamp and the SHA-256 of the raw
body, one per line; the public keys are a JSON Web Key Set.
"""

import asyncio
import base64
import hashlib
import json
import re
import ssl

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from http import HTTPStatus
from typing import Final

import attrs
import httpx

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from avatar_core.ports import Clock

from .bodies import PLAIN, at_most
from .client import NO_ANSWER, REQUEST_ID


#: The largest body accepted, in bytes; the result of a training or of four pictures
#: has about 2 KB. Configure the web server to refuse larger ones unread.
BODY_LIMIT: Final = 1024 * 1024
#: How far the timestamp may be from our clock, either way.
TOLERANCE: Final = timedelta(seconds=300)
#: fal: "Do not cache longer than 24 hours since they can change."
_KEYS_LIFETIME: Final = timedelta(hours=24)
#: An unknown signature causes a fetch of the keys at most this often: less than the
#: 120 s after which fal repeats a refused webhook.
_COOL_DOWN: Final = timedelta(seconds=60)
#: A failed fetch is repeated at most this often.
_RETRY: Final = timedelta(seconds=2)
_KEYS_SECONDS: Final = 10.0
#: How long the start of the program waits for them.
_PREPARE_SECONDS: Final = 2.0
_KEYS_SIZE: Final = 64 * 1024
_MOST_KEYS: Final = 32

_REQUEST_ID: Final = "x-fal-webhook-request-id"
_USER_ID: Final = "x-fal-webhook-user-id"
_TIMESTAMP: Final = "x-fal-webhook-timestamp"
_SIGNATURE: Final = "x-fal-webhook-signature"
_SHAPES: Final = {
    _REQUEST_ID: REQUEST_ID,
    _USER_ID: re.compile(r"[!-~]{1,256}"),
    _TIMESTAMP: re.compile(r"[0-9]{1,11}"),
    _SIGNATURE: re.compile(r"[0-9A-Fa-f]{128}"),
}


class Forgery(StrEnum):
    """Why a webhook is refused."""

    HEADER_MISSING = "header_missing"
    HEADER_MALFORMED = "header_malformed"
    TOO_OLD_OR_NEW = "too_old_or_new"
    OTHER_USER = "other_user"
    TOO_BIG = "too_big"
    BAD_SIGNATURE = "bad_signature"
    #: The signature is valid, but the body is not JSON or about another request.
    BODY_DIFFERS = "body_differs"


class ForgedWebhookError(Exception):
    """The webhook is not from fal, not for us or not recent: answer 401."""

    def __init__(self, reason: Forgery) -> None:
        super().__init__(reason.value)
        self.reason = reason


class KeysUnavailableError(Exception):
    """fal's keys are unavailable: answer 503, so that fal calls again."""


@attrs.define
class FalWebhooks:
    """Verifies fal's webhooks."""

    #: Where fal publishes its keys, `FalAddresses.keys`.
    _jwks_url: str
    #: Our own id at fal. All customers' webhooks are signed with the same keys; without
    #: the id only the token in the URL protects us.
    _user_id: str | None = attrs.field(kw_only=True)
    _clock: Clock = attrs.field(kw_only=True)
    #: How the keys are fetched; None: over the network.
    _transport: httpx.AsyncBaseTransport | None = attrs.field(
        default=None, kw_only=True
    )
    #: Created once: reading the certificates blocks the loop.
    _certificates: ssl.SSLContext = attrs.field(
        init=False, factory=httpx.create_ssl_context
    )
    _keys: tuple[Ed25519PublicKey, ...] = attrs.field(init=False, default=())
    _fetched_at: datetime | None = attrs.field(init=False, default=None)
    #: When they were last fetched because a signature did not match them.
    _doubted_at: datetime | None = attrs.field(init=False, default=None)
    _failed_at: datetime | None = attrs.field(init=False, default=None)
    _fetching: asyncio.Lock = attrs.field(init=False, factory=asyncio.Lock)

    async def prepare(self) -> None:
        """Try to fetch the keys before the first webhook needs them."""
        with suppress(KeysUnavailableError, TimeoutError):
            async with asyncio.timeout(_PREPARE_SECONDS):
                await self._current_keys()

    def glance(self, headers: Mapping[str, str]) -> dict[str, str]:
        """Check the headers alone, before the body is read; return those of a webhook.

        Raises:
            ForgedWebhookError: The webhook is refused.
        """
        given = _given(headers)
        away = abs(self._clock().timestamp() - int(given[_TIMESTAMP]))
        if away > TOLERANCE.total_seconds():
            raise ForgedWebhookError(Forgery.TOO_OLD_OR_NEW)
        if self._user_id is not None and given[_USER_ID] != self._user_id:
            raise ForgedWebhookError(Forgery.OTHER_USER)
        return given

    async def verify(self, headers: Mapping[str, str], body: bytes) -> str:
        """Return the id of the request that a genuine webhook is about.

        Args:
            headers: The headers of the HTTP request, in any case.
            body: Its raw bytes.

        Raises:
            ForgedWebhookError: The webhook is refused.
            KeysUnavailableError: It cannot be verified now.
        """
        given = self.glance(headers)
        if len(body) > BODY_LIMIT:
            raise ForgedWebhookError(Forgery.TOO_BIG)
        facts = [given[name] for name in (_REQUEST_ID, _USER_ID, _TIMESTAMP)]
        message = "\n".join([*facts, hashlib.sha256(body).hexdigest()]).encode()
        await self._check_signature(bytes.fromhex(given[_SIGNATURE]), message)
        if _request_of(body) != given[_REQUEST_ID]:
            raise ForgedWebhookError(Forgery.BODY_DIFFERS)
        return given[_REQUEST_ID]

    async def _check_signature(self, signature: bytes, message: bytes) -> None:
        seen = await self._current_keys()
        if _signed(seen, signature, message):
            return
        async with self._fetching:
            # fal may have changed its keys.
            cooling = self._within(_COOL_DOWN, self._doubted_at)
            if self._keys is seen and not cooling:
                await self._fetch()
                self._doubted_at = self._fetched_at
            newer = self._keys
        if newer is seen or not _signed(newer, signature, message):
            raise ForgedWebhookError(Forgery.BAD_SIGNATURE)

    async def _current_keys(self) -> tuple[Ed25519PublicKey, ...]:
        if self._fresh():
            # Does not wait for a fetch that an unknown signature has caused.
            return self._keys
        async with self._fetching:
            if not self._fresh():
                await self._fetch()
            return self._keys

    def _fresh(self) -> bool:
        return self._within(_KEYS_LIFETIME, self._fetched_at)

    def _within(self, span: timedelta, at: datetime | None) -> bool:
        return at is not None and abs(self._clock() - at) < span

    async def _fetch(self) -> None:
        now = self._clock()
        if self._within(_RETRY, self._failed_at):
            raise KeysUnavailableError("fal's keys could not be fetched just now")
        try:
            async with asyncio.timeout(_KEYS_SECONDS):
                known = _read_keys(await self._download())
        except (AttributeError, *NO_ANSWER) as error:
            self._failed_at = now
            raise KeysUnavailableError(
                f"fal's keys could not be fetched: {type(error).__name__}"
            ) from error
        self._keys, self._fetched_at = known, now
        self._failed_at = None

    async def _download(self) -> bytes:
        # Used once a day: not worth a client that has to be closed.
        async with httpx.AsyncClient(
            transport=self._transport, verify=self._certificates, event_hooks=PLAIN
        ) as http:
            response = await http.get(self._jwks_url, extensions=at_most(_KEYS_SIZE))
        if response.status_code != HTTPStatus.OK:
            raise ValueError(f"the keys' host answered {response.status_code}")
        return response.content


def _given(headers: Mapping[str, str]) -> dict[str, str]:
    given = {
        name: value
        for key, value in headers.items()
        if (name := key.lower()) in _SHAPES
    }
    for name, shape in _SHAPES.items():
        if name not in given:
            raise ForgedWebhookError(Forgery.HEADER_MISSING)
        if not shape.fullmatch(given[name]):
            raise ForgedWebhookError(Forgery.HEADER_MALFORMED)
    return given


def _signed(
    keys: tuple[Ed25519PublicKey, ...], signature: bytes, message: bytes
) -> bool:
    for key in keys:
        try:
            key.verify(signature, message)
        except InvalidSignature:
            continue
        return True
    return False


def _request_of(body: bytes) -> object:
    """Return the request id in the body; None if there is none."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document.get("request_id") if isinstance(document, dict) else None


def _read_keys(document: bytes) -> tuple[Ed25519PublicKey, ...]:
    known = []
    for item in json.loads(document)["keys"][:_MOST_KEYS]:
        if (item.get("kty"), item.get("crv")) == ("OKP", "Ed25519"):
            with suppress(KeyError, TypeError, ValueError):
                # RFC 8037 omits the padding.
                raw = base64.urlsafe_b64decode(item["x"] + "==")
                known.append(Ed25519PublicKey.from_public_bytes(raw))
    if not known:
        raise ValueError("the set holds no key we can use")
    return tuple(known)
