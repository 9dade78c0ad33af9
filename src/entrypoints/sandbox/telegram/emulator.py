"""The emulator of Telegram as a whole: one server on loopback.

It serves the Bot API at /bot<token>/<method> and /file/bot<token>/<path>, and the chat
page at its root.
"""

import asyncio
import logging
import shutil
import tempfile
import tomllib
import weakref

from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import attrs

from aiohttp import web

from .. import events
from ..faults import Fault
from ..happenings import End, Happenings
from ..journal import Journal
from ..loopback import serve
from .calls import Parameters
from .chat_api import ChatApi, FaultButton, SamplePhotos
from .delivery import Delivery
from .files import MAX_DOCUMENT_BYTES, MAX_DOWNLOAD_BYTES, FileStore
from .front_page import FrontPage
from .inline import Inline
from .messages import Messages
from .payments import Payments
from .person import Person
from .refusals import (
    AS_PHOTOS,
    RefusalError,
    SendingFaults,
    SendingMethod,
    bad_request,
)
from .state import Check, Clock, Profile, State


MAX_REQUEST_BYTES: Final = 2 * 10 * MAX_DOCUMENT_BYTES
#: How long a download stalls: longer than anybody waits.
_STALLED_SECONDS: Final = 120
_PROXY_PAGE: Final = "<html><h1>502 Bad Gateway</h1><hr>nginx</html>"
#: The titles of the faults on the page, in English and Russian.
_FAULTS: Final = tomllib.loads((files(__package__) / "faults.toml").read_text("utf-8"))
#: What a refusal of a picture happens to: it may be sent by another method.
_PICTURE: Final = "picture"
_LOGGER: Final = logging.getLogger(__name__)


class Call(NamedTuple):
    """One call of the bot."""

    method: str
    params: dict[str, Any]


#: Carries out a call and returns its result.
Method: TypeAlias = Callable[[Parameters], Awaitable[Any]]


