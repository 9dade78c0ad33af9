"""Telegram's records and their state, in memory and in the journal."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

import attrs

from ..journal import Changes, Journal, Table, settings
from .files import FileStore


MAX_MESSAGES: Final = 5_000
MAX_CALLBACKS: Final = 1_000
FIRST_UPDATE_ID: Final = 700_000_001

Clock = Callable[[], datetime]
#: Raises if the second argument is not a possible answer of Telegram; the first is its
#: type, or the method that it answers.
Check = Callable[[str, Any], None]


class UpdateKind(StrEnum):
    """The kinds of updates that the emulator makes."""

    MESSAGE = "message"
    EDITED_MESSAGE = "edited_message"
    CALLBACK_QUERY = "callback_query"
    INLINE_QUERY = "inline_query"
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
    files: FileStore = attrs.field(eq=False, repr=False, kw_only=True)

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

    def pays_for(self, invoice: "ChatMessage") -> bool:
        """Whether it says that an invoice was paid."""
        paid = self.wire.get("successful_payment", {})
        return bool(paid.get("provider_payment_charge_id") == invoice.bill_id)

    @property
    def bill_id(self) -> str:
        """How a payment names the invoice that this message is."""
        return f"{self.chat_id}_{self.id}"

    def _content(self, file_id: str) -> bytes | None:
        file = self.files.find(file_id)
        return None if file is None else self.files.location(file).read_bytes()


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


class State:
    """Everything in memory, written through to the journal."""

    def __init__(
        self,
        journal: Journal,
        files: FileStore,
        bot: dict[str, Any],
        clock: Clock,
        check: Check,
    ) -> None:
        """Load what the journal contains."""
        self.journal = journal
        self.files = files
        self.bot = bot
        self.clock = clock
        self.check = check
        self.changed = Changes()
        self.listeners: list[Callable[[int | None, dict[str, Any]], None]] = []
        self.settings = settings(journal)
        self.people = Table(journal, "profile", int, lambda body: Profile(**body))
        self.messages = Table(
            journal,
            "message",
            int,
            lambda body: ChatMessage(**body, files=files),
            most=MAX_MESSAGES,
        )
        self.updates = Table(journal, "update", int, lambda body: PendingUpdate(**body))
        self.callbacks = Table(
            journal, "callback", str, lambda body: Callback(**body), most=MAX_CALLBACKS
        )
        self.payments = Table(journal, "payment", str, lambda body: Payment(**body))
        self.seen: defaultdict[int, Seen] = defaultdict(Seen)

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return self.clock().timestamp()

    def next_number(self, name: str, first: int = 1) -> int:
        """Return the next value of a counter that never goes back."""
        number = int(self.settings.get(name, first))
        self.settings[name] = number + 1
        return number

    def next_album(self) -> str:
        """Return a new id for the messages of an album."""
        return str(self.next_number("album", 13_700_000_000_000_001))

    def publish(self, chat_id: int | None, event: dict[str, Any]) -> None:
        """Notify the open chat pages of one chat or of all, and all waiting tasks."""
        for listener in list(self.listeners):
            listener(chat_id, event)
        self.changed.announce()

    def put_profile(self, profile: Profile) -> None:
        """Add or change a person."""
        self.people[profile.id] = profile
        self.publish(None, {"type": "people"})

    def message(self, chat_id: int, message_id: int) -> ChatMessage | None:
        """Return a message of the chat, unless it was deleted."""
        found = self.messages.get(message_id)
        return found if found is not None and found.chat_id == chat_id else None

    def chat(self, chat_id: int) -> list[ChatMessage]:
        """Return the messages of a chat in order."""
        return [each for each in self.messages.values() if each.chat_id == chat_id]

    def add_message(
        self,
        profile: Profile,
        content: dict[str, Any],
        *,
        from_bot: bool,
        invoice_payload: str | None = None,
    ) -> ChatMessage:
        """Add a message to the chat with *profile*."""
        with self.journal.batch():
            wire = {
                "message_id": self.next_number("message"),
                "date": int(self.now()),
                "chat": profile.as_chat(),
                "from": self.bot if from_bot else profile.as_user(),
                **content,
            }
            self.check("Message", wire)
            message = ChatMessage(wire, 0, invoice_payload, files=self.files)
            self.messages[message.id] = message
        self.publish(profile.id, {"type": "message", "message": message.wire})
        return message

    def edit_message(
        self, message: ChatMessage, content: dict[str, Any | None]
    ) -> ChatMessage:
        """Replace parts of a message, and remove those that are None."""
        wire = message.wire | {"edit_date": int(self.now())} | content
        wire = {key: value for key, value in wire.items() if value is not None}
        self.check("Message", wire)
        edited = attrs.evolve(message, wire=wire, edited=message.edited + 1)
        self.messages[edited.id] = edited
        event = {"type": "message", "message": edited.wire}
        self.publish(message.chat_id, event)
        return edited

    def delete_message(self, message: ChatMessage) -> None:
        """Delete a message for both sides."""
        del self.messages[message.id]
        self.publish(message.chat_id, {"type": "deleted", "ids": [message.id]})

    def add_update(
        self, kind: UpdateKind, chat_id: int, body: dict[str, Any]
    ) -> PendingUpdate:
        """Keep an update until it is confirmed."""
        with self.journal.batch():
            number = self.next_number("update", FIRST_UPDATE_ID)
            update = PendingUpdate(number, kind, chat_id, self.now(), body)
            self.check("Update", update.wire)
            self.updates[number] = update
        return update

    def drop_update(self, update_id: int) -> None:
        """Drop a confirmed update."""
        if update_id in self.updates:
            del self.updates[update_id]
            self.changed.announce()
