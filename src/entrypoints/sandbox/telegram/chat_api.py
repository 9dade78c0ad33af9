"""Serve the chat page: JSON for actions, Server-Sent Events for the display."""

import asyncio
import json

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, TypeAlias
from urllib.parse import quote

import attrs

from aiohttp import web

from ..happenings import Happenings
from .files import FileKind, Upload, thumbnail
from .front_page import FrontPage
from .person import KINDS, Person
from .refusals import RefusalError
from .state import ChatMessage, State


#: What a page has still to show; None ends its stream.
Events: TypeAlias = asyncio.Queue[dict[str, Any] | None]
#: Photos of the person with this id, each with a file name.
SamplePhotos = Callable[[int], Sequence[tuple[str, bytes]]]

HISTORY: Final = 300
MAX_BEHIND: Final = 1_000
PING_SECONDS: Final = 2
PAGE: Final = Path(__file__).parent / "page"
PAGE_PEOPLE: Final = ((1001, "Anna"), (1002, "Boris"), (1003, "Olga, owner"))
LANGUAGES: Final = ("en", "kk", "ru")
_TYPES: Final = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".svg": "image/svg+xml",
}
_STATIC: Final = {each.name: _TYPES[each.suffix] for each in PAGE.iterdir()}
_SAFE: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self';"
        " img-src 'self' blob: data:; connect-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    ),
}


@attrs.frozen
class FaultButton:
    """Something that goes wrong after a click on the page."""

    id: str
    title_en: str
    title_ru: str
    happened_en: str
    happened_ru: str
    arm: Callable[[], None]
    #: Returns a number above 0 while it can still happen.
    armed: Callable[[], int]


