"""The emulator of Telegram as a whole: one server on loopback."""

import shutil
import tempfile
import weakref

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

import attrs

from aiohttp import web

from ..journal import Journal
from ..loopback import LOOPBACK, serve
from .bot_api import BotApi, Call
from .calls import Media
from .chat_api import ChatApi, FaultButton, SamplePhotos
from .delivery import Delivery
from .files import MAX_DOCUMENT_BYTES, FileStore
from .front_page import FrontPage
from .messages import Messages
from .payments import Payments
from .person import Person
from .refusals import AS_PHOTOS, SendingFaults
from .state import Check, Clock, Profile, State


MAX_REQUEST_BYTES: Final = 2 * 10 * MAX_DOCUMENT_BYTES


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
        bot_name: str = "Avatar",
        bot_username: str = "avatar_sandbox_bot",
        clock: Clock = lambda: datetime.now(UTC),
        check: Check = lambda *_: None,
        pre_checkout_seconds: float = 10.0,
        first_redelivery_delay: float = 1.0,
        longest_redelivery_delay: float = 60.0,
        local: bool = False,
        calls_kept: int | None = 10_000,
    ) -> None:
        """Open the data; nothing is served before `start`.

        A *local* server is one that runs with `--local`: getFile answers with
        absolute paths, for files of any size, and there are no downloads. The newest
        *calls_kept* calls of the bot can be read; None: all of them.
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
            "first_name": bot_name,
            "username": bot_username,
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
        )
        self._payments = Payments(self._state, self._delivery, pre_checkout_seconds)
        front_page = FrontPage(self._state)
        refusals = SendingFaults()
        self.refuse = refusals.refuse
        media = Media(self.files, refusals)
        #: The digests of the files that the bot uploaded, not those sent by file id.
        self.uploads = media.uploads
        messages = Messages(self._state, media)
        self._bot_api = BotApi(
            token,
            self._state,
            (messages, self._delivery, self._payments, front_page),
            local=local,
            calls_kept=calls_kept,
        )
        self.flood = self._bot_api.flood
        self.bad_gateway = self._bot_api.bad_gateway
        own_faults = (
            FaultButton(
                "telegram-429",
                "Telegram: next 3 calls get 429",
                "Telegram: следующие 3 вызова получат 429",
                lambda: self.flood(2, times=3),
                self.flood.armed,
            ),
            FaultButton(
                "telegram-502",
                "Telegram: next 3 calls get a web page (502)",
                "Telegram: вместо ответа на 3 вызова придёт веб-страница (502)",
                lambda: self.bad_gateway(times=3),
                self.bad_gateway.armed,
            ),
            # The product tries a photo twice.
            FaultButton(
                "telegram-refused-photo",
                "Telegram: next photo can only be sent as a file",
                "Telegram: следующее фото уйдёт только файлом",
                lambda: self.refuse("IMAGE_PROCESS_FAILED", AS_PHOTOS, times=2),
                refusals.armed,
            ),
        )
        self._chat_api = ChatApi(
            self._state, front_page, self.person, (*faults, *own_faults), sample_photos
        )
        self._state.listeners.append(self._chat_api.show)

    @property
    def calls(self) -> list[Call]:
        """The calls of the bot, without getUpdates."""
        return list(self._bot_api.calls)

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Serve; port 0 means any free one."""
        application = web.Application(
            client_max_size=MAX_REQUEST_BYTES, middlewares=[_refuse_other_sites]
        )
        application.add_routes([*self._bot_api.routes(), *self._chat_api.routes()])
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
        return Person(user_id, self._state, self._delivery, self._payments)

    async def delivered(self, timeout: float = 30) -> None:  # noqa: ASYNC109 - a wait of tests
        """Wait until the bot has confirmed every update."""
        await self._state.changed.until(lambda: not self._state.updates, timeout)


@web.middleware
async def _refuse_other_sites(
    request: web.Request,
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
) -> web.StreamResponse:
    """Refuse requests that a page of another web site makes.

    A browser sends them to this computer too, and the bot's token is no secret here.
    A site may also own a name that resolves to loopback, so only loopback's own names
    are accepted.
    """
    local = request.host.rsplit(":", 1)[0].strip("[]") in LOOPBACK
    origin = request.headers.get("Origin")
    other_site = request.headers.get("Sec-Fetch-Site") in {"cross-site", "same-site"}
    other_site |= origin is not None and urlsplit(origin).netloc != request.host
    if not local or (other_site and request.path != "/"):
        raise web.HTTPForbidden
    return await handler(request)
