"""Sign webhooks, publish the keys, deliver and redeliver.

Source: fal's documentation of webhooks (fal.ai/docs, "Webhooks API").
"""

import asyncio
import base64
import hashlib
import json

from typing import Final

import aiohttp
import attrs

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from .. import events
from ..happenings import End
from ..loopback import is_loopback
from .records import Delivery, Record
from .service import Service


_MOST_ATTEMPTS: Final = 31
_STALE_SECONDS: Final = 3600
_KEY: Final = "webhook key"
_TIMEOUT: Final = aiohttp.ClientTimeout(total=15)


@attrs.frozen
class Signer:
    """Signs webhooks as fal does, with an Ed25519 key."""

    key: Ed25519PrivateKey
    user_id: str

    def headers(self, request_id: str, body: bytes, timestamp: int) -> dict[str, str]:
        """Return the four headers that authenticate *body*."""
        digest = hashlib.sha256(body).hexdigest()
        message = "\n".join([request_id, self.user_id, str(timestamp), digest])
        return {
            "X-Fal-Webhook-Request-Id": request_id,
            "X-Fal-Webhook-User-Id": self.user_id,
            "X-Fal-Webhook-Timestamp": str(timestamp),
            "X-Fal-Webhook-Signature": self.key.sign(message.encode()).hex(),
        }

    def jwk(self) -> dict[str, str]:
        """Return the public key as a JSON Web Key."""
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


@attrs.define(eq=False)
class Webhooks:
    """Announces finished requests to their clients until they confirm."""

    fal: Service
    _tasks: set[asyncio.Task[None]] = attrs.field(init=False, factory=set)

    @property
    def signer(self) -> Signer:
        """The current key, made at first use and kept in the settings."""
        text = self.fal.settings.get(_KEY)
        if text is None:
            return self.rotate()
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(text))
        return Signer(key, self.fal.user_id)

    def rotate(self) -> Signer:
        """Replace the key; the old one is no longer published."""
        key = Ed25519PrivateKey.generate()
        self.fal.settings[_KEY] = key.private_bytes_raw().hex()
        return Signer(key, self.fal.user_id)

    async def jwks(self, _: web.Request) -> web.Response:
        """`GET /.well-known/jwks.json`."""
        if self.fal.faults.jwks_down.take():
            return web.json_response({"detail": "Service Unavailable"}, status=503)
        return web.json_response({"keys": [self.signer.jwk()]})

    def announce(self, record: Record) -> None:
        """Begin to deliver the webhook of *record*, if it wants one."""
        if record.delivery is Delivery.PENDING:
            task = asyncio.create_task(self._deliver(record))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Stop; pending deliveries are resumed at the next start."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, record: Record) -> None:
        if not is_loopback(record.webhook_url or ""):
            self._note(record, Delivery.FAILED)
            return
        if (delay := self.fal.faults.delay_webhook.take(record.request_id)) is not None:
            await self.fal.sleep(delay)
        if self.fal.faults.rotate_key.take():
            self.rotate()
        if self.fal.faults.forge_webhook.take():
            stranger = Signer(Ed25519PrivateKey.generate(), self.fal.user_id)
            await self._post(record, _body(record, forged=True), signer=stranger)
        if self.fal.faults.stale_webhook.take():
            await self._post(record, _body(record), age=_STALE_SECONDS)
        if self.fal.faults.lose_webhook.take(record.request_id):
            self._note(record, Delivery.LOST)
            return
        times = self.fal.faults.repeat_webhook.take(record.request_id) or 1
        await self._attempt(record, times)

    async def _attempt(self, record: Record, times: int) -> None:
        while True:
            status = await self._post(record, _body(record)) or 0
            record.delivery_attempts += 1
            if 200 <= status < 300:
                for _ in range(times - 1):
                    await self._post(record, _body(record))
                    record.delivery_attempts += 1
                self._note(record, Delivery.DELIVERED)
                self.fal.happenings.end(record.request_id, End.DELIVERED)
                return
            # A redirect is final.
            if 300 <= status < 400 or record.delivery_attempts >= _MOST_ATTEMPTS:
                self._note(record, Delivery.FAILED)
                return
            self._note(record, Delivery.PENDING)
            doublings = min(record.delivery_attempts - 1, 5)
            await self.fal.sleep(self.fal.webhook_retry_seconds * 2**doublings)

    def _note(self, record: Record, delivery: Delivery) -> None:
        if delivery is not Delivery.PENDING:
            told = f"webhook {delivery}".lower()
            events.request(self.fal.watch, record.endpoint, told)
        record.delivery = delivery
        self.fal.note(record)

    async def _post(
        self, record: Record, body: bytes, *, signer: Signer | None = None, age: int = 0
    ) -> int | None:
        """Send one POST; return its status, or None when there was no answer."""
        headers = (signer or self.signer).headers(
            record.request_id, body, int(self.fal.clock()) - age
        )
        try:
            async with self.fal.session.post(
                record.webhook_url or "",
                data=body,
                headers=headers | {"Content-Type": "application/json"},
                allow_redirects=False,
                timeout=_TIMEOUT,
            ) as response:
                return response.status
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError):
            return None


def _body(record: Record, *, forged: bool = False) -> bytes:
    """Return the JSON that announces the end of *record* or, if *forged*, the opposite.

    Its keys are sorted.
    """
    outcome, error = record.outcome, None
    payload = None if outcome is None else outcome.body
    if outcome is not None and not record.succeeded:
        error = outcome.error or f"Invalid status code: {outcome.http_status}"
    if forged:
        payload = {"detail": "forged"} if record.succeeded else {"images": []}
        error = "forged" if record.succeeded else None
    body = {
        "request_id": record.request_id,
        "gateway_request_id": record.gateway_request_id,
        "status": "OK" if record.succeeded is not forged else "ERROR",
        "payload": payload,
        "error": error,
    }
    return json.dumps(body, sort_keys=True).encode()
