"""Emulators of Telegram and of a part of fal.ai, in a process of their own."""

import asyncio
import io
import json
import tempfile

from pathlib import Path

import attrs

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from PIL import Image
from tests.serving import serving

from entrypoints.sandbox.fal.webhooks import Signer
from entrypoints.sandbox.telegram import TelegramEmulator

from .plan import HOST, PEOPLE, READY, TOKEN, USER


@attrs.frozen
class Outside:
    """The addresses of the emulators, and the key that signs webhooks."""

    telegram: str
    fal: str
    #: The private key that webhooks are signed with, in hex.
    key: str

    @property
    def signer(self) -> Signer:
        """The signer of webhooks."""
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key))
        return Signer(key, USER)


async def _run() -> None:
    key, drawn = Ed25519PrivateKey.generate(), _drawn()

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response({"keys": [Signer(key, USER).jwk()]})

    async def status(request: web.Request) -> web.Response:
        ended = request.match_info["id"].startswith(READY)
        said = "COMPLETED" if ended else "IN_PROGRESS"
        return web.json_response({"status": said, "logs": None})

    async def result(request: web.Request) -> web.Response:
        image = {"url": str(request.url.with_path("/picture.png"))}
        return web.json_response({"images": [image], "seed": 1})

    async def picture(_: web.Request) -> web.Response:
        return web.Response(body=drawn)

    application = web.Application()
    application.router.add_get("/rest/.well-known/jwks.json", jwks)
    application.router.add_get("/picture.png", picture)
    application.router.add_get("/{model:.+}/requests/{id}/status", status)
    application.router.add_get("/{model:.+}/requests/{id}", result)
    with tempfile.TemporaryDirectory() as data:
        telegram = TelegramEmulator(TOKEN, Path(data))
        await telegram.start(HOST, 0)
        for number in PEOPLE:
            telegram.person(number)
        async with serving(application) as fal:
            outside = Outside(telegram.url, fal, key.private_bytes_raw().hex())
            print(json.dumps(attrs.asdict(outside)), flush=True)  # noqa: T201 - as in `bare`
            await asyncio.Event().wait()


def _drawn() -> bytes:
    file = io.BytesIO()
    noise = Image.effect_noise((256, 256), 64).convert("RGB")
    noise.resize((1024, 1024)).save(file, "PNG")
    return file.getvalue()


if __name__ == "__main__":
    asyncio.run(_run())
