"""The web server, as strangers meet it."""

import asyncio

from collections.abc import Mapping
from datetime import timedelta
from typing import Self
from urllib.parse import quote, urlsplit

import pytest

from aiohttp.test_utils import TestClient, TestServer
from structlog.testing import capture_logs
from yarl import URL

from adapters.blobs import SignedLinks, open_blobs
from adapters.fal import FalWebhooks
from avatar_core.testing.time import ManualClock
from entrypoints.web import Check, Site
from entrypoints.webhook_inbox import WebhookInbox


DAY = timedelta(days=1)
KEY = "people/1/pictures/0a.jpg"


async def good() -> bool:
    """Return that all is well."""
    return True


async def unknown(token: str, request_id: str) -> bool:
    """Know no job."""
    return False


class Server:
    """The routes on loopback, in front of a storage with one blob."""

    def __init__(
        self,
        checks: Mapping[str, Check] | None = None,
        *,
        health_seconds: float = 60,
    ) -> None:
        """Have /health ask *checks*, and give the answer so long."""
        self.clock = ManualClock()
        self.links = SignedLinks("http://bot.example", b"secret", self.clock)
        self.blobs = open_blobs("memory://", self.links)
        site = Site(
            webhook_inbox=WebhookInbox(unknown),
            webhooks=FalWebhooks("http://127.0.0.1:9/", user_id=None, clock=self.clock),
            blobs=self.blobs,
            links=self.links,
            telegram=None,
            clock=self.clock,
            checks=checks or {"all": good},
            health_seconds=health_seconds,
        )
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
        """Ask for a path as it is, with nothing put right on the way."""
        async with self._client.get(URL(path, encoded=True)) as response:
            return response.status, await response.read()

    async def content_type(self, key: str) -> str:
        """Return what a lent blob is said to be."""
        path = f"/blobs/{key}?{await self.query(key)}"
        async with self._client.get(URL(path, encoded=True)) as response:
            return response.content_type

    async def query(self, key: str) -> str:
        """Return what makes a link to a blob good for a day."""
        return urlsplit(await self.blobs.link(key, lifetime=DAY)).query


async def test_a_link_is_good_for_its_time() -> None:
    """A signed link gives its blob until it expires."""
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
    """Models that fetch a picture themselves may refuse what does not say so."""
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
    """The signature of one link opens no other path, however it is written."""
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


async def test_a_stranger_writes_nothing_of_their_own_into_the_log() -> None:
    """Of a path that leads nowhere the log has nothing but that it did."""
    forged = quote("\n[error] everything is lost\x1b[2J")
    async with Server() as server:
        with capture_logs() as lines:
            assert 404 == (await server.get(f"/{forged}"))[0]

    (line,) = lines
    assert line["route"] is None
    assert "lost" not in repr(line)


async def test_a_bad_link_is_logged_without_its_signature() -> None:
    """The line about a link names the route, not the link."""
    async with Server() as server:
        with capture_logs() as lines:
            await server.get(f"/blobs/{KEY}?expires=1&signature=abc")

    (line,) = lines
    assert ("blobs", "refused: bad link") == (line["route"], line["outcome"])
    assert KEY not in repr(line)


async def test_many_who_ask_how_it_is_are_answered_by_one_look() -> None:
    """A flood of questions after the health has one write to the storage in a while."""
    looks = 0
    begun, open_now = asyncio.Event(), asyncio.Event()

    async def look() -> bool:
        nonlocal looks
        looks += 1
        begun.set()
        return await open_now.wait()

    async with Server({"storage": look}) as server:
        asked = [asyncio.create_task(server.get("/health")) for _ in range(20)]
        await begun.wait()
        asked[0].cancel()
        open_now.set()
        answers = await asyncio.gather(*asked[1:])
        assert {(200, b'{"storage": true, "answers": {}}')} == set(answers)
        for _ in range(20):
            await server.get("/health")
        assert 1 == looks


async def test_health_is_looked_at_again() -> None:
    """What was found out is not told for longer than it is good."""
    found = iter([True, False])

    async def look() -> bool:
        return next(found)

    async with Server({"storage": look}, health_seconds=0) as server:
        assert 200 == (await server.get("/health"))[0]
        assert 503 == (await server.get("/health"))[0]
