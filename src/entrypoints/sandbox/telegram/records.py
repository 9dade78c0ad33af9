"""Telegram's records: people, messages, updates, button presses, payments."""

from enum import StrEnum
from typing import Any, NamedTuple

import attrs

from .files import FileStore


class UpdateKind(StrEnum):
    """The kinds of updates that the emulator makes."""

    MESSAGE = "message"
    EDITED_MESSAGE = "edited_message"
    CALLBACK_QUERY = "callback_query"
    PRE_CHECKOUT_QUERY = "pre_checkout_query"
    MY_CHAT_MEMBER = "my_chat_member"


class Button(NamedTuple):
    """One inline button; `data` is None for links and for "Pay"."""

    text: str
    data: str | None


@attrs.frozen
class Profile:
    """A simulated person."""

    id: int
    first_name: str
    language_code: str
    blocked: bool = False

    def as_user(self) -> dict[str, Any]:
        """Return Telegram's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def as_chat(self) -> dict[str, Any]:
        """Return the private chat with the person."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@attrs.frozen
class ChatMessage:
    """One message in its current state; an edit makes a new one."""

    wire: dict[str, Any]
    edited: int = 0
    invoice_payload: str | None = None
    files: FileStore | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def id(self) -> int:
        """The message_id."""
        return int(self.wire["message_id"])

    @property
    def chat_id(self) -> int:
        """The chat, which is also the id of the person."""
        return int(self.wire["chat"]["id"])

    @property
    def from_bot(self) -> bool:
        """Whether the bot sent it."""
        return bool(self.wire["from"]["is_bot"])

    @property
    def text(self) -> str | None:
        """The plain text."""
        return self.wire.get("text")

    @property
    def caption(self) -> str | None:
        """The plain caption of a picture or a document."""
        return self.wire.get("caption")

    @property
    def photo(self) -> bytes | None:
        """The largest size of the picture."""
        sizes = self.wire.get("photo")
        return self._content(sizes[-1]["file_id"]) if sizes else None

    @property
    def document(self) -> bytes | None:
        """The bytes of the document."""
        document = self.wire.get("document")
        return self._content(document["file_id"]) if document else None

    @property
    def document_name(self) -> str | None:
        """The file name of the document."""
        document = self.wire.get("document")
        return document["file_name"] if document else None

    @property
    def album(self) -> str | None:
        """The id that the messages of an album share."""
        return self.wire.get("media_group_id")

    @property
    def buttons(self) -> list[list[Button]]:
        """The inline keyboard, row by row."""
        rows = self.wire.get("reply_markup", {}).get("inline_keyboard", [])
        return [
            [Button(each["text"], each.get("callback_data")) for each in row]
            for row in rows
        ]

    @property
    def invoice(self) -> dict[str, Any] | None:
        """Telegram's Invoice."""
        return self.wire.get("invoice")

    def _content(self, file_id: str) -> bytes | None:
        file = self.files.find(file_id) if self.files is not None else None
        if file is None or self.files is None:
            return None
        return self.files.location(file).read_bytes()


@attrs.frozen
class PendingUpdate:
    """An update that the bot has not confirmed yet."""

    id: int
    kind: UpdateKind = attrs.field(converter=UpdateKind)
    chat_id: int
    date: float
    body: dict[str, Any]

    @property
    def wire(self) -> dict[str, Any]:
        """Telegram's Update."""
        return {"update_id": self.id, str(self.kind): self.body}


@attrs.frozen
class Callback:
    """A pressed button that waits for its answer."""

    id: str
    chat_id: int
    message_id: int
    data: str
    date: float
    answered: bool = False


@attrs.frozen
class CallbackAnswer:
    """The bot's answer to a press of a button."""

    text: str
    show_alert: bool


@attrs.define
class Seen:
    """The toasts and alerts that a person saw, and the answers to single presses."""

    toasts: list[str] = attrs.Factory(list)
    alerts: list[str] = attrs.Factory(list)
    answers: dict[str, CallbackAnswer] = attrs.Factory(dict)

    def note(self, callback_id: str, answer: CallbackAnswer) -> None:
        """Add the answer to a button."""
        self.answers[callback_id] = answer
        if answer.text:
            (self.alerts if answer.show_alert else self.toasts).append(answer.text)


@attrs.frozen
class Payment:
    """A payment in Stars."""

    charge_id: str
    chat_id: int
    amount: int
    payload: str
    date: int
    refunded: int | None = None
