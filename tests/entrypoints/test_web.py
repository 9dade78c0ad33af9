"""The web server's public routes."""

import asyncio

from datetime import timedelta
from typing import Any, Self
from urllib.parse import quote, urlsplit

import pytest

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs
from tests.entrypoints.sites import new_site
from yarl import URL

from avatar_core.testing.time import ManualClock


DAY = timedelta(days=1)
KEY = "people/1/pictures/0a.jpg"


class Server:
    """The routes on loopback, in front of a storage with one blob."""

    def __init__(self, **parts: Any) -> None:
        """Build the routes with these parts."""
        self.clock = ManualClock()
        site = new_site(self.clock, **parts)
        self.blobs = site.blobs
        self._client = TestClient(TestServer(site.application(), host="127.0.0.1"))

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        await self.blobs.put(KEY, b"a face")
        await self._client.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self._client.close()
        self.blobs.close()

    async def get(self, path: str) -> tuple[int, bytes]:
        """Request a path without normalising it."""
        async with self._client.get(URL(path, encoded=True)) as response:
            return response.status, await response.read()

    async def raw(self, request: str) -> bytes:
        """Send this text; return all that is answered until the connection closes."""
        port = self._client.port
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.replace("\n", "\r\n").encode())
        async with asyncio.timeout(30):
            answer = await reader.read()
        writer.close()
        return answer

    async def post(self, path: str, body: bytes = b"", coding: str = "") -> int:
        """Send a webhook and return the status."""
        headers = {"Content-Encoding": coding} if coding else {}
        async with self._client.post(path, data=body, headers=headers) as response:
            return response.status

    async def content_type(self, key: str) -> str:
        """Return the content type of a lent blob."""
        path = f"/blobs/{key}?{await self.query(key)}"
        async with self._client.get(URL(path, encoded=True)) as response:
            return response.content_type

    async def query(self, key: str) -> str:
        """Return the query of a link to a blob that is valid for a day."""
        return urlsplit(await self.blobs.link(key, lifetime=DAY)).query


async def test_a_link_is_good_for_its_time() -> None:
    """A signed link serves its blob until it expires."""
    async with Server() as server:
        link = f"/blobs/{KEY}?{await server.query(KEY)}"
        assert await server.get(link) == (200, b"a face")

        server.clock.advance(DAY)

        assert await server.get(link) == (403, b"")


@pytest.mark.parametrize(
    ("key", "kind"),
    [
        ("people/1/pictures/0c.jpg", "image/jpeg"),
        ("people/1/archives/0c.zip", "application/zip"),
        ("people/1/weights/0c.safetensors", "application/octet-stream"),
    ],
)
async def test_a_lent_file_says_what_it_is(key: str, kind: str) -> None:
    """A blob is served with its content type."""
    async with Server() as server:
        await server.blobs.put(key, b"a file")

        assert kind == await server.content_type(key)


@pytest.mark.parametrize(
    "path",
    [
        "people/1/pictures/0b.jpg",
        "people/1/pictures/../pictures/0b.jpg",
        "people/1/pictures/0a.jpg/",
        "/people/1/pictures/0a.jpg",
        "people/1/pictures/0a.jpg%00",
        "people%5C1/pictures/0a.jpg",
        "../../etc/passwd",
        "..%2f..%2fetc%2fpasswd",
        "%ff%fe",
    ],
)
async def test_a_link_leads_to_its_own_blob_only(path: str) -> None:
    """The signature of one link opens no other path."""
    async with Server() as server:
        await server.blobs.put("people/1/pictures/0b.jpg", b"another face")
        status, body = await server.get(f"/blobs/{path}?{await server.query(KEY)}")

        assert status in {403, 404}
        assert b"face" not in body


