"""Telegram, fal.ai's status and keys, and a bare handler, in a process of their own."""

import asyncio
import json
import sys
import tempfile

from pathlib import Path

import attrs

from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from entrypoints.sandbox.fal.webhooks import Signer
from entrypoints.sandbox.telegram import TelegramEmulator

from .plan import HOST, TOKEN, USER


@attrs.frozen
class Outside:
    """Where the product finds the rest of the world, and who vouches for webhooks."""

    telegram: str
    fal: str
    #: The private key that webhooks are signed with, in hex.
    key: str

    @property
    def signer(self) -> Signer:
        """What signs them."""
        key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(self.key))
        return Signer(key, USER)


async def _run() -> None:
    key = Ed25519PrivateKey.generate()

    async def jwks(_: web.Request) -> web.Response:
        return web.json_response({"keys": [Signer(key, USER).jwk()]})

    async def bare(request: web.Request) -> web.Response:
        await request.read()
        return web.Response()

    async def status(_: web.Request) -> web.Response:
        return web.json_response({"status": "IN_PROGRESS", "logs": None})

    application = web.Application()
    application.router.add_get("/jwks", jwks)
    application.router.add_post("/bare", bare)
    application.router.add_route("*", "/{rest:.*}", status)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, HOST, 0).start()
    with tempfile.TemporaryDirectory() as data:
        telegram = TelegramEmulator(TOKEN, Path(data))
        await telegram.start(HOST, 0)
        outside = Outside(
            telegram=telegram.url,
            fal=f"http://{HOST}:{runner.addresses[0][1]}",
            key=key.private_bytes_raw().hex(),
        )
        sys.stdout.write(json.dumps(attrs.asdict(outside)) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_run())
