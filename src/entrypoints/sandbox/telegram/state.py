"""Telegram's state, in memory and in the journal."""

from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

import attrs

from ..changes import Changes
from ..journal import Journal
from .files import FileStore
from .records import (
    Callback,
    ChatMessage,
    Payment,
    PendingUpdate,
    Profile,
    Seen,
    UpdateKind,
)


MAX_MESSAGES: Final = 5_000
MAX_CALLBACKS: Final = 1_000
FIRST_UPDATE_ID: Final = 700_000_001

Clock = Callable[[], datetime]
#: Raises if the second argument is not a possible answer of Telegram; the first is its
#: type, or the method that it answers.
Check = Callable[[str, Any], None]


def system_clock() -> datetime:
    """Return the time now."""
    return datetime.now(UTC)


def unchecked(_: str, __: Any) -> None:
    """Check nothing."""


class Kind(StrEnum):
    """The kinds of records in the journal."""

    PROFILE = "profile"
    MESSAGE = "message"
    UPDATE = "update"
    CALLBACK = "callback"
    PAYMENT = "payment"
    SETTING = "setting"


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
        load = journal.load
        self._settings = load(Kind.SETTING)
        self.people = {
            int(k): Profile(**body) for k, body in load(Kind.PROFILE).items()
        }
        self._messages = {
            int(key): ChatMessage(**body, files=files)
            for key, body in load(Kind.MESSAGE).items()
        }
        self.updates = {
            int(key): PendingUpdate(**body) for key, body in load(Kind.UPDATE).items()
        }
        self._callbacks = {
            k: Callback(**body) for k, body in load(Kind.CALLBACK).items()
        }
        self.payments = {k: Payment(**body) for k, body in load(Kind.PAYMENT).items()}
        self.seen: defaultdict[int, Seen] = defaultdict(Seen)

    def now(self) -> float:
        """Return the time in Unix seconds."""
        return self.clock().timestamp()

    def setting(self, name: str, default: Any = None) -> Any:
        """Return a value that survives restarts."""
        return self._settings.get(name, default)

    def set_setting(self, name: str, value: Any) -> None:
        """Set a value that survives restarts."""
        self._settings[name] = value
        self.journal.put(Kind.SETTING, name, value)

    def next_number(self, name: str, first: int = 1) -> int:
        """Return the next value of a counter that never goes back."""
        number = int(self.setting(name, first))
        self.set_setting(name, number + 1)
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
        self.journal.put(Kind.PROFILE, profile.id, attrs.asdict(profile))
        self.publish(None, {"type": "people"})

    def message(self, chat_id: int, message_id: int) -> ChatMessage | None:
        """Return a message of the chat, unless it was deleted."""
        found = self._messages.get(message_id)
        return found if found is not None and found.chat_id == chat_id else None

    def chat(self, chat_id: int) -> list[ChatMessage]:
        """Return the messages of a chat in order."""
        return [each for each in self._messages.values() if each.chat_id == chat_id]

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
        """Replace parts of a message, and remove those that are None."""
        wire = message.wire | {"edit_date": int(self.now())} | content
        wire = {key: value for key, value in wire.items() if value is not None}
        self.check("Message", wire)
        edited = attrs.evolve(message, wire=wire, edited=message.edited + 1)
        self._keep(edited)
        event = {"type": "message", "message": edited.wire}
        self.publish(message.chat_id, event)
        return edited

    def delete_messages(self, chat_id: int, message_ids: list[int]) -> None:
        """Delete messages for both sides."""
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
        """Drop a confirmed update."""
        if self.updates.pop(update_id, None) is not None:
            self.journal.drop(Kind.UPDATE, update_id)
            self.changed.announce()

    def callback(self, callback_id: str) -> Callback | None:
        """Return a press of a button."""
        return self._callbacks.get(callback_id)

    def put_callback(self, callback: Callback) -> None:
        """Add or change a press of a button."""
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

    def _keep(self, message: ChatMessage) -> None:
        self._messages[message.id] = message
        body = {
            "wire": message.wire,
            "edited": message.edited,
            "invoice_payload": message.invoice_payload,
        }
        self.journal.put(Kind.MESSAGE, message.id, body)
