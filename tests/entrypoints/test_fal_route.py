"""The provider's webhooks over HTTP: a bad one changes nothing."""

import asyncio
import json

from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Self
from uuid import UUID

import attrs
import pytest

from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from structlog.testing import capture_logs

from adapters.blobs import open_blobs
from adapters.fal import BODY_LIMIT, FalWebhooks
from avatar_core import Language
from avatar_core.avatars import Avatar, Gender
from avatar_core.failures import Unanswered
from avatar_core.ids import AvatarId, JobId, PersonId
from avatar_core.jobs import Job, JobStatus
from avatar_core.people import Person
from avatar_core.testing import ManualClock, MemoryStore, memory_ports
from avatar_core.testing.orders import TRAINING
from avatar_core.use_cases import Config, use_cases
from entrypoints import logs
from entrypoints.sandbox.fal.webhooks import Signer
from entrypoints.web import Site
from entrypoints.webhook_inbox import WebhookInbox


USER = "fal|user-1"
REQUEST = "req-1"
TOKEN = "0123456789abcdef0123456789abcdef"
JOB = JobId(UUID(int=7))
ANN = PersonId(1)
BODY = json.dumps({"request_id": REQUEST, "status": "OK", "payload": {}}).encode()


@attrs.define(eq=False, slots=False)
class Route:
    """The route, a job that runs at fal, and fal's keys on a server of their own."""

    clock: ManualClock = attrs.field(factory=ManualClock)
    store: MemoryStore = attrs.field(factory=MemoryStore)
    key: Ed25519PrivateKey = attrs.field(factory=Ed25519PrivateKey.generate)
    #: What the keys' server answers.
    keys_status: int = 200
    keys_asked: int = 0

    async def __aenter__(self) -> Self:
        """Begin to listen."""
        await self._keep_job()
        application = web.Application()
        application.router.add_get("/jwks", self._jwks)
        self._keys = TestServer(application, host="127.0.0.1")
        await self._keys.start_server()
        ports = attrs.evolve(memory_ports(), store=self.store, clock=self.clock)
        worker = use_cases(ports, Config()).worker
        self.webhook_inbox = WebhookInbox(worker.advance.webhook_received, most=3)
        self._running = asyncio.create_task(self.webhook_inbox.run())
        site = Site(
            webhook_inbox=self.webhook_inbox,
            webhooks=FalWebhooks(
                str(self._keys.make_url("/jwks")), user_id=USER, clock=self.clock
            ),
            blobs=open_blobs("memory://", NoLinks()),
            links=None,
            telegram=None,
            clock=self.clock,
            checks={},
            body_seconds=0.2,
        )
        self.client = TestClient(TestServer(site.application(), host="127.0.0.1"))
        await self.client.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop."""
        await self.webhook_inbox.stop()
        await self._running
        await self.client.close()
        await self._keys.close()

    async def _jwks(self, _: web.Request) -> web.Response:
        self.keys_asked += 1
        key = Signer(self.key, USER).jwk()
        return web.json_response({"keys": [key]}, status=self.keys_status)

    async def _keep_job(self) -> None:
        now = self.clock()
        avatar = Avatar(
            id=AvatarId(UUID(int=1)),
            owner=ANN,
            name="Ann",
            type=TRAINING.avatar_type,
            gender=Gender.FEMALE,
            family=TRAINING.family,
            created_at=now,
        )
        job = Job(
            id=JOB,
            person=ANN,
            avatar=avatar.id,
            order=TRAINING,
            price=0,
            token=TOKEN,
            created_at=now,
            due_at=now + timedelta(minutes=1),
            deadline_at=now + timedelta(hours=1),
            status=JobStatus.SUBMITTED,
            request_id=REQUEST,
            submits=1,
            submitted_at=now,
        )
        async with self.store.work(ANN) as work:
            await work.people.add(
                Person(id=ANN, language=Language.ENGLISH, created_at=now)
            )
            await work.avatars.add(avatar)
            await work.jobs.add(job)

    async def job(self) -> Job:
        """Return the job's row, once everything taken is written down."""
        while self.webhook_inbox.waiting:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0)
        async with self.store.read() as reading:
            return await reading.jobs.get(JOB)

    def sign(
        self,
        body: bytes = BODY,
        *,
        request: str = REQUEST,
        user: str = USER,
        seconds: int = 0,
        key: Ed25519PrivateKey | None = None,
    ) -> dict[str, str]:
        """Sign a body as of *seconds* from now."""
        now = int(self.clock().timestamp()) + seconds
        return Signer(key or self.key, user).headers(request, body, now)

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

    async def counted(self) -> dict[str, int]:
        """Return what /health says was answered."""
        async with self.client.get("/health") as response:
            answers: dict[str, int] = (await response.json())["answers"]
            return answers


class NoLinks:
    """Nobody asks for links here."""

    async def link(self, *_: object, lifetime: timedelta) -> str:
        """Return none."""
        raise NotImplementedError


@pytest.fixture
async def route() -> AsyncIterator[Route]:
    """The route in front of one job."""
    async with Route() as made:
        yield made


async def test_a_genuine_one_hurries_its_job(route: Route) -> None:
    """What fal signed makes the job due now; repeated it is taken and adds nothing."""
    before = await route.job()
    assert HTTPStatus.OK == await route.post()
    hurried = await route.job()

    assert before.due_at is not None
    assert route.clock() == hurried.due_at
    for _ in range(3):
        assert HTTPStatus.OK == await route.post()
    assert hurried == await route.job()
    assert 1 == route.keys_asked
    assert {"fal 200 taken": 4} == await route.counted()


