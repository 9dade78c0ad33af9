"""Screens and messages that record what is shown."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from typing import IO

import attrs

from adapters.telegram.files import SentFile
from adapters.telegram.messages import Messages
from adapters.telegram.view import Image, Invoice, View
from adapters.telegram.views.parts import noted
from avatar_core.errors import PhotoFault, PhotoRejectedError
from avatar_core.ids import PersonId


@attrs.define
class RecordingScreen:
    """A `Screen` that records what it showed."""

    shown: list[View] = attrs.field(factory=list)
    #: Those of them that were sent as new messages although a button was tapped.
    sent: list[View] = attrs.field(factory=list)
    #: The newest reply of each key.
    replies: dict[str, View] = attrs.field(factory=dict)
    deleted: list[int] = attrs.field(factory=list)
    said: list[str] = attrs.field(factory=list)
    files: list[str] = attrs.field(factory=list)
    charged: list[Invoice] = attrs.field(factory=list)
    #: The refusals of pre-checkout queries; None: accepted.
    permitted: list[str | None] = attrs.field(factory=list)
    #: HTML to put above the next view.
    note: str | None = None

    async def show(self, view: View) -> int:
        if self.note is not None:
            view, self.note = noted(view, self.note), None
        self.shown.append(view)
        return len(self.shown)

    def preface(self, note: str) -> None:
        self.note = note

    async def redraw(self, view: View) -> None:
        await self.show(view)

    async def delete(self, message_id: int) -> None:
        self.deleted.append(message_id)

    def contradicts(self, _: View) -> bool:
        return False

    async def send(self, view: View) -> int:
        self.sent.append(view)
        return await self.show(view)

    async def update(self, message_id: int, view: View) -> None:
        del message_id
        await self.show(view)

    async def file(self, opened: IO[bytes], name: str) -> None:
        del opened
        self.files.append(name)

    async def charge(self, invoice: Invoice) -> int:
        self.charged.append(invoice)
        return len(self.charged)

    async def link(self, payload: str) -> str:
        return f"https://t.me/avatar_bot?start={payload}"

    async def permit(self, refusal: str | None = None) -> None:
        self.permitted.append(refusal)

    async def document(self, view: View) -> int:
        return await self.send(view)

    async def refresh(
        self, make_view: Callable[[], Awaitable[View]], *, key: str
    ) -> None:
        self.shown.append(await make_view())

    async def reply(
        self, make_view: Callable[[], Awaitable[View]], *, key: str
    ) -> None:
        self.replies[key] = await make_view()

    async def toast(self, text: str) -> None:
        self.said.append(text)

    async def alert(self, text: str) -> None:
        self.said.append(text)


@attrs.define
class Letters:
    """Files whose bytes are their ids."""

    @asynccontextmanager
    async def fetched(self, file: SentFile, _: PersonId) -> AsyncIterator[bytes]:
        if (file.size or 0) > 20 * 2**20:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        yield file.id.encode()


@attrs.define(eq=False)
class RecordingSender(Messages):
    """`Messages` that records its calls, or fails as arranged."""

    log: list[tuple[str, object]] = attrs.field(factory=list)
    failures: dict[str, list[Exception]] = attrs.field(factory=dict)
    #: The chats and the views they were shown.
    shown: list[tuple[int, View]] = attrs.field(factory=list)
    #: Whether each sent message was silent.
    silent: list[bool] = attrs.field(factory=list)
    #: Whether edited messages are gone, so that an edit sends a new one.
    resent: bool = False

    def _fail(self, call: str) -> None:
        if self.failures.get(call):
            raise self.failures[call].pop()

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        self.silent.append(silent)
        self._fail("show")
        self.log.append(("show", view))
        self.shown.append((chat_id, view))
        return 100 + len(self.log)

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        self._fail("edit")
        self.log.append(("edit", message_id))
        return message_id + self.resent

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str = "",
        *,
        silent: bool = False,
    ) -> list[int]:
        self._fail("album")
        self.silent.append(silent)
        self.log.append(("album", [image.key for image in images]))
        return [100 + len(self.log)]

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        self._fail("document")
        self.silent.append(silent)
        self.log.append(("document", view))
        return 100 + len(self.log)

    async def delete(self, chat_id: int, message_id: int) -> None:
        self._fail("delete")
        self.log.append(("delete", message_id))

    @property
    def calls(self) -> list[str]:
        """The names of the calls."""
        return [call for call, _ in self.log]
