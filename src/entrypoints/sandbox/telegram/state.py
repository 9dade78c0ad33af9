"""What Telegram knows: people, messages, button presses, payments, settings."""

import asyncio

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

import attrs

from .files import FileStore
from .journal import Journal, Kind


MAX_MESSAGES: Final = 5_000
MAX_CALLBACKS: Final = 1_000
FIRST_UPDATE_ID: Final = 700_000_001

Clock = Callable[[], datetime]
#: Raises if its second argument is not what Telegram says; the first names the type
#: or the method that it answers.
Check = Callable[[str, Any], None]


def system_clock() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def unchecked(_: str, __: Any) -> None:
    """Believe everything."""


class UpdateKind(StrEnum):
    """The kinds of updates the emulator makes."""

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
        """Telegram's User."""
        return {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            "language_code": self.language_code,
        }

    def as_chat(self) -> dict[str, Any]:
        """The private chat with the person."""
        return {"id": self.id, "type": "private", "first_name": self.first_name}


@attrs.frozen
class ChatMessage:
    """One message as it is at the moment; an edit makes a new one."""

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
        """Whether the bot wrote it."""
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
        """What the messages of one album have in common."""
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
class Payment:
    """A payment in Stars."""

    charge_id: str
    chat_id: int
    amount: int
    payload: str
    date: int
    refunded: int | None = None