async def test_a_replay_goes_stale(route: Route) -> None:
    """Recorded and sent again after five minutes, a genuine one is refused."""
    headers = route.sign()
    await route.post(headers=headers)
    before = await route.job()

    route.clock.advance(timedelta(seconds=301))

    assert HTTPStatus.UNAUTHORIZED == await route.post(headers=headers)
    assert before == await route.job()


FALSE: Mapping[str, tuple[int, str]] = {
    "forged": (401, "refused: bad_signature"),
    "stale": (401, "refused: too_old_or_new"),
    "of the future": (401, "refused: too_old_or_new"),
    "another user": (401, "refused: other_user"),
    "no headers": (401, "refused: header_missing"),
    "odd headers": (401, "refused: header_malformed"),
    "another request's body": (401, "refused: body_differs"),
    "not JSON": (401, "refused: body_differs"),
    # Signed by fal for us, so it need not come again; but it is nobody's.
    "wrong token": (200, "taken"),
}


@pytest.mark.parametrize("case", FALSE)
async def test_a_false_one_changes_nothing(route: Route, case: str) -> None:
    """It is counted by its kind, and the job's row is the same."""
    other = json.dumps({"request_id": "req-2"}).encode()
    before = await route.job()
    match case:
        case "forged":
            answer = await route.post(
                headers=route.sign(key=Ed25519PrivateKey.generate())
            )
        case "stale":
            answer = await route.post(headers=route.sign(seconds=-301))
        case "of the future":
            answer = await route.post(headers=route.sign(seconds=301))
        case "another user":
            answer = await route.post(headers=route.sign(user="fal|user-2"))
        case "no headers":
            answer = await route.post(headers={})
        case "odd headers":
            odd = {"X-Fal-Webhook-Signature": "z" * 128}
            answer = await route.post(headers=route.sign() | odd)
        case "another request's body":
            answer = await route.post(other, route.sign(other))
        case "not JSON":
            answer = await route.post(b"\xff{", route.sign(b"\xff{"))
        case _:
            answer = await route.post(to="f" * 32)

    status, outcome = FALSE[case]
    assert status == answer
    assert before == await route.job()
    assert {f"fal {status} {outcome}": 1} == await route.counted()


async def test_a_long_token_is_not_kept(route: Route) -> None:
    """What can be no token of ours does not wait in memory to be written down."""
    assert HTTPStatus.NOT_FOUND == await route.post(to="f" * 8000)

    assert {"elsewhere 404": 1} == await route.counted()


async def test_another_request_is_noted_as_a_double(route: Route) -> None:
    """What fal signed for our token is perhaps paid twice; it changes nothing else."""
    other = json.dumps({"request_id": "req-2"}).encode()
    before = await route.job()
    for _ in range(3):
        assert 200 == await route.post(other, route.sign(other, request="req-2"))

    noted = attrs.evolve(
        before,
        unanswered=Unanswered.DOUBLED,
        unanswered_why="req-2",
        version=before.version + 1,
    )
    assert noted == await route.job()
    assert {"fal 200 taken": 3} == await route.counted()


async def test_no_byte_may_be_altered(route: Route) -> None:
    """Whichever byte of the body is changed, the webhook is refused."""
    headers, before = route.sign(), await route.job()
    for at in range(len(BODY)):
        altered = BODY[:at] + bytes([BODY[at] ^ 1]) + BODY[at + 1 :]
        assert HTTPStatus.UNAUTHORIZED == await route.post(altered, headers)

    assert before == await route.job()
    assert {"fal 401 refused: bad_signature": len(BODY)} == await route.counted()
    assert 2 == route.keys_asked


async def test_an_unknown_key_may_be_a_new_one(route: Route) -> None:
    """An unknown signature has the keys asked for once; fal's new key is believed."""
    await route.post()
    route.key = Ed25519PrivateKey.generate()

    assert HTTPStatus.OK == await route.post()
    assert 2 == route.keys_asked


async def test_without_the_keys_fal_is_to_come_again(route: Route) -> None:
    """With the keys' server down nothing is refused for good, and nothing believed."""
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
    } == await route.counted()


async def test_ten_megabytes_are_not_read(route: Route) -> None:
    """A huge body is refused as soon as it is too long, and nothing is asked."""
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
    assert {"fal 413": 1, "fal 401 refused: header_missing": 1} == await route.counted()
    assert len(BODY) < BODY_LIMIT


async def test_a_slow_body_is_not_waited_for(route: Route) -> None:
    """A body that trickles in is cut off, even if its signature is valid."""
    dropped = asyncio.Event()

    async def drip() -> AsyncIterator[bytes]:
        yield BODY[:1]
        await dropped.wait()

    before = await route.job()
    headers = route.sign()
    assert HTTPStatus.REQUEST_TIMEOUT == await route.post(drip(), headers)
    dropped.set()

    assert before == await route.job()
    assert {"fal 408 too slow": 1} == await route.counted()


async def test_a_flood_is_counted_in_few_words(route: Route) -> None:
    """However strange what strangers send, the counters have our own words only."""
    with capture_logs() as lines:
        for number in range(50):
            await route.post(
                b"", {"X-Fal-Webhook-Request-Id": f"x{number}"}, f"{number}"
            )
            await route.client.get(f"/{number}")

    assert {
        "fal 401 refused: header_missing": 50,
        "elsewhere 404": 50,
    } == await route.counted()
    assert [50, 50] == [line["seen"] for line in lines[-2:]]


async def test_what_is_no_http_leaves_no_words_in_the_log(
    route: Route, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line that is no request is answered 400; what it said is nowhere."""
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
    """With the store away webhooks are kept, up to a number; then fal waits with them."""
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
    assert {"fal 200 taken": 4, "fal 503 too many": 1} == await route.counted()
