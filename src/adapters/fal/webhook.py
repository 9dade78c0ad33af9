"""Webhooks from fal: believed only if fal signed them, and even then only a hint.

Source: fal's documentation of webhooks (fal.ai/docs, "Webhooks API", read in
September 2026): Ed25519 over request id, user id, timestamp and the SHA-256 of
the raw body, each on a line of its own; the keys are a JSON Web Key Set.
"""

import asyncio
import base64
import binascii
import hashlib
import json
import re

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

from .client import REQUEST_ID


#: The largest body looked at, in bytes. A result of a training or of four
#: pictures has some 2 KB. Have the web server refuse larger ones unread.
BODY_LIMIT: Final = 1024 * 1024
#: How far the timestamp may lie from our clock, either way.
TOLERANCE: Final = timedelta(seconds=300)
#: "Do not cache longer than 24 hours since they can change."
_KEYS_LIFETIME: Final = timedelta(hours=24)
#: An unknown signature has the keys fetched anew at most this often. Less than
#: the 120 s after which fal repeats a refused webhook.
_COOL_DOWN: Final = timedelta(seconds=60)
#: A failed fetch is repeated at most this often.
_RETRY: Final = timedelta(seconds=2)
_KEYS_SECONDS: Final = 10.0
#: How long a start waits for them.
_PREPARE_SECONDS: Final = 2.0
_KEYS_SIZE: Final = 64 * 1024
_MOST_KEYS: Final = 32
_KEY_LENGTH: Final = 32

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
    """Why a webhook is not believed."""

    HEADER_MISSING = "header_missing"
    HEADER_MALFORMED = "header_malformed"
    TOO_OLD_OR_NEW = "too_old_or_new"
    OTHER_USER = "other_user"
    TOO_BIG = "too_big"
    BAD_SIGNATURE = "bad_signature"
    #: Rightly signed, but the body is no JSON or speaks of another request.
    BODY_DIFFERS = "body_differs"


class ForgedWebhookError(Exception):
    """This is not from fal, not for us, or not from now: answer 401."""

    def __init__(self, reason: Forgery) -> None:
        super().__init__(reason.value)
        self.reason = reason


class KeysUnavailableError(Exception):
    """fal's keys cannot be had now: answer 503, so that fal comes back."""


@attrs.frozen
class VerifiedHint:
    """fal itself says that this request has ended."""

    request_id: str


@attrs.define
class _Keys:
    known: tuple[Ed25519PublicKey, ...] = ()
    fetched_at: datetime | None = None
    #: When they were last fetched because a signature did not fit them.
    doubted_at: datetime | None = None
    failed_at: datetime | None = None


