"""Bodies of answers that are compressed or too long, wherever the product reads one."""

import gzip
import json

from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

import pytest

from aiohttp import web
from tests.adapters.fal.emulated import submit, whole
from tests.adapters.fal.loopback import NOW, REQUEST_ID, Answer, Loopback
from tests.adapters.fal.test_uploads import TOKEN, token
from tests.adapters.fal.test_webhook import BODY, USER, Fal

from adapters.fal import (
    FalCatalogue,
    FalClient,
    FalFiles,
    FalProvider,
    FalWebhooks,
    KeysUnavailableError,
)
from adapters.fal.client import HttpAnswerError
from adapters.fal.platform_api import sent_since
from avatar_core.errors import AvatarCoreError
from avatar_core.testing.orders import GENERATION
from avatar_core.testing.time import ManualClock
from entrypoints.sandbox.fal.webhooks import Signer


FAL: Final = Fal(ManualClock(NOW))
#: Reads one kind of answer.
Read: TypeAlias = Callable[[FalClient, str], Awaitable[object]]


def _keys(_: FalClient, url: str) -> Awaitable[object]:
    webhooks = FalWebhooks(f"{url}/keys", user_id=None, clock=FAL.clock)
    return webhooks.verify(FAL.headers(), BODY)


READS: Final[dict[str, Read]] = {
    "submit": lambda client, _: submit(FalProvider(client), GENERATION),
    "status": lambda client, _: client.status("fal-ai/x", REQUEST_ID, with_logs=False),
    "result": lambda client, _: client.result("fal-ai/x", REQUEST_ID),
    "prices": lambda client, _: FalCatalogue(client).look(["fal-ai/x"]),
    "requests": lambda client, _: sent_since(client, "fal-ai/x", NOW),
    "upload": lambda client, _: FalFiles(client).upload(b"PK", "a.zip"),
    "token": lambda client, _: FalFiles(client).upload(b"PK", "b.zip"),
    "file": lambda client, url: whole(FalFiles(client).download(f"{url}/files/w")),
    "keys": _keys,
}


def _document(url: str) -> bytes:
    """Return an answer that every one of the reads accepts."""
    request = dict.fromkeys(
        ("response_url", "status_url", "cancel_url"), f"{url}/queue/"
    )
    return json.dumps(
        {
            **request,
            "request_id": REQUEST_ID,
            "status": "IN_QUEUE",
            "queue_position": 0,
            "models": [],
            "has_more": False,
            "items": [],
            "access_url": url,
            **TOKEN,
            "base_url": f"{url}/cdn",
            "keys": [Signer(FAL.key, USER).jwk()],
        }
    ).encode()


def _writes(body: bytes, **headers: str) -> Answer:
    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=body, headers=headers)

    return answer


@pytest.mark.parametrize("read", list(READS.values()), ids=list(READS))
async def test_bodies_are_plain_and_of_bounded_length(
    server: Loopback, client: FalClient, read: Read
) -> None:
    """Every answer is asked for uncompressed; a compressed or endless one is refused."""
    document = _document(server.url)
    if read is not READS["token"]:
        server.on("/rest/storage/auth/token", token(server))
    bad = {
        "gzip": gzip.compress(document),
        "gzip, gzip": gzip.compress(gzip.compress(document)),
        "identity": document + b" " * 9_000_000,
    }
    if read is READS["file"]:
        del bad["identity"]  # whoever reads a file counts it
    for coding, body in bad.items():
        server.on("/", _writes(body, **{"Content-Encoding": coding}))
        with pytest.raises((AvatarCoreError, HttpAnswerError, KeysUnavailableError)):
            await read(client, server.url)

    server.on("/", _writes(document))
    await read(client, server.url)

    asked = {call.headers["Accept-Encoding"] for call in server.calls}
    assert {"identity"} == asked
