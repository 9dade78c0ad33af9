"""Webhooks: signing, the public keys, delivery and redelivery."""

import asyncio
import base64
import hashlib
import json
import time

from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import attrs

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .books import Books, Delivery, Record
from .faults import Fault, Faults
from .storage import is_local


ATTEMPT_SECONDS: Final = 15
MOST_ATTEMPTS: Final = 31
_STALE_SECONDS: Final = 3600
_KEY: Final = "webhook key"


@attrs.frozen
class Signer:
    """An Ed25519 key and how fal signs a webhook with it."""

    key: Ed25519PrivateKey
    user_id: str

    def headers(self, request_id: str, body: bytes, timestamp: int) -> dict[str, str]:
        """Return the four headers that vouch for *body*."""
        digest = hashlib.sha256(body).hexdigest()
        message = "\n".join([request_id, self.user_id, str(timestamp), digest])
        return {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": self.user_id,
            "X-Fal-Webhook-Timestamp": str(timestamp),
            "X-Fal-Webhook-Signature": self.key.sign(message.encode()).hex(),
        }

    def jwk(self) -> dict[str, str]:
        """Return the public half as a JSON Web Key."""
        raw = self.key.public_key().public_bytes_raw()
        x = base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
        return {
            "kty": "OKP",
            "crv": "Ed25519",
            "x": x,
            "kid": hashlib.sha256(raw).hexdigest()[:16],
            "use": "sig",
            "alg": "EdDSA",
        }


def body_of(record: Record) -> bytes:
    """Return the JSON that announces the end of *record*: keys are sorted."""
    outcome = record.outcome
    ok = record.succeeded
    error = None
    if outcome is not None and not ok:
        error = outcome.error or f"Invalid status code: {outcome.http_status}"
    return _dump(
        {
            "request_id": record.request_id,
            "gateway_request_id": record.gateway_request_id,
            "status": "OK" if ok else "ERROR",
            "payload": None if outcome is None else outcome.body,
            "error": error,
        }
    )


def _dump(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True).encode()


def _lie_about(record: Record) -> bytes:
    """Return the opposite of the truth, as a stranger would send it."""
    lie: dict[str, Any] = {
        "request_id": record.request_id,
        "gateway_request_id": record.gateway_request_id,
        "status": "ERROR",
        "payload": {"detail": "forged"},
        "error": "forged",
    }
    if not record.succeeded:
        lie |= {"status": "OK", "payload": {"images": []}, "error": None}
    return _dump(lie)


@attrs.define(eq=False)
class Herald:
    """Tells the owners of requests that they are done, until it is heard."""

    books: Books
    faults: Faults
    user_id: str
    session: aiohttp.ClientSession
    #: Called whenever a delivery's state changed.
    changed: Callable[[], None]
    retry_seconds: float = 120.0
    clock: Callable[[], float] = time.time
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    _tasks: set[asyncio.Task[None]] = attrs.field(init=False, factory=set)

    @property
    def signer(self) -> Signer:
        """The present key, made at first use and kept in the books."""
        text = self.books.fact(_KEY)
        if text is None:
            return self.rotate()
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
        return Signer(key, self.user_id)

    def rotate(self) -> Signer:
        """Replace the key; the old one is no longer published."""
        key = Ed25519PrivateKey.generate()
        self.books.remember(_KEY, key.private_bytes_raw().hex())
        return Signer(key, self.user_id)

    async def jwks(self, request: web.Request) -> web.Response:
        """`GET /.well-known/jwks.json`."""
        del request
        if self.faults.take(Fault.JWKS_DOWN) is not None:
            return web.json_response({"detail": "Service Unavailable"}, status=503)
        return web.json_response({"keys": [self.signer.jwk()]})

    def announce(self, record: Record) -> asyncio.Task[None] | None:
        """Begin to deliver the webhook of *record*, if it wants one.

        Returns:
            The task of the delivery.
        """
        if record.delivery is not Delivery.PENDING:
            return None
        task = asyncio.create_task(self._deliver(record))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Leave off; pending deliveries are resumed at the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, record: Record) -> None:
        url = record.webhook_url or ""
        if not is_local(url):
            self._settle(record, Delivery.FAILED)
            return
        delay = self.faults.take(Fault.DELAY_WEBHOOK)
        if isinstance(delay, float | int):
            await self.sleep(delay)
        if self.faults.take(Fault.ROTATE_KEY) is not None:
            self.rotate()
        await self._strays(record, url)
        if self.faults.take(Fault.LOSE_WEBHOOK) is not None:
            self._settle(record, Delivery.LOST)
            return
        repeats = self.faults.take(Fault.REPEAT_WEBHOOK)
        more = int(repeats) - 1 if isinstance(repeats, float | int) else 0
        while True:
            status = await self._post(record, url, body_of(record))
            record.delivery_attempts += 1
            if status is not None and 200 <= status < 300:
                while more > 0:
                    await self._post(record, url, body_of(record))
                    record.delivery_attempts += 1
                    more -= 1
                self._settle(record, Delivery.DELIVERED)
                return
            permanent = status is not None and 300 <= status < 400
            if permanent or record.delivery_attempts >= MOST_ATTEMPTS:
                self._settle(record, Delivery.FAILED)
                return
            self.books.write(record)
            self.changed()
            await self.sleep(
                self.retry_seconds * 2 ** min(record.delivery_attempts - 1, 5)
            )

    async def _strays(self, record: Record, url: str) -> None:
        if self.faults.take(Fault.FORGE_WEBHOOK) is not None:
            stranger = Signer(Ed25519PrivateKey.generate(), self.user_id)
            await self._post(record, url, _lie_about(record), signer=stranger)
        if self.faults.take(Fault.STALE_WEBHOOK) is not None:
            await self._post(record, url, body_of(record), age=_STALE_SECONDS)

    def _settle(self, record: Record, delivery: Delivery) -> None:
        record.delivery = delivery
        self.books.write(record)
        self.changed()

    async def _post(
        self,
        record: Record,
        url: str,
        body: bytes,
        *,
        signer: Signer | None = None,
        age: int = 0,
    ) -> int | None:
        """Send one POST; return its status, or None when nothing was heard."""
        headers = (signer or self.signer).headers(
            record.request_id, body, int(self.clock()) - age
        )
        try:
            async with self.session.post(
                url,
                data=body,
                headers=headers | {"Content-Type": "application/json"},
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=ATTEMPT_SECONDS),
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None