class TelegramEmulator:
    """A Bot API server for one bot, with a chat page at its root.

    With *data* everything is kept in that folder and survives a kill; without it
    everything is deleted at the end.
    """

    def __init__(
        self,
        token: str = "42:TEST",  # noqa: S107 # not a secret: it opens nothing
        data: Path | None = None,
        faults: Sequence[FaultButton] = (),
        sample_photos: SamplePhotos | None = None,
        *,
        poor_photos: SamplePhotos | None = None,
        clock: Clock = lambda: datetime.now(UTC),
        check: Check = lambda *_: None,
        pre_checkout_seconds: float = 10.0,
        first_redelivery_delay: float = 1.0,
        longest_redelivery_delay: float = 60.0,
        local: bool = False,
        inline: bool = True,
        calls_kept: int | None = 10_000,
        watch: events.Watch = events.nobody,
        happenings: Happenings | None = None,
    ) -> None:
        """Open the data; nothing is served before `start`.

        A *local* server is one that runs with `--local`: getFile answers with
        absolute paths, for files of any size, and there are no downloads. The newest
        *calls_kept* calls of the bot can be read; None: all of them. *watch* is told
        what happens, and *happenings* what the armed faults did. The bot has an
        *inline* mode.
        """
        self._discard: weakref.finalize[..., Any] | None = None
        if data is None:
            data = Path(tempfile.mkdtemp(prefix="telegram-"))
            self._discard = weakref.finalize(
                self, shutil.rmtree, data, ignore_errors=True
            )
        bot_id = int(token.partition(":")[0])
        bot = {
            "id": bot_id,
            "is_bot": True,
            "first_name": "Avatar",
            "username": "avatar_sandbox_bot",
        }
        self.token = token
        #: The base of the Bot API; the chat page is at its root.
        self.url = ""
        self._runner: web.AppRunner | None = None
        self._journal = Journal(data / "telegram.sqlite3")
        self.file_folder = (data / "files").absolute()
        #: Withholds files, if told so.
        self.files = FileStore(self.file_folder, self._journal, bot_id)
        self._state = State(self._journal, self.files, bot, clock, check)
        self._delivery = Delivery(
            self._state,
            first_redelivery_delay,
            longest_redelivery_delay,
            watch,
        )
        self._watch = watch
        self._payments = Payments(self._state, self._delivery, pre_checkout_seconds)
        self._inline = Inline(self._state, self._delivery)
        self._has_inline_mode = inline
        front_page = FrontPage(self._state)
        self._happenings = happenings or Happenings()
        refusals = SendingFaults()
        refusals.told = partial(
            self._happenings.begin, "telegram-refused-photo", _PICTURE
        )
        self.refuse = refusals.refuse
        messages = Messages(self._state, refusals)
        #: The digests of the files that the bot uploaded, not those sent by file id.
        self.uploads = messages.uploads
        self._local = local
        #: The official name and the method, by the name in lower case.
        self._methods: dict[str, tuple[str, Method]] = {}
        parts = (self._delivery, self._payments, self._inline, front_page)
        for part in (self, messages, *parts):
            for own_name in filter(lambda name: name.startswith("on_"), dir(part)):
                first, *rest = own_name.split("_")[1:]
                name = first + "".join(map(str.title, rest))
                self._methods[name.lower()] = name, getattr(part, own_name)
        #: Refuses the next calls with 429 and that many seconds to wait.
        self.flood = Fault(1)
        #: Answers the next calls like a proxy that does not reach Telegram.
        self.bad_gateway = Fault()
        self._calls: deque[Call] = deque(maxlen=calls_kept)
        own_faults: dict[str, tuple[Callable[[], None], Callable[[], int]]] = {
            "telegram-429": (partial(self.flood, 2, times=3), self.flood.armed),
            "telegram-502": (
                partial(self.bad_gateway, times=3),
                self.bad_gateway.armed,
            ),
            # The product tries a photo twice.
            "telegram-refused-photo": (
                partial(self.refuse, "IMAGE_PROCESS_FAILED", AS_PHOTOS, times=2),
                refusals.armed,
            ),
        }
        self.flood.told = partial(self._happenings.begin, "telegram-429")
        self.bad_gateway.told = partial(self._happenings.begin, "telegram-502")
        buttons = [
            FaultButton(name, en, ru, did_en, did_ru, *own_faults[name])
            for name, (en, ru, did_en, did_ru) in _FAULTS.items()
        ]
        self._chat_api = ChatApi(
            self._state,
            front_page,
            self.person,
            (*faults, *buttons),
            sample_photos,
            poor_photos,
            self._happenings,
        )
        self._state.listeners.append(self._chat_api.show)

    @property
    def calls(self) -> list[Call]:
        """The calls of the bot, without getUpdates."""
        return list(self._calls)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve; port 0 means any free one."""
        application = web.Application(client_max_size=MAX_REQUEST_BYTES)
        application.add_routes(
            [
                web.route("*", "/bot{token:[^/]+}/{method}", self._answer),
                web.get("/file/bot{token:[^/]+}/{path:.+}", self._download),
                *self._chat_api.routes(),
            ]
        )
        self._runner, self.url = await serve(application, host, port)
        self._delivery.start()

    async def stop(self) -> None:
        """Stop serving; with *data*, another emulator can continue."""
        await self._delivery.close()
        self._chat_api.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        self._journal.close()
        if self._discard is not None:
            self._discard()

    def person(
        self,
        user_id: int = 1001,
        first_name: str | None = None,
        language_code: str | None = None,
    ) -> Person:
        """Get or make a person with a private chat, and set what is given."""
        known = self._state.people.get(user_id)
        profile = known or Profile(user_id, first_name or "Anna", language_code or "en")
        profile = attrs.evolve(
            profile,
            first_name=first_name or profile.first_name,
            language_code=language_code or profile.language_code,
        )
        if profile != known:
            self._state.put_profile(profile)
        return Person(
            user_id, self._state, self._delivery, self._payments, self._inline
        )

    async def delivered(self, timeout: float = 30) -> None:  # noqa: ASYNC109 - a wait of tests
        """Wait until the bot has confirmed every update."""
        await self._state.changed.until(lambda: not self._state.updates, timeout)

    async def _carry_out(self, name: str, call: Parameters) -> Any:
        """Carry out one method and return its result."""
        found = self._methods.get(name.lower())
        if found is None:
            raise RefusalError(404, "Not Found: method not found")
        official, method = found
        if official != "getUpdates":
            self._calls.append(Call(official, call.values))
            if self.bad_gateway.take(official):
                raise web.HTTPBadGateway(text=_PROXY_PAGE, content_type="text/html")
            if seconds := self.flood.take(official):
                words = f"Too Many Requests: retry after {seconds}"
                raise RefusalError(429, words, retry_after=seconds)
        result = await method(call)
        self._state.check(official, result)
        self._happenings.end(official, End.THROUGH)
        if official in set(SendingMethod):
            as_file = official == SendingMethod.SEND_DOCUMENT
            self._happenings.end(_PICTURE, End.AS_FILE if as_file else End.THROUGH)
        events.call(self._watch, official, call.values)
        return result

    async def on_get_me(self, _: Parameters) -> Any:
        return self._state.bot | {
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": self._has_inline_mode,
        }

    async def on_get_file(self, call: Parameters) -> Any:
        file = self.files.find_own(call.text("file_id") or "")
        if file is None:
            raise bad_request("invalid file_id")
        if self.files.refused(file):
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if self._local:
            return file.wire | {"file_path": str(self.files.location(file))}
        if file.size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file.wire | {"file_path": file.path}

    async def _answer(self, request: web.Request) -> web.Response:
        if request.match_info["token"] != self.token:
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
        if request.match_info["token"] != self.token:
            return _refused(RefusalError(401, "Unauthorized"))
        file = self.files.find_path(request.match_info["path"])
        if self._local or file is None:
            return _refused(RefusalError(404, "Not Found"))
        if self.files.stalled(file):
            response = web.StreamResponse(headers={"Content-Length": str(file.size)})
            await response.prepare(request)
            await asyncio.sleep(_STALLED_SECONDS)
            return response
        return web.FileResponse(
            self.files.location(file),
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
