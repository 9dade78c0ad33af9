"""A server on loopback that gives scripted answers and records the calls."""

import asyncio
import json

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

import attrs

from aiohttp import web


KEY: Final = "id:secret"
#: A start deadline that is not met in a test.
HOUR: Final = timedelta(hours=1)
NOW: Final = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
REQUEST_ID: Final = "764cabcf-b745-4b3e-ae38-1200304cf45b"

Answer: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]


@attrs.frozen
class Call:
    """One request that arrived."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    raw: bytes

    @property
    def body(self) -> Any:
        """The JSON inside."""
        return json.loads(self.raw)


@attrs.define(eq=False)
class Loopback:
    """Answers by path prefix; anything else gets a 404 NOT_FOUND."""

    calls: list[Call] = attrs.field(factory=list)
    answers: dict[str, list[Answer]] = attrs.field(factory=dict)
    url: str = ""
    released: asyncio.Event = attrs.field(factory=asyncio.Event)

    def on(self, start: str, *answers: Answer) -> None:
        """Answer paths with this prefix one after the other; the last answer repeats."""
        self.answers[start] = list(answers)

    def posts(self) -> list[Call]:
        """Return the POSTs that arrived."""
        return [call for call in self.calls if call.method == "POST"]

    async def hang(self, request: web.Request) -> web.StreamResponse:
        """Do not answer before the test is over."""
        await self.released.wait()
        return web.Response()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Record the call and answer it."""
        self.calls.append(
            Call(
                request.method,
                request.path,
                dict(request.query),
                dict(request.headers),
                await request.read(),
            )
        )
        for start in sorted(self.answers, key=len, reverse=True):
            if request.path.startswith(start):
                waiting = self.answers[start]
                answer = waiting.pop(0) if len(waiting) > 1 else waiting[0]
                return await answer(request)
        return web.json_response({"status": "NOT_FOUND"}, status=404)


def says(body: object, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON."""
    return writes(json.dumps(body), status, Content_Type="application/json", **headers)


def writes(text: str, status: int = 200, **headers: str) -> Answer:
    """Answer with text; in header names an underscore is a hyphen."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(
            text=text,
            status=status,
            headers={name.replace("_", "-"): value for name, value in headers.items()},
        )

    answer.__name__ = f"{status} {text[:60]} {' '.join(headers)}".strip()
    return answer


async def drops(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


#: Answers that say nothing.
UNREADABLE: Final[tuple[Answer, ...]] = (
    drops,
    writes("", 500),
    writes("not json"),
    writes("[" * 100_000),
    says([]),
)


def enqueued(server: Loopback) -> Answer:
    """Answer as fal's queue does to a submit."""
    base = f"{server.url}/queue/fal-ai/x/requests/{REQUEST_ID}"
    return says(
        {
            "status": "IN_QUEUE",
            "request_id": REQUEST_ID,
            "response_url": base,
            "status_url": f"{base}/status",
            "cancel_url": f"{base}/cancel",
            "queue_position": 0,
        }
    )


def refusal(*types: str) -> dict[str, Any]:
    """Return the body of a model's 422."""
    return {
        "detail": [
            {
                "loc": ["body", "prompt"],
                "msg": "something",
                "type": kind,
                "input": "a secret prompt",
            }
            for kind in types
        ]
    }
