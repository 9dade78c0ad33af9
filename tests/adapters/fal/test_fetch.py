"""Downloads: complete, from fal only, and without our key."""

import socket

import pytest

from aiohttp import web
from tests.adapters.fal.emulated import whole
from tests.adapters.fal.loopback import KEY, Answer, Loopback, drops, writes

from adapters.fal import FalAddresses, FalClient, FalFiles, FalProvider
from avatar_core.errors import BadArtefactError, ProviderUnavailableError


def bytes_of(data: bytes) -> Answer:
    """Serve a file."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(body=data)

    return answer


async def test_whole_file(server: Loopback, provider: FalProvider) -> None:
    """A file is downloaded unchanged, without sending our key."""
    data = bytes(range(256)) * 4000
    server.on("/files/", bytes_of(data))

    assert data == await whole(provider.fetch(f"{server.url}/files/w.safetensors"))
    assert "Authorization" not in server.calls[0].headers


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 403, 404, 410, 204])
async def test_not_there(server: Loopback, provider: FalProvider, status: int) -> None:
    """A refused download is a bad artefact; redirects are not followed."""
    server.on("/files/", writes("", status, Location=f"{server.url}/other"))

    with pytest.raises(BadArtefactError):
        await whole(provider.fetch(f"{server.url}/files/w"))

    assert 1 == len(server.calls)


async def half(request: web.Request) -> web.StreamResponse:
    """Send half of a file, and close the connection."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b"x" * 500)
    if request.transport is not None:
        request.transport.close()
    return response


@pytest.mark.parametrize(
    "answer",
    [
        *(writes("", status) for status in (408, 425, 429, 500, 502, 503, 504)),
        drops,
        half,
    ],
)
async def test_not_now(server: Loopback, provider: FalProvider, answer: Answer) -> None:
    """A failing host or a broken download is unavailable, to be tried again."""
    server.on("/files/", answer)

    with pytest.raises(ProviderUnavailableError):
        await whole(provider.fetch(f"{server.url}/files/w"))


async def test_stalled(server: Loopback, impatient: FalProvider) -> None:
    """A stalled download times out."""

    async def stall(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "1000"})
        await response.prepare(request)
        await response.write(b"x" * 500)
        await server.released.wait()
        return response

    server.on("/files/", stall)

    with pytest.raises(ProviderUnavailableError):
        await whole(impatient.fetch(f"{server.url}/files/w"))


async def test_unreachable(provider: FalProvider) -> None:
    """An unreachable host is unavailable, to be tried again."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        async with FalClient(KEY, FalAddresses.below(url)) as nowhere:
            with pytest.raises(ProviderUnavailableError):
                await whole(FalProvider(nowhere).fetch(f"{url}/files/w"))


@pytest.mark.parametrize(
    "url",
    [
        "http://v3.fal.media/files/x",
        "https://v3.fal.media:8443/files/x",
        "https://v3.fal.media@evil.example/x",
        "https://me:secret@v3.fal.media/x",
        "https://evilfal.media/x",
        "https://fal.media.evil.example/x",
        "https://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/x",
        "https://localhost/x",
        "https://[::1]/x",
        "ftp://v3.fal.media/x",
        "file:///etc/passwd",
        "data:image/jpeg;base64,AAAA",
        "//v3.fal.media/x",
        "v3.fal.media/x",
        "",
        "http://[broken",
        "https://v3.fal.media\n/x",
        "https://" + "x" * 70_000,
    ],
    ids=range(19),
)
async def test_elsewhere(provider: FalProvider, url: str) -> None:
    """Only fal's own hosts are contacted, over TLS on the standard port."""
    with pytest.raises(BadArtefactError):
        await whole(provider.fetch(url))


@pytest.mark.parametrize(
    "url",
    [
        "https://v3.fal.media/files/x",
        "https://v3b.fal.media/files/x",
        "https://V3.FAL.MEDIA:443/files/x",
        "https://fal.media/files/x",
    ],
)
async def test_fal_hosts(client: FalClient, url: str) -> None:
    """fal's file network is allowed."""
    assert FalFiles(client).checked(url).host.endswith("fal.media")


async def test_loopback_only_beside_emulator() -> None:
    """With the real fal no loopback address is allowed."""
    async with FalClient(KEY) as real:
        with pytest.raises(BadArtefactError):
            FalFiles(real).checked("http://127.0.0.1:8090/files/x")
