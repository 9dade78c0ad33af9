"""The provider's webhooks over HTTP: a bad one changes nothing."""

import asyncio
import json

from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import attrs
import pytest

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON
from tests.entrypoints.sites import new_site
from tests.serving import answering, serving

from adapters.fal import BODY_LIMIT, FalWebhooks
from avatar_core.failures import Unanswered
from avatar_core.job_lifecycle import JobStatus
from avatar_core.jobs import Job
from avatar_core.testing import ManualClock, MemoryStore, memory_ports
from avatar_core.use_cases import Config, use_cases
from entrypoints import logs
from entrypoints.sandbox.fal.webhooks import Signer
from entrypoints.webhook_inbox import WebhookInbox


USER = "fal|user-1"
REQUEST = "req-1"
TOKEN = "0123456789abcdef0123456789abcdef"
BODY = json.dumps({"request_id": REQUEST, "status": "OK", "payload": {}}).encode()


@attrs.define(eq=False, slots=False)
class Route:
    """The route, a job that runs at fal, and fal's keys on a server of their own."""

    clock: ManualClock = attrs.field(factory=lambda: ManualClock(NOW))
    store: MemoryStore = attrs.field(factory=MemoryStore)
    key: Ed25519PrivateKey = attrs.field(factory=Ed25519PrivateKey.generate)
    #: What the keys' server answers.
    keys_status: int = 200
    keys_asked: int = 0

    @asynccontextmanager
    async def listening(self) -> AsyncIterator["Route"]:
        """Listen."""
        await self._keep_job()
        ports = attrs.evolve(memory_ports(), store=self.store, clock=self.clock)
        worker = use_cases(ports, Config()).worker
        self.webhook_inbox = WebhookInbox(worker.advance.webhook_received, most=3)
        async with serving(answering(self._jwks)) as keys, asyncio.TaskGroup() as tasks:
            tasks.create_task(self.webhook_inbox.run())
            site = new_site(
                self.clock,
                webhook_inbox=self.webhook_inbox,
                webhooks=FalWebhooks(keys, user_id=USER, clock=self.clock),
                body_seconds=0.2,
            )
            server = TestServer(site.application(), host="127.0.0.1")
            with capture_logs() as self.lines:
                async with TestClient(server) as self.client:
                    yield self
                    await self.webhook_inbox.stop()

    async def _jwks(self, _: web.Request) -> web.Response:
        self.keys_asked += 1
        key = Signer(self.key, USER).jwk()
        return web.json_response({"keys": [key]}, status=self.keys_status)

    async def _keep_job(self) -> None:
        job = attrs.evolve(
            JOB,
            token=TOKEN,
            due_at=NOW + timedelta(minutes=1),
            status=JobStatus.SUBMITTED,
            request_id=REQUEST,
            submits=1,
            submitted_at=NOW,
        )
        async with self.store.work(ANNA) as work:
            await work.people.add(PERSON)
            await work.avatars.add(DRAFT)
            await work.jobs.add(job)

    async def job(self) -> Job:
        """Return the job's row, once all accepted webhooks are stored."""
        while self.webhook_inbox.waiting:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        async with self.store.read() as reading:
            return await reading.jobs.get(JOB.id)

    def sign(
        self,
        body: bytes = BODY,
        *,
        request: str = REQUEST,
        seconds: int = 0,
    ) -> dict[str, str]:
        """Sign a body as of *seconds* from now."""
        now = int(self.clock().timestamp()) + seconds
        return Signer(self.key, USER).headers(request, body, now)

    async def post(
        self,
        body: Any = BODY,
        headers: Mapping[str, str] | None = None,
        to: str = TOKEN,
    ) -> int:
        """Return the status that a webhook is answered with."""
        headers = self.sign() if headers is None else headers
        async with self.client.post(
            f"/fal/{to}", data=body, headers=headers
        ) as response:
            await response.read()
            return response.status

    def counted(self) -> dict[str, int]:
        """Return how often the log has each answer."""
        return Counter(
            f"{line['route']} {line['status']} {line['outcome'] or ''}".rstrip()
            for line in self.lines
            if line["event"] == "web.answered"
        )


@pytest.fixture
async def route() -> AsyncIterator[Route]:
    """The route in front of one job."""
    async with Route().listening() as listening:
        yield listening


async def test_a_genuine_one_hurries_its_job(route: Route) -> None:
    """A signed webhook makes its job due now; a repetition changes nothing."""
    before = await route.job()
    assert HTTPStatus.OK == await route.post()
    hurried = await route.job()

    assert before.due_at is not None
    assert route.clock() == hurried.due_at
    for _ in range(3):
        assert HTTPStatus.OK == await route.post()
    assert hurried == await route.job()
    assert 1 == route.keys_asked
    assert {"fal 200 taken": 4} == route.counted()


