"""Serve the Bot API: /bot<token>/<method> and /file/bot<token>/<path>."""

import asyncio
import logging

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from aiohttp import web

from ..faults import Fault
from .calls import Parameters
from .files import MAX_DOWNLOAD_BYTES
from .refusals import RefusalError, bad_request
from .state import State


#: How long a download stalls: longer than anybody waits.
_STALLED_SECONDS: Final = 120
_PROXY_PAGE: Final = "<html><h1>502 Bad Gateway</h1><hr>nginx</html>"
_LOGGER: Final = logging.getLogger(__name__)


class Call(NamedTuple):
    """One call of the bot."""

    method: str
    params: dict[str, Any]


#: Carries out a call and returns its result.
Method: TypeAlias = Callable[[Parameters], Awaitable[Any]]


class BotApi:
    """Authorises, records and answers the bot's calls."""

    def __init__(
        self,
        token: str,
        state: State,
        parts: Sequence[object],
        *,
        local: bool,
        calls_kept: int | None,
    ) -> None:
        """Serve one bot with the `on_...` methods of *parts*.

        A *local* server names files by absolute paths and has no downloads.
        """
        self._token = token
        self._state = state
        self._local = local
        #: The official name and the method, by the name in lower case.
        self._methods: dict[str, tuple[str, Method]] = {}
        for part in (self, *parts):
            for own_name in dir(part):
                if own_name.startswith("on_"):
                    first, *rest = own_name.split("_")[1:]
                    name = first + "".join(map(str.title, rest))
                    self._methods[name.lower()] = name, getattr(part, own_name)
        #: Refuses the next calls with 429 and that many seconds to wait.
        self.flood = Fault(1)
        #: Answers the next calls like a proxy that does not reach Telegram.
        self.bad_gateway = Fault()
        self.calls: deque[Call] = deque(maxlen=calls_kept)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.route("*", "/bot{token:[^/]+}/{method}", self._answer),
            web.get("/file/bot{token:[^/]+}/{path:.+}", self._download),
        ]

    async def _carry_out(self, name: str, call: Parameters) -> Any:
        """Carry out one method and return its result."""
        found = self._methods.get(name.lower())
        if found is None:
            raise RefusalError(404, "Not Found: method not found")
        official, method = found
        if official != "getUpdates":
            self.calls.append(Call(official, call.values))
            if self.bad_gateway.take():
                raise web.HTTPBadGateway(text=_PROXY_PAGE, content_type="text/html")
            if seconds := self.flood.take():
                words = f"Too Many Requests: retry after {seconds}"
                raise RefusalError(429, words, retry_after=seconds)
        result = await method(call)
        self._state.check(official, result)
        return result

    async def on_get_me(self, _: Parameters) -> Any:
        return self._state.bot | {
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def on_get_file(self, call: Parameters) -> Any:
        files = self._state.files
        file = files.find_own(call.text("file_id") or "")
        if file is None:
            raise bad_request("invalid file_id")
        if files.refused(file):
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if self._local:
            return file.wire | {"file_path": str(files.location(file))}
        if file.size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file.wire | {"file_path": file.path}

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self._token:
            return _refused(RefusalError(401, "Unauthorized"))
        try:
            call = await Parameters.of_request(request)
            result = await self._carry_out(request.match_info["method"], call)
        except RefusalError as refusal:
            return _refused(refusal)
        except web.HTTPBadGateway:
            raise
        except web.HTTPRequestEntityTooLarge:
            return _refused(RefusalError(413, "Request Entity Too Large"))
        except Exception:
            _LOGGER.exception("%s failed", request.match_info["method"])
            return _refused(RefusalError(500, "Internal Server Error"))
        return web.json_response({"ok": True, "result": result})

    async def _download(self, request: web.Request) -> web.StreamResponse:
        if request.match_info["token"] != self._token:
            return _refused(RefusalError(401, "Unauthorized"))
        files = self._state.files
        file = files.find_path(request.match_info["path"])
        if self._local or file is None:
            return _refused(RefusalError(404, "Not Found"))
        if files.stalled(file):
            response = web.StreamResponse(headers={"Content-Length": str(file.size)})
            await response.prepare(request)
            await asyncio.sleep(_STALLED_SECONDS)
            return response
        return web.FileResponse(
            files.location(file),
            headers={"Content-Type": "application/octet-stream"},
        )


def _refused(refusal: RefusalError) -> web.Response:
    body = {
        "ok": False,
        "error_code": refusal.code,
        "description": refusal.description,
    }
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)
