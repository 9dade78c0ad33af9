"""Telegram's state, in memory and in the journal."""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

import attrs

from ..changes import Changes
from ..journal import Journal, Table, settings
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
            message = ChatMessage(wire, 0, invoice_payload, self.files)
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
