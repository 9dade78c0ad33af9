"""Serve the Bot API: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import logging

from collections import deque
from typing import Any, Final, NamedTuple

import aiohttp

from aiohttp import web

from .files import FileStore
from .methods import Methods, Outcome
from .parameters import Parameters
from .refusals import RefusalError, too_many_requests
from .state import Check


MAX_CALLS: Final = 10_000
#: How long a download stalls: longer than anybody waits.
_STALLED_SECONDS: Final = 120
_PROXY_PAGE: Final = "<html><h1>502 Bad Gateway</h1><hr>nginx</html>"
_LOGGER: Final = logging.getLogger(__name__)


class Call(NamedTuple):
    """One call of the bot."""

    method: str
    params: dict[str, Any]


class BotApi:
    """Authorises, records and answers the bot's calls."""

    def __init__(
        self, token: str, methods: Methods, files: FileStore | None, check: Check
    ) -> None:
        """Serve one bot; without *files* there are no downloads."""
        self._token = token
        self._methods = methods
        self._files = files
        self._check = check
        self._flood_seconds = 0
        self._flood_left = 0
        self._out_left = 0
        self.calls: deque[Call] = deque(maxlen=MAX_CALLS)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._download),
        ]

    def flood(self, seconds: int, methods: int) -> None:
        """Refuse the next *methods* calls with 429."""
        self._flood_seconds = max(int(seconds), 1)
        self._flood_left = methods

    @property
    def flooded(self) -> bool:
        """Whether the next call will be refused."""
        return self._flood_left > 0

    def bad_gateway(self, methods: int) -> None:
        """Answer the next *methods* calls like a proxy that does not reach Telegram."""
        self._out_left = methods

    @property
    def out(self) -> bool:
        """Whether the next call will not reach Telegram."""
        return self._out_left > 0

    async def carry_out(self, name: str, call: Parameters) -> dict[str, Any]:
        """Carry out one method and return the body of the answer."""
        found = self._methods.table.get(name.lower())
        if found is None:
            raise RefusalError(404, "Not Found: method not found")
        official, method = found
        if official != "getUpdates":
            self.calls.append(Call(official, call.values))
            if self._out_left:
                self._out_left -= 1
                raise web.HTTPBadGateway(text=_PROXY_PAGE, content_type="text/html")
            if self._flood_left:
                self._flood_left -= 1
                raise too_many_requests(self._flood_seconds)
        outcome = await method(call)
        if not isinstance(outcome, Outcome):
            self._check(official, outcome)
            return {"ok": True, "result": outcome}
        self._check(official, outcome.result)
        return {
            "ok": True,
            "result": outcome.result,
            "description": outcome.description,
        }

    async def carry_out_reply(self, response: aiohttp.ClientResponse) -> None:
        """Carry out the call in a webhook's answer; nobody sees the result."""
        try:
            call = await Parameters.of_response(response)
            if name := call.values.pop("method", None):
                await self.carry_out(str(name), call)
        except RefusalError as refusal:
            _LOGGER.warning("refused a webhook's reply: %s", refusal)
        except Exception:
            _LOGGER.exception("a webhook's reply could not be carried out")

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return _refused(RefusalError(401, "Unauthorized"))
        try:
            call = await Parameters.of_request(request)
            body = await self.carry_out(request.match_info["method"], call)
        except RefusalError as refusal:
            return _refused(refusal)
        except web.HTTPBadGateway:
            raise
        except web.HTTPRequestEntityTooLarge:
            return _refused(RefusalError(413, "Request Entity Too Large"))
        except Exception:
            _LOGGER.exception("%s failed", request.match_info["method"])
            return _refused(RefusalError(500, "Internal Server Error"))
        return web.json_response(body)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _refused(RefusalError(401, "Unauthorized"))
        path = request.match_info["path"]
        file = None if self._files is None else self._files.find_path(path)
        if self._files is None or file is None:
            return _refused(RefusalError(404, "Not Found"))
        if self._files.stalled(file):
            response = web.StreamResponse(headers={"Content-Length": str(file.size)})
            await response.prepare(request)
            await asyncio.sleep(_STALLED_SECONDS)
            return response
        return web.FileResponse(
            self._files.location(file),
            headers={"Content-Type": "application/octet-stream"},
        )


def _refused(refusal: RefusalError) -> web.Response:
    return web.json_response(refusal.answer(), status=refusal.code)
