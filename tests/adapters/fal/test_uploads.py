"""Uploads to fal."""

import json

from typing import Final

import pytest

from tests.adapters.fal.loopback import KEY, Answer, Loopback, drops, says, writes

from adapters.fal import FalClient, FalFiles
from avatar_core.errors import ProviderRefusedError, ProviderUnavailableError


#: Our key is exchanged for it before an upload.
TOKEN: Final = {
    "token": "tkn",
    "token_type": "Bearer",
    "expires_at": "2999-01-01T00:00:00Z",
}


def token(server: Loopback) -> Answer:
    """Hand out an upload token."""
    return says({**TOKEN, "base_url": f"{server.url}/cdn"})


async def test_upload(server: Loopback, client: FalClient) -> None:
    """A file is uploaded to the CDN for a while, without sending our key there."""
    server.on("/rest/storage/auth/token", token(server))
    server.on("/cdn/files/upload", says({"access_url": "https://v3.fal.media/a.zip"}))

    url = await FalFiles(client).upload(b"PK", "a.zip")

    assert "https://v3.fal.media/a.zip" == url
    asked, sent = server.calls
    assert f"Key {KEY}" == asked.headers["Authorization"]
    assert "Bearer tkn" == sent.headers["Authorization"]
    assert b"PK" == sent.raw
    assert "application/zip" == sent.headers["Content-Type"]
    assert "a.zip" == sent.headers["X-Fal-File-Name"]
    lifecycle = json.loads(sent.headers["X-Fal-Object-Lifecycle"])
    assert 36 * 3600 == lifecycle["expiration_duration_seconds"]


@pytest.mark.parametrize(("status", "why"), [(401, "key"), (403, "balance")])
async def test_refused(
    server: Loopback, client: FalClient, status: int, why: str
) -> None:
    """Account problems are detected before anything is uploaded."""
    server.on("/rest/storage/auth/token", says({"detail": "no"}, status))

    with pytest.raises(ProviderRefusedError) as caught:
        await FalFiles(client).upload(b"PK", "a.zip")

    assert (why, f"{status}: no") == (caught.value.why, caught.value.detail)


@pytest.mark.parametrize(
    "answer",
    [
        drops,
        writes("", 500),
        writes("x"),
        pytest.param(writes("[" * 100_000), id="nested"),
        says([]),
        says({}, 404),
        says({}),
    ],
)
@pytest.mark.parametrize("at", ["token", "upload"])
async def test_unavailable(
    server: Loopback, client: FalClient, answer: Answer, at: str
) -> None:
    """After a failure the key is never sent to another storage."""
    server.on("/rest/storage/auth/token", answer if at == "token" else token(server))
    server.on("/cdn/files/upload", answer)

    with pytest.raises(ProviderUnavailableError):
        await FalFiles(client).upload(b"PK", "a.zip")

    assert not any("initiate" in call.path for call in server.calls)


async def test_a_token_that_is_refused_says_nothing_of_the_key(
    server: Loopback, client: FalClient
) -> None:
    """A refused upload token says nothing about our key."""
    server.on("/rest/storage/auth/token", token(server))
    server.on("/cdn/files/upload", says({}, 401))

    with pytest.raises(ProviderUnavailableError):
        await FalFiles(client).upload(b"PK", "a.zip")
