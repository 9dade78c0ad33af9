"""A webhook receiver, archives and shortcuts for the tests of the emulator."""

import asyncio
import base64
import hashlib
import io
import json
import zipfile

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import httpx

from aiohttp import web
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from tests.small_photos import small_photos

from entrypoints.sandbox.fal import FalEmulator, Record


KEY: Final = "id:secret"
USER: Final = "fal-user"
TRAINER: Final = "fal-ai/flux-lora-portrait-trainer"
GENERATOR: Final = "fal-ai/flux-lora"


def fast_fal() -> FalEmulator:
    """Return an emulator whose work takes almost no time."""
    return FalEmulator(
        key=KEY,
        user_id=USER,
        training_seconds=0.01,
        picture_seconds=0.01,
        webhook_retry_seconds=0.01,
    )


@attrs.frozen
class Hook:
    """One POST that the receiver got."""

    headers: Mapping[str, str]
    raw: bytes

    @property
    def body(self) -> dict[str, Any]:
        """The JSON inside."""
        found: dict[str, Any] = json.loads(self.raw)
        return found

    def signed_by(self, jwks: dict[str, Any]) -> bool:
        """Return whether a key of *jwks* made the signature, as fal documents it."""
        parts = [
            self.headers["X-Fal-Webhook-Request-Id"],
            self.headers["X-Fal-Webhook-User-Id"],
            self.headers["X-Fal-Webhook-Timestamp"],
            hashlib.sha256(self.raw).hexdigest(),
        ]
        signature = bytes.fromhex(self.headers["X-Fal-Webhook-Signature"])
        for key in jwks["keys"]:
            x = key["x"] + "=" * (-len(key["x"]) % 4)
            public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(x))
            try:
                public.verify(signature, "\n".join(parts).encode())
            except InvalidSignature:
                continue
            return True
        return False


class Listener:
    """A webhook receiver that answers with the statuses it was given, then 200."""

    def __init__(self) -> None:
        self.hooks: list[Hook] = []
        self.answers: list[int] = []
        self.url = ""
        self._more = asyncio.Event()

    async def wait(self, count: int) -> list[Hook]:
        """Return the POSTs once there are *count* of them."""
        async with asyncio.timeout(30):
            while len(self.hooks) < count:
                self._more.clear()
                await self._more.wait()
        return self.hooks

    async def receive(self, request: web.Request) -> web.Response:
        """Keep one POST and answer it."""
        self.hooks.append(Hook(request.headers, await request.read()))
        self._more.set()
        status = self.answers.pop(0) if self.answers else 200
        headers = {"Location": "/elsewhere"} if 300 <= status < 400 else None
        return web.Response(status=status, headers=headers)


def archive(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Zip *files*."""
    with io.BytesIO() as out:
        with zipfile.ZipFile(out, "w") as zipped:
            for name, data in files:
                zipped.writestr(name, data)
        return out.getvalue()


def photos(count: int = 4, *, person: int = 1) -> list[tuple[str, bytes]]:
    """Return a few small sample photos."""
    return list(small_photos(count, person=person, side=256))


def data_uri(data: bytes) -> str:
    """Write *data* as fal's smallest form of an archive."""
    return "data:application/zip;base64," + base64.b64encode(data).decode()


@attrs.define
class Desk:
    """Shortcuts for talking to an emulator in raw HTTP."""

    emulator: FalEmulator
    http: httpx.AsyncClient

    async def submit(
        self, endpoint: str, body: Any, *, hook: str | None = None
    ) -> httpx.Response:
        """POST *body* to *endpoint*."""
        return await self.http.post(
            f"{self.emulator.url}/queue/{endpoint}",
            # Unlike httpx, this writes every value of Python.
            content=json.dumps(body),
            params={"fal_webhook": hook} if hook else None,
        )

    async def run(self, endpoint: str, body: Any) -> httpx.Response:
        """Submit, wait for the end and return the result."""
        submitted = (await self.submit(endpoint, body)).json()
        await self.emulator.wait_for(
            lambda r: r.request_id == submitted["request_id"] and r.completed
        )
        return await self.http.get(submitted["response_url"])

    async def refused(self, endpoint: str, body: Any) -> dict[str, Any]:
        """Run *body* and return the only item of the 422 it gets."""
        response = await self.run(endpoint, body)
        assert response.status_code == 422, response.text
        (item,) = response.json()["detail"]
        assert isinstance(item, dict)
        return item

    async def train(
        self,
        *,
        person: int = 1,
        endpoint: str = TRAINER,
        field: str = "images_data_url",
        result: str = "diffusers_lora_file",
        **more: Any,
    ) -> str:
        """Train an avatar and return the address of its weights."""
        uri = data_uri(archive(photos(person=person)))
        response = await self.run(endpoint, {field: uri, **more})
        assert response.status_code == 200, response.text
        return str(response.json()[result]["url"])

    async def generate(self, weights: str | None = None, **more: Any) -> httpx.Response:
        """Generate with *weights* (or none) and return the result."""
        loras = [{"path": weights}] if weights else []
        body = {"prompt": "portrait", "loras": loras, "image_size": "square", **more}
        return await self.run(GENERATOR, body)

    async def pictures(self, result: httpx.Response) -> list[bytes]:
        """Fetch the images of a result; no key is sent."""
        assert result.status_code == 200, result.text
        async with httpx.AsyncClient(trust_env=False) as stranger:
            answers = [
                await stranger.get(image["url"]) for image in result.json()["images"]
            ]
        return [answer.content for answer in answers]

    async def jwks(self) -> dict[str, Any]:
        """Fetch the public keys."""
        found: dict[str, Any] = (
            await self.http.get(f"{self.emulator.url}/rest/.well-known/jwks.json")
        ).json()
        return found


def only(emulator: FalEmulator) -> Record:
    """Return the one request of *emulator*."""
    (record,) = emulator.requests
    return record