OTHER = json.dumps({"request_id": "req-2"}).encode()


async def test_a_long_token_is_not_kept(route: Route) -> None:
    """A token that cannot be ours is refused at once."""
    assert HTTPStatus.NOT_FOUND == await route.post(to="f" * 8000)

    assert {"None 404": 1} == route.counted()


async def test_another_request_is_noted_as_a_double(route: Route) -> None:
    """A signed webhook of another request is noted as a possible double payment."""
    before = await route.job()
    for _ in range(3):
        assert 200 == await route.post(OTHER, route.sign(OTHER, request="req-2"))

    noted = attrs.evolve(
        before,
        unanswered=Unanswered.DOUBLED,
        unanswered_why="req-2",
        version=before.version + 1,
    )
    assert noted == await route.job()
    assert {"fal 200 taken": 3} == route.counted()


async def test_without_the_keys_fal_is_to_come_again(route: Route) -> None:
    """While the keys are unavailable webhooks are answered 503."""
    route.keys_status = 500
    before = await route.job()
    for _ in range(3):
        assert HTTPStatus.SERVICE_UNAVAILABLE == await route.post()
    assert before == await route.job()
    assert 1 == route.keys_asked

    route.keys_status = 200
    route.clock.advance(timedelta(seconds=3))
    assert HTTPStatus.OK == await route.post()
    assert {
        "fal 200 taken": 1,
        "fal 503 keys unavailable": 3,
    } == route.counted()


async def test_ten_megabytes_are_not_read(route: Route) -> None:
    """A huge body is refused as soon as it exceeds the limit."""
    before = await route.job()
    for headers, status in ((route.sign(), 413), ({}, 401)):
        sent = 0

        async def pour() -> AsyncIterator[bytes]:
            nonlocal sent
            for _ in range(160):
                sent += 64 * 1024
                yield b" " * 64 * 1024
                await asyncio.sleep(0)

        assert status == await route.post(pour(), headers)

    assert before == await route.job()
    assert 0 == route.keys_asked
    assert {"fal 413": 1, "fal 401 refused: header_missing": 1} == route.counted()
    assert len(BODY) < BODY_LIMIT


async def test_a_slow_body_is_not_waited_for(route: Route) -> None:
    """A slow body is cut off, even if its signature is valid."""
    dropped = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield BODY[:1]
        await dropped.wait()

    before = await route.job()
    headers = route.sign()
    assert HTTPStatus.REQUEST_TIMEOUT == await route.post(drip(), headers)
    dropped.set()

    assert before == await route.job()
    assert {"fal 408 too slow": 1} == route.counted()


async def test_a_flood_is_logged_in_few_words(route: Route) -> None:
    """The log contains only our own words, whatever strangers send."""
    for number in range(50):
        await route.post(b"", {"X-Fal-Webhook-Request-Id": f"x{number}"}, f"{number}")
        await route.client.get(f"/{number}")

    assert {"fal 401 refused: header_missing": 50, "None 404": 50} == route.counted()


async def test_what_is_no_http_leaves_no_words_in_the_log(
    route: Route, capsys: pytest.CaptureFixture[str]
) -> None:
    """Invalid HTTP is answered 400 and leaves no words in the log."""
    logs.set_up()
    port = route.client.port
    for line in (
        b"GET /\x1b[2Jpwned HTTP/1.1\r\n\r\n",
        b"pwned\r\n\r\n",
        b"POST /fal/x HTTP/1.1\r\npwned\x00: 1\r\n\r\n",
        b"POST /fal/x HTTP/1.1\r\nContent-Length: pwned\r\n\r\n",
        b"GET /" + b"pwned" * 10_000 + b" HTTP/1.1\r\n\r\n",
    ):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(line)
        await writer.drain()
        writer.write_eof()
        answer = await reader.read()
        assert b"400" in answer.split(b"\r\n")[0] or not answer
        writer.close()
        await writer.wait_closed()

    assert "" == capsys.readouterr().err


async def test_more_than_can_be_kept_is_to_come_again(route: Route) -> None:
    """While the store is away, webhooks are kept up to a limit; then fal retries."""
    held = asyncio.Event()

    async def hold(token: str, request_id: str) -> bool:
        return await held.wait()

    route.webhook_inbox.hurry = hold
    bodies = [json.dumps({"request_id": f"r{n}"}).encode() for n in range(4)]
    answers = [
        await route.post(body, route.sign(body, request=f"r{n}"))
        for n, body in [*enumerate(bodies), (0, bodies[0])]
    ]
    held.set()

    assert [200, 200, 200, 503, 200] == answers
    assert {"fal 200 taken": 4, "fal 503 too many": 1} == route.counted()