class FalWebhooks:
    """Tells fal's webhooks from everybody else's.

    Args:
        jwks_url: Where fal publishes its keys, such as
            ``https://rest.fal.ai/.well-known/jwks.json``.
        user_id: Our own id at fal. The keys are those of the whole platform, so
            without it any other customer's webhook is as genuine as ours; then
            only the token in the URL protects us.
        clock: The present moment.
        transport: How the keys are fetched; None: over the network.
    """

    def __init__(
        self,
        jwks_url: str,
        *,
        user_id: str | None,
        clock: Clock,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._jwks_url = jwks_url
        self._user_id = user_id
        self._clock = clock
        self._transport = transport
        # Read once: it takes a while in which nothing is answered.
        self._certificates = httpx.create_ssl_context()
        self._keys = _Keys()
        self._fetching = asyncio.Lock()

    async def prepare(self) -> None:
        """Fetch the keys, if they can soon be had, before a webhook waits for them."""
        with suppress(KeysUnavailableError, TimeoutError):
            async with asyncio.timeout(_PREPARE_SECONDS):
                await self._current_keys()

    def glance(self, headers: Mapping[str, str]) -> None:
        """Look at the headers alone: what they give away needs no body.

        Raises:
            ForgedWebhookError: Whatever its body, it is not to be believed.
        """
        self._checked(headers)

    async def verify(self, headers: Mapping[str, str], body: bytes) -> VerifiedHint:
        """Return what a webhook may be believed: that its request has ended.

        Args:
            headers: Of the HTTP request, in any case.
            body: Its raw bytes, not yet decoded by anything.

        Raises:
            ForgedWebhookError: It is not to be believed.
            KeysUnavailableError: That cannot be found out now.
        """
        given = self._checked(headers)
        if len(body) > BODY_LIMIT:
            raise ForgedWebhookError(Forgery.TOO_BIG)
        await self._check_signature(
            bytes.fromhex(given[_SIGNATURE]),
            "\n".join(
                [
                    given[_REQUEST_ID],
                    given[_USER_ID],
                    given[_TIMESTAMP],
                    hashlib.sha256(body).hexdigest(),
                ]
            ).encode(),
        )
        if _request_of(body) != given[_REQUEST_ID]:
            raise ForgedWebhookError(Forgery.BODY_DIFFERS)
        return VerifiedHint(given[_REQUEST_ID])

    def _checked(self, headers: Mapping[str, str]) -> dict[str, str]:
        given = _given(headers)
        self._check_time(given[_TIMESTAMP])
        if self._user_id is not None and given[_USER_ID] != self._user_id:
            raise ForgedWebhookError(Forgery.OTHER_USER)
        return given

    def _check_time(self, timestamp: str) -> None:
        away = abs(self._clock().timestamp() - int(timestamp))
        if away > TOLERANCE.total_seconds():
            raise ForgedWebhookError(Forgery.TOO_OLD_OR_NEW)

    async def _check_signature(self, signature: bytes, message: bytes) -> None:
        keys = await self._current_keys()
        if _signed(keys, signature, message):
            return
        # fal may have changed its keys since.
        newer = await self._keys_after(keys)
        if newer is keys or not _signed(newer, signature, message):
            raise ForgedWebhookError(Forgery.BAD_SIGNATURE)

    async def _current_keys(self) -> tuple[Ed25519PublicKey, ...]:
        if self._fresh():
            # Whoever's signature has them doubted keeps nobody else waiting.
            return self._keys.known
        async with self._fetching:
            if not self._fresh():
                await self._fetch()
            return self._keys.known

    def _fresh(self) -> bool:
        return self._within(_KEYS_LIFETIME, self._keys.fetched_at)

    async def _keys_after(
        self, seen: tuple[Ed25519PublicKey, ...]
    ) -> tuple[Ed25519PublicKey, ...]:
        async with self._fetching:
            cooling = self._within(_COOL_DOWN, self._keys.doubted_at)
            if self._keys.known is seen and not cooling:
                await self._fetch()
                self._keys.doubted_at = self._keys.fetched_at
            return self._keys.known

    def _within(self, span: timedelta, at: datetime | None) -> bool:
        return at is not None and abs(self._clock() - at) < span

    async def _fetch(self) -> None:
        now = self._clock()
        if self._within(_RETRY, self._keys.failed_at):
            raise KeysUnavailableError("fal's keys could not be fetched just now")
        try:
            async with asyncio.timeout(_KEYS_SECONDS):
                known = _read_keys(await self._download())
        except (
            httpx.HTTPError,
            httpx.InvalidURL,
            TimeoutError,
            ValueError,
            LookupError,
            TypeError,
            AttributeError,
            RecursionError,
        ) as error:
            self._keys.failed_at = now
            raise KeysUnavailableError(
                f"fal's keys could not be fetched: {type(error).__name__}"
            ) from error
        self._keys.known, self._keys.fetched_at = known, now
        self._keys.failed_at = None

    async def _download(self) -> bytes:
        data = bytearray()
        async with (
            # Once a day: not worth a connection that somebody has to close.
            httpx.AsyncClient(
                transport=self._transport, verify=self._certificates
            ) as http,
            http.stream("GET", self._jwks_url) as response,
        ):
            if response.status_code != HTTPStatus.OK:
                raise ValueError(f"the keys' host answered {response.status_code}")
            async for chunk in response.aiter_bytes():
                data += chunk
                if len(data) > _KEYS_SIZE:
                    raise ValueError("that is too long for a set of keys")
        return bytes(data)


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
    """Return which request the body speaks of; None if it cannot be read."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document.get("request_id") if isinstance(document, dict) else None


def _read_keys(document: bytes) -> tuple[Ed25519PublicKey, ...]:
    known = []
    for item in json.loads(document)["keys"][:_MOST_KEYS]:
        if item.get("kty") != "OKP" or item.get("crv") != "Ed25519":
            continue
        raw = _decoded(item.get("x"))
        if len(raw) == _KEY_LENGTH:
            known.append(Ed25519PublicKey.from_public_bytes(raw))
    if not known:
        raise ValueError("the set holds no key we can use")
    return tuple(known)


def _decoded(text: object) -> bytes:
    if not isinstance(text, str):
        return b""
    try:
        # RFC 8037 leaves the padding out.
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        return b""
