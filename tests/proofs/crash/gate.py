"""A reverse proxy that can hold requests for ever."""

import asyncio
import re
import time

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final
from urllib.parse import unquote_to_bytes

import aiohttp
import attrs

from aiohttp import web
from tests.serving import answering, serving


_LIMIT: Final = 256 * 1024 * 1024
#: Headers that concern one connection only.
_HOP_BY_HOP: Final = frozenset(
    {"connection", "content-encoding", "content-length", "host", "transfer-encoding"}
)


@attrs.frozen
class Arrival:
    """A request, and its time on the monotonic clock."""

    at: float
    #: Method, path and query, and the body, decoded.
    said: bytes


@attrs.define(eq=False)
class Gate:
    """Forwards and records requests, and holds those that match a pattern."""

    target: str
    session: aiohttp.ClientSession
    url: str = ""
    arrivals: list[Arrival] = attrs.field(factory=list)
    _holding: re.Pattern[bytes] | None = None
    _keeps_answers: bool = False
    _news: asyncio.Condition = attrs.field(factory=asyncio.Condition)

    def hold(self, pattern: bytes, *, answer: bool = False) -> None:
        """Hold requests that match *pattern* until `release`.

        With *answer* they are forwarded, and only their answers are held.
        """
        self._holding = re.compile(pattern, re.DOTALL)
        self._keeps_answers = answer

    def release(self) -> None:
        """Stop holding requests; those held stay unanswered."""
        self._holding = None

    async def arrived(self, pattern: bytes, since: float, patience: float) -> float:
        """Wait for a request that matches, and return when it came."""
        wanted = re.compile(pattern, re.DOTALL)

        def found() -> list[float]:
            return [
                one.at
                for one in self.arrivals
                if one.at > since and wanted.search(one.said)
            ]

        async with asyncio.timeout(patience), self._news:
            await self._news.wait_for(found)
        return found()[0]

    async def pass_on(self, request: web.Request) -> web.StreamResponse:
        """Handle one request."""
        body = await request.read()
        # Forms come either percent-encoded or as they are.
        words = unquote_to_bytes(body.replace(b"+", b" ")) if body else b""
        said = f"{request.method} {request.raw_path}\n".encode() + words
        async with self._news:
            self.arrivals.append(Arrival(time.monotonic(), said))
            self._news.notify_all()
        held = self._holding is not None and self._holding.search(said) is not None
        if held and not self._keeps_answers:
            await asyncio.Event().wait()
        async with self.session.request(
            request.method,
            self.target + request.raw_path,
            headers=_end_to_end(request.headers),
            data=body,
            allow_redirects=False,
        ) as answer:
            data = await answer.read()
            if held:
                await asyncio.Event().wait()
            if answer.content_type == "application/json":
                # Links lead here again.
                data = data.replace(self.target.encode(), self.url.encode())
            headers = _end_to_end(answer.headers)
            return web.Response(status=answer.status, headers=headers, body=data)


def _end_to_end(headers: Mapping[str, str]) -> dict[str, str]:
    return {k: v for k, v in headers.items() if k.lower() not in _HOP_BY_HOP}


@asynccontextmanager
async def gate_to(url: str) -> AsyncIterator[Gate]:
    """Run a gate in front of the server at *url*, which has no path."""
    timeout = aiohttp.ClientTimeout(total=None)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        gate = Gate(url, session)
        async with serving(answering(gate.pass_on, limit=_LIMIT)) as gate.url:
            yield gate