class Signal:
    """Wakes everyone who waits for the next change."""

    def __init__(self) -> None:
        """Start with nobody waiting."""
        self._event = asyncio.Event()

    def fire(self) -> None:
        """Wake them."""
        self._event.set()
        self._event = asyncio.Event()

    async def wait(self) -> None:
        """Wait for the next `fire`."""
        await self._event.wait()


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
        """Read back what the journal holds."""
        self.journal = journal
        self.files = files
        self.bot = bot
        self.clock = clock
        self.check = check
        self.changed = Signal()
        self.listeners: list[Callable[[int | None, dict[str, Any]], None]] = []
        self._settings = journal.load(Kind.SETTING)
        load = journal.load
        self.people = {
            int(key): Profile(**body) for key, body in load(Kind.PROFILE).items()
        }
        messages = (
            ChatMessage(**body, files=files) for body in load(Kind.MESSAGE).values()
        )
        self._messages = {
            each.id: each for each in sorted(messages, key=lambda each: each.id)
        }
        updates = (PendingUpdate(**body) for body in load(Kind.UPDATE).values())
        self.updates = {
            each.id: each for each in sorted(updates, key=lambda each: each.id)
        }
        callbacks = (Callback(**body) for body in load(Kind.CALLBACK).values())
        self._callbacks = {
            each.id: each for each in sorted(callbacks, key=lambda each: each.date)
        }
        payments = (Payment(**body) for body in load(Kind.PAYMENT).values())
        self.payments = {
            each.charge_id: each
            for each in sorted(payments, key=lambda each: each.date)
        }

    def now(self) -> float:
        """The time in Unix seconds."""
        return self.clock().timestamp()

    def setting(self, name: str, default: Any = None) -> Any:
        """A value kept over restarts."""
        return self._settings.get(name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Keep a value over restarts."""
        self._settings[name] = value
        self.journal.put(Kind.SETTING, name, value)

    def next_number(self, name: str, first: int = 1) -> int:
        """The next value of a counter that never goes back."""
        number = int(self.setting(name, first))
        self.set_setting(name, number + 1)
        return number

    def publish(self, chat_id: int | None, event: dict[str, Any]) -> None:
        """Tell the open chat pages (of one chat or of all) and all who wait."""
        for listener in list(self.listeners):
            listener(chat_id, event)
        self.changed.fire()

    def put_profile(self, profile: Profile) -> None:
        """Add or change a person."""
        self.people[profile.id] = profile
        self.journal.put(Kind.PROFILE, profile.id, attrs.asdict(profile))
        self.publish(None, {"type": "people"})

    def message(self, chat_id: int, message_id: int) -> ChatMessage | None:
        """A live message of the chat."""
        found = self._messages.get(message_id)
        return found if found is not None and found.chat_id == chat_id else None

    def chat(self, chat_id: int) -> list[ChatMessage]:
        """The live messages of a chat in order."""
        return [each for each in self._messages.values() if each.chat_id == chat_id]

    def add_message(
        self,
        profile: Profile,
        content: dict[str, Any],
        *,
        from_bot: bool,
        invoice_payload: str | None = None,
    ) -> ChatMessage:
        """Write a message into the chat with `profile`."""
        with self.journal.batch():
            wire = {
                "message_id": self.next_number("message"),
                "date": int(self.now()),
                "chat": profile.as_chat(),
                "from": self.bot if from_bot else profile.as_user(),
                **content,
            }
            self.check("Message", wire)
            message = ChatMessage(wire, 0, invoice_payload, self.files)
            self._keep(message)
            while len(self._messages) > MAX_MESSAGES:
                oldest = next(iter(self._messages))
                del self._messages[oldest]
                self.journal.drop(Kind.MESSAGE, oldest)
        self.publish(profile.id, {"type": "message", "message": message.wire})
        return message

    def edit_message(
        self, message: ChatMessage, content: dict[str, Any | None]
    ) -> ChatMessage:
        """Replace parts of a message; a part that is None goes."""
        wire = message.wire | {"edit_date": int(self.now())} | content
        wire = {key: value for key, value in wire.items() if value is not None}
        self.check("Message", wire)
        edited = attrs.evolve(message, wire=wire, edited=message.edited + 1)
        self._keep(edited)
        event = {"type": "message", "message": edited.wire}
        self.publish(message.chat_id, event)
        return edited

    def delete_messages(self, chat_id: int, message_ids: list[int]) -> None:
        """Remove messages for both sides."""
        with self.journal.batch():
            for message_id in message_ids:
                del self._messages[message_id]
                self.journal.drop(Kind.MESSAGE, message_id)
        self.publish(chat_id, {"type": "deleted", "ids": message_ids})

    def add_update(
        self, kind: UpdateKind, chat_id: int, body: dict[str, Any]
    ) -> PendingUpdate:
        """Keep an update until it is confirmed."""
        with self.journal.batch():
            number = self.next_number("update", FIRST_UPDATE_ID)
            update = PendingUpdate(number, kind, chat_id, self.now(), body)
            self.check("Update", update.wire)
            self.updates[number] = update
            self.journal.put(Kind.UPDATE, number, attrs.asdict(update))
        return update

    def drop_update(self, update_id: int) -> None:
        """Forget a confirmed update."""
        if self.updates.pop(update_id, None) is not None:
            self.journal.drop(Kind.UPDATE, update_id)
            self.changed.fire()

    def callback(self, callback_id: str) -> Callback | None:
        """A pressed button."""
        return self._callbacks.get(callback_id)

    def put_callback(self, callback: Callback) -> None:
        """Add or change a pressed button."""
        self._callbacks[callback.id] = callback
        with self.journal.batch():
            self.journal.put(Kind.CALLBACK, callback.id, attrs.asdict(callback))
            while len(self._callbacks) > MAX_CALLBACKS:
                oldest = next(iter(self._callbacks))
                del self._callbacks[oldest]
                self.journal.drop(Kind.CALLBACK, oldest)

    def put_payment(self, payment: Payment) -> None:
        """Add or change a payment."""
        self.payments[payment.charge_id] = payment
        self.journal.put(Kind.PAYMENT, payment.charge_id, attrs.asdict(payment))

    def transactions(self) -> Iterator[dict[str, Any]]:
        """Telegram's StarTransactions, payments and refunds in order of time."""
        entries: list[dict[str, Any]] = []
        for each in self.payments.values():
            partner = {
                "type": "user",
                "transaction_type": "invoice_payment",
                "user": self.people[each.chat_id].as_user(),
                "invoice_payload": each.payload,
            }
            entry = {"id": each.charge_id, "amount": each.amount}
            entries.append(entry | {"date": each.date, "source": partner})
            if each.refunded is not None:
                entries.append(entry | {"date": each.refunded, "receiver": partner})
        yield from sorted(entries, key=lambda entry: entry["date"])

    def _keep(self, message: ChatMessage) -> None:
        self._messages[message.id] = message
        body = {
            "wire": message.wire,
            "edited": message.edited,
            "invoice_payload": message.invoice_payload,
        }
        self.journal.put(Kind.MESSAGE, message.id, body)