@attrs.frozen(eq=False)
class ChatApi:
    """Serves the page and carries out its actions."""

    _state: State
    _front_page: FrontPage
    #: Gets or makes a person by the `user_id`.
    _person: Callable[..., Person]
    _faults: Sequence[FaultButton]
    _sample_photos: SamplePhotos | None
    _poor_photos: SamplePhotos | None
    _happenings: Happenings
    #: When a fault was armed.
    _armed: dict[str, datetime] = attrs.field(init=False, factory=dict)
    #: The invoices whose payment is under way.
    _paying: set[int] = attrs.field(init=False, factory=set)
    #: What each open page has still to show, and whose chat it shows.
    _pages: dict[Events, int] = attrs.field(init=False, factory=dict)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        chat = "/chat/{user:[0-9]+}"
        return [
            web.get("/", self._static),
            web.get("/page/{name}", self._static),
            web.post("/chat/open", self._open),
            web.get("/chat/files/{file_id}", self._file),
            web.get("/chat/files/{file_id}/thumbnail", self._thumbnail),
            web.post("/chat/faults/{fault}", self._arm),
            web.get(chat + "/events", self._events),
            web.post(chat + "/media", self._media),
            web.post(chat + "/inline", self._inline),
            web.post(chat + "/{action}", self._act),
        ]

    def close(self) -> None:
        """End the open event streams."""
        for queue in self._pages:
            _put(queue, None)

    async def _static(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info.get("name", "index.html")
        if name not in _STATIC:
            raise web.HTTPNotFound
        headers = _SAFE | {
            "Content-Type": f"{_STATIC[name]}; charset=utf-8",
            "Cache-Control": "no-cache",
        }
        return web.FileResponse(PAGE / name, headers=headers)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = self._state.files.find(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        headers = _SAFE | {"Cache-Control": "private, max-age=31536000, immutable"}
        if file.kind is FileKind.PHOTO:
            headers["Content-Type"] = "image/jpeg"
        else:
            name = quote(file.file_name or "file", safe="")
            headers["Content-Type"] = "application/octet-stream"
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
        return web.FileResponse(self._state.files.location(file), headers=headers)

    async def _thumbnail(self, request: web.Request) -> web.Response:
        file = self._state.files.find(request.match_info["file_id"])
        if file is None:
            raise web.HTTPNotFound
        try:
            data = await asyncio.to_thread(thumbnail, self._state.files.location(file))
        except RefusalError as refusal:  # no picture, or none that can be drawn
            raise web.HTTPNotFound from refusal
        headers = _SAFE | {"Cache-Control": "private, max-age=31536000, immutable"}
        return web.Response(body=data, content_type="image/jpeg", headers=headers)

    async def _open(self, request: web.Request) -> web.Response:
        body = await _json(request)
        language = body.get("language")
        language = language if language in LANGUAGES else LANGUAGES[0]
        for user_id, name in PAGE_PEOPLE:
            if user_id not in self._state.people:
                self._person(user_id, first_name=name, language_code=language)
        return web.json_response({"people": self._people()})

    async def _media(self, request: web.Request) -> web.Response:
        person = self._who(request)
        form = await request.post()
        uploads = [
            Upload.of_form(each)
            for each in form.getall("file", [])
            if isinstance(each, web.FileField)
        ]
        with _problems():
            await person.send_uploads(
                uploads,
                as_documents=form.get("as_documents") == "true",
                caption=str(form.get("caption", "")),
            )
        return _done()

    async def _inline(self, request: web.Request) -> web.Response:
        body = await _json(request)
        with _problems():
            asked = await self._who(request).ask_inline(str(body.get("query", "")))
        offered = [] if asked is None else [*asked.results.values()]
        return web.json_response({"offered": offered})

    async def _act(self, request: web.Request) -> web.Response:
        person = self._who(request)
        body = await _json(request)
        with _problems():
            match request.match_info["action"]:
                case "text":
                    answered = self._message(person, body, "reply_to")
                    await person.send_text(str(body.get("text", "")), answered)
                case "edit":
                    message = self._message(person, body, "message_id")
                    text = str(body.get("text", ""))
                    if message is None or message.from_bot or not text.strip():
                        raise web.HTTPNotFound
                    person.edit(message, text)
                case "kind" if body.get("kind") in KINDS:
                    person.send_kind(body["kind"])
                case "samples":
                    await self._send_samples(person, body, self._sample_photos)
                case "poor":
                    await self._send_samples(person, body, self._poor_photos)
                case "press":
                    person.tap(
                        int(body.get("message_id", 0)), str(body.get("data", ""))
                    )
                case "pay":
                    invoice = self._message(person, body, "message_id")
                    if invoice is None or invoice.invoice is None:
                        raise web.HTTPNotFound
                    return web.json_response(await self._pay(person, invoice))
                case "language" if body.get("language") in LANGUAGES:
                    person.speak(body["language"])
                case "blocked":
                    (person.block if body.get("blocked") else person.unblock)()
                case _:
                    raise web.HTTPNotFound
        return _done()

    @staticmethod
    async def _send_samples(
        person: Person, body: dict[str, Any], samples: SamplePhotos | None
    ) -> None:
        if samples is None:
            raise web.HTTPNotFound
        photos = await asyncio.to_thread(samples, person.id)
        uploads = [Upload.of(data, name) for name, data in photos]
        await person.send_uploads(uploads, as_documents=bool(body.get("as_documents")))

    async def _pay(self, person: Person, invoice: ChatMessage) -> dict[str, Any]:
        """Pay an invoice once, as a client of Telegram does, whoever taps twice."""
        if invoice.id in self._paying or any(
            each.pays_for(invoice) for each in person.messages
        ):
            raise ValueError("this invoice is paid already")
        self._paying.add(invoice.id)
        try:
            receipt = await person.pay(invoice)
        finally:
            self._paying.discard(invoice.id)
        return {"paid": receipt.paid, "error": receipt.error}

    def _message(
        self, person: Person, body: dict[str, Any], name: str
    ) -> ChatMessage | None:
        """Return the message whose id has this name, if there is one."""
        return self._state.message(person.id, int(body.get(name) or 0))

    async def _arm(self, request: web.Request) -> web.Response:
        await _json(request)
        for fault in self._faults:
            if fault.id == request.match_info["fault"]:
                fault.arm()
                self._armed[fault.id] = self._state.clock()
                self._state.publish(None, {"type": "bot"})
                return _done()
        raise web.HTTPNotFound

    async def _events(self, request: web.Request) -> web.StreamResponse:
        person = self._who(request)
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream",
                "Cache-Control": "no-store",
            }
        )
        queue: Events = asyncio.Queue(MAX_BEHIND)
        self._pages[queue] = person.id
        try:
            await response.prepare(request)
            await response.write(b"retry: 1000\n\n")
            messages = [each.wire for each in person.messages[-HISTORY:]]
            snapshot = {"type": "snapshot", "messages": messages}
            await _write(response, self._about(person) | snapshot)
            about: dict[str, Any] = {}
            while True:
                try:
                    async with asyncio.timeout(PING_SECONDS):
                        event = await queue.get()
                except TimeoutError:
                    # An armed fault may have happened meanwhile.
                    event = {"type": "bot"}
                    await response.write(b": still here\n\n")
                if event is None:
                    break
                if event["type"] not in {"bot", "people"}:
                    await _write(response, event)
                # An armed fault may have happened with a message.
                if about != (about := self._about(person)):
                    await _write(response, about)
        except ConnectionError:
            pass  # the page was closed or reloaded
        finally:
            del self._pages[queue]
        return response

    def show(self, chat_id: int | None, event: dict[str, Any]) -> None:
        """Show an event on the open pages of one chat or of all."""
        for queue, user_id in self._pages.items():
            if chat_id in {None, user_id}:
                _put(queue, event)

    def _about(self, person: Person) -> dict[str, Any]:
        return {
            "type": "about",
            "bot": {
                "name": self._state.bot["first_name"],
                "username": self._state.bot["username"],
                "description": self._front_page.description_for(person.profile),
            },
            "commands": self._front_page.commands_for(person.profile),
            "person": attrs.asdict(person.profile),
            "people": self._people(),
            "samples": self._sample_photos is not None,
            "poor": self._poor_photos is not None,
            "kinds": sorted(KINDS),
            "faults": [self._lamp(each) for each in self._faults],
            "happened": [attrs.asdict(each) for each in self._happenings.newest()],
        }

    def _people(self) -> list[dict[str, Any]]:
        return [attrs.asdict(each) for each in self._state.people.values()]

    def _lamp(self, fault: FaultButton) -> dict[str, Any]:
        armed = bool(fault.armed())
        at = self._armed.get(fault.id) if armed else None
        return {
            "id": fault.id,
            "title": {"en": fault.title_en, "ru": fault.title_ru},
            "happened": {"en": fault.happened_en, "ru": fault.happened_ru},
            "armed": armed,
            "at": at.timestamp() if at is not None else None,
        }

    def _who(self, request: web.Request) -> Person:
        user_id = int(request.match_info["user"])
        if user_id not in self._state.people:
            raise web.HTTPNotFound
        return self._person(user_id)


def _put(queue: Events, event: dict[str, Any] | None) -> None:
    # A page that fell behind starts over with a snapshot when it reconnects.
    while queue.full():
        queue.get_nowait()
        event = None
    queue.put_nowait(event)


async def _write(response: web.StreamResponse, event: dict[str, Any]) -> None:
    data = json.dumps(event, ensure_ascii=False)
    await response.write(f"data: {data}\n\n".encode())


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except ValueError:
        body = {}
    return body if isinstance(body, dict) else {}


@contextmanager
def _problems() -> Iterator[None]:
    """Answer with a 400 and the reason when something cannot be sent."""
    try:
        yield
    except (RefusalError, ValueError) as error:
        text = json.dumps({"error": str(error)})
        raise web.HTTPBadRequest(text=text, content_type="application/json") from error


def _done() -> web.Response:
    return web.json_response({"ok": True})