@pytest.mark.parametrize(
    "query",
    [
        "",
        "expires=99999999999",
        "expires=99999999999&signature=",
        "expires=-1&signature=%ff",
        "expires=9999999999999999999&signature=0",
        "expires=%D9%A1&signature=0",
    ],
)
async def test_a_link_nobody_signed_is_refused(query: str) -> None:
    """A forged expiry time or signature opens no blob."""
    async with Server() as server:
        assert await server.get(f"/blobs/{KEY}?{query}") == (403, b"")


async def test_only_the_size_of_a_linked_file_is_asked_for() -> None:
    """HEAD returns the size without the body, and the connection stays usable."""
    async with Server() as server:
        path = f"/blobs/{KEY}?{await server.query(KEY)}"
        answer = await server.raw(
            f"HEAD {path} HTTP/1.1\nHost: x\n\n"
            f"GET {path} HTTP/1.1\nHost: x\nConnection: close\n\n"
        )

    first, second, body = answer.split(b"\r\n\r\n")
    for head in (first, second):
        assert head.startswith(b"HTTP/1.1 200 OK")
        assert b"\r\nContent-Length: 6\r\n" in head
    assert b"a face" == body


async def _never(_: web.Request) -> web.Response:
    raise AssertionError("a compressed body reached its route")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip"])
@pytest.mark.parametrize(
    "path", ["/telegram", f"/fal/{'f' * 32}", f"/blobs/{KEY}", "/health", "/other"]
)
async def test_compressed_bodies_are_refused(path: str, coding: str) -> None:
    """A compressed body to any path is refused unread: 1 MB may hold a gigabyte."""
    async with Server(telegram=_never) as server:
        status = await server.post(path, b"\0" * 1_000_000, coding)

    assert 415 == status


async def test_a_stranger_writes_nothing_of_their_own_into_the_log() -> None:
    """The log does not contain an unknown path."""
    forged = quote("\n[error] everything is lost\x1b[2J")
    async with Server() as server:
        with capture_logs() as lines:
            assert 404 == (await server.get(f"/{forged}"))[0]

    (line,) = lines
    assert line["route"] is None
    assert "lost" not in repr(line)


async def test_a_bad_link_is_logged_without_its_signature() -> None:
    """The log names the route of a refused link, not the link."""
    async with Server() as server:
        with capture_logs() as lines:
            await server.get(f"/blobs/{KEY}?expires=1&signature=abc")

    (line,) = lines
    assert ("blobs", "refused: bad link") == (line["route"], line["outcome"])
    assert KEY not in repr(line)


async def test_many_who_ask_how_it_is_are_answered_by_one_look() -> None:
    """Concurrent health requests share one check."""
    looks = 0
    begun, open_now = asyncio.Event(), asyncio.Event()

    async def look() -> bool:
        nonlocal looks
        looks += 1
        begun.set()
        return await open_now.wait()

    async with Server(checks={"storage": look}) as server:
        asked = [asyncio.create_task(server.get("/health")) for _ in range(20)]
        await begun.wait()
        asked[0].cancel()
        open_now.set()
        answers = await asyncio.gather(*asked[1:])
        assert {(200, b'{"storage": true}')} == set(answers)
        for _ in range(20):
            await server.get("/health")
        assert 1 == looks


async def test_health_is_looked_at_again() -> None:
    """A health result expires."""
    found = iter([True, False])

    async def look() -> bool:
        return next(found)

    async with Server(checks={"storage": look}, health_seconds=0) as server:
        assert 200 == (await server.get("/health"))[0]
        assert 503 == (await server.get("/health"))[0]


async def test_too_many_webhooks_at_once_are_refused() -> None:
    """Beyond the limit a webhook gets 503, which its sender repeats; then others pass."""
    inside, leave = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        inside.set()
        await leave.wait()
        return web.Response()

    async with Server(telegram=slow, webhooks_at_once=1) as server:
        first = asyncio.create_task(server.post("/telegram"))
        await inside.wait()
        refused, health = await server.post("/telegram"), await server.get("/health")
        leave.set()

        assert (503, 200, 200) == (refused, health[0], await first)
        assert await server.post("/telegram") == 200
