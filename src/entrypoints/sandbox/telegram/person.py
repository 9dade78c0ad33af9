"""Play a person: write, press, pay, and wait for answers."""

import asyncio
import json
import secrets

from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any, Final

import attrs

from .calls import MAX_CAPTION, MAX_TEXT
from .delivery import Delivery
from .files import FileKind, Upload
from .html_entities import FormattedText
from .inline import Inline, InlineAnswer
from .messages import MAX_ALBUM
from .payments import Payments, Receipt
from .state import (
    Callback,
    CallbackAnswer,
    ChatMessage,
    PendingUpdate,
    Profile,
    State,
    UpdateKind,
)


_SHOWN_ON_TIMEOUT: Final = 5
#: Messages of every kind that people can send, besides texts and photos: the content
#: by its kind, as Telegram sends it on.
KINDS: Final[Mapping[str, Mapping[str, Any]]] = json.loads(
    (files(__package__) / "kinds.json").read_text("utf-8")
)


@attrs.frozen(eq=False)
class Person:
    """A simulated Telegram user and their private chat with the bot."""

    id: int
    _state: State
    _delivery: Delivery
    _payments: Payments
    _inline: Inline

    @property
    def profile(self) -> Profile:
        """Name, language and whether the bot is blocked."""
        return self._state.people[self.id]

    @property
    def messages(self) -> list[ChatMessage]:
        """The messages of the chat in order, without deleted ones."""
        return self._state.chat(self.id)

    @property
    def toasts(self) -> list[str]:
        """The short notices shown after pressing buttons."""
        return self._state.seen[self.id].toasts

    @property
    def alerts(self) -> list[str]:
        """The alerts shown after pressing buttons."""
        return self._state.seen[self.id].alerts

    async def send_text(
        self, text: str, reply_to: ChatMessage | None = None
    ) -> ChatMessage:
        """Send a text, maybe in reply to a message of the chat."""
        formatted = FormattedText(text).stripped().with_detected()
        if not 1 <= len(formatted) <= MAX_TEXT:
            raise ValueError(f"a text has 1 to {MAX_TEXT} characters")
        content = formatted.as_content("text", "entities")
        if reply_to is not None:
            # Telegram leaves out what that message answered.
            answered = {**reply_to.wire}
            answered.pop("reply_to_message", None)
            content |= {"reply_to_message": answered}
        return self._say(content)

    async def send_photo(self, photo: bytes, caption: str = "") -> ChatMessage:
        """Send one picture as a photo."""
        [message] = await self.send_uploads([Upload.of(photo)], caption=caption)
        return message

    async def send_document(
        self,
        data: bytes,
        file_name: str = "file",
        mime_type: str | None = None,
        caption: str = "",
    ) -> ChatMessage:
        """Send one picture or other file as a document."""
        [message] = await self.send_uploads(
            [Upload.of(data, file_name, mime_type)],
            as_documents=True,
            caption=caption,
        )
        return message

    async def send_album(
        self,
        pictures: Sequence[bytes | tuple[str, bytes]],
        as_documents: bool = False,
        caption: str = "",
    ) -> list[ChatMessage]:
        """Send several pictures at once, each as bytes or as (file name, bytes).

        As in Telegram, more than ten go out as several albums one after another.
        """
        named = [
            each if isinstance(each, tuple) else (f"picture-{number}.jpg", each)
            for number, each in enumerate(pictures, 1)
        ]
        uploads = [Upload.of(data, name) for name, data in named]
        return await self.send_uploads(
            uploads, as_documents=as_documents, caption=caption
        )

    async def send_uploads(
        self,
        uploads: Sequence[Upload],
        *,
        as_documents: bool = False,
        caption: str = "",
    ) -> list[ChatMessage]:
        """Send files, in albums of ten."""
        if len(caption) > MAX_CAPTION:
            raise ValueError(f"a caption has up to {MAX_CAPTION} characters")
        contents = await asyncio.gather(
            *(self._content(each, as_documents=as_documents) for each in uploads)
        )
        if caption and contents:
            contents[0]["caption"] = caption
        sent = []
        for start in range(0, len(contents), MAX_ALBUM):
            part = contents[start : start + MAX_ALBUM]
            album: dict[str, Any] = {}
            if len(part) > 1:
                album = {"media_group_id": self._state.next_album()}
            sent += [self._say(each | album) for each in part]
        return sent

    def send_kind(self, kind: str) -> ChatMessage:
        """Send a message of one of `KINDS`."""
        return self._say(dict(KINDS[kind]))

    def forward(self, message: ChatMessage) -> ChatMessage:
        """Forward a message of the chat to the bot."""
        origin = {
            "type": "user",
            "date": message.wire["date"],
            "sender_user": message.wire["from"],
        }
        kept = set(message.wire) - {"message_id", "date", "chat", "from", "edit_date"}
        content = {name: message.wire[name] for name in kept}
        return self._say(content | {"forward_origin": origin})

    def edit(self, message: ChatMessage, text: str) -> ChatMessage:
        """Edit a message that the person sent."""
        name = "text" if message.text is not None else "caption"
        with self._state.journal.batch():
            edited = self._state.edit_message(message, {name: text, "entities": None})
            self._delivery.add(UpdateKind.EDITED_MESSAGE, self.id, edited.wire)
        return edited

    async def press(
        self,
        text: str | None = None,
        *,
        data: str | None = None,
        timeout: float = 30,  # noqa: ASYNC109 # the caller's patience
    ) -> CallbackAnswer | None:
        """Press the newest button with this text, or a part of it, or with these data.

        Returns:
            The bot's answer, or None if there was none in time.

        Raises:
            LookupError: There is no such button.
        """
        if (text is None) == (data is None):
            raise TypeError("name the button by its text or by its data")
        for message in reversed(self.messages):
            buttons = [each for row in message.buttons for each in row]
            # A button with the exact text comes before one that contains it.
            for button in sorted(buttons, key=lambda each: each.text != text):
                if button.data is None:
                    continue
                if button.data == data or (text is not None and text in button.text):
                    return await self.press_again(
                        message.id, button.data, timeout=timeout
                    )
        offered = [x.text for m in self.messages for row in m.buttons for x in row]
        raise LookupError(f"no such button: {text or data!r}; there are {offered}")

    async def press_again(
        self,
        message_id: int,
        data: str,
        timeout: float = 30,  # noqa: ASYNC109 - a wait of tests
    ) -> CallbackAnswer | None:
        """Press a button, even of a deleted message."""
        callback = self.tap(message_id, data)
        answers = self._state.seen[self.id].answers
        try:
            await self._state.changed.until(lambda: callback.id in answers, timeout)
        except TimeoutError:
            return None
        return answers.pop(callback.id)

    def tap(self, message_id: int, data: str) -> Callback:
        """Press a button without waiting for the answer."""
        callback = Callback(
            id=str(secrets.randbits(62)),
            chat_id=self.id,
            message_id=message_id,
            data=data,
            date=self._state.now(),
        )
        message = self._state.message(self.id, message_id)
        body = {
            "id": callback.id,
            "from": self.profile.as_user(),
            "chat_instance": str(7_000_000_000_000 + self.id),
            "message": message.wire
            if message is not None
            else {"chat": self.profile.as_chat(), "message_id": message_id, "date": 0},
            "data": data,
        }
        with self._state.journal.batch():
            self._state.callbacks[callback.id] = callback
            self._delivery.add(UpdateKind.CALLBACK_QUERY, self.id, body)
        return callback

    async def ask_inline(self, words: str = "") -> InlineAnswer | None:
        """Type the bot's name and *words* in another chat; return what is offered."""
        return await self._inline.ask(self.profile, words)

    async def pay(self, invoice: ChatMessage, *, agreed: bool = False) -> Receipt:
        """Pay an invoice; the bot is not asked if it *agreed* before."""
        return await self._payments.pay(invoice, agreed=agreed)

    async def wait_for(
        self,
        predicate: Callable[[ChatMessage], bool],
        timeout: float = 30,  # noqa: ASYNC109 - a wait of tests
    ) -> ChatMessage:
        """Return the bot's newest message with *predicate*, as soon as there is one.

        Raises:
            TimeoutError: There is none in time.
        """

        def newest() -> ChatMessage | None:
            sent = (each for each in reversed(self.messages) if each.from_bot)
            return next(filter(predicate, sent), None)

        try:
            return await self._state.changed.until(newest, timeout)
        except TimeoutError:
            latest = [
                message.text or message.caption or message.wire
                for message in self.messages[-_SHOWN_ON_TIMEOUT:]
            ]
            raise TimeoutError(f"no such message; the latest are {latest}") from None

    async def wait_until(
        self,
        predicate: Callable[["Person"], bool],
        timeout: float = 30,  # noqa: ASYNC109 - a wait of tests
    ) -> None:
        """Wait until *predicate* is true of the chat."""
        await self._state.changed.until(lambda: predicate(self), timeout)

    def redeliver_last_update(self) -> PendingUpdate:
        """Deliver the newest update again, with the same update_id."""
        return self._delivery.repeat_last()

    def speak(self, language_code: str) -> None:
        """Change the language of the person's app."""
        changed = attrs.evolve(self.profile, language_code=language_code)
        self._state.put_profile(changed)

    def block(self, *, announced: bool = True) -> None:
        """Block the bot, which gets an update if this is *announced*."""
        self._set_blocked(blocked=True, announced=announced)

    def unblock(self, *, announced: bool = True) -> None:
        """Unblock the bot."""
        self._set_blocked(blocked=False, announced=announced)

    def _set_blocked(self, *, blocked: bool, announced: bool) -> None:
        if self.profile.blocked == blocked:
            return
        with self._state.journal.batch():
            self._state.put_profile(attrs.evolve(self.profile, blocked=blocked))
            bot = self._state.bot
            member = {"status": "member", "user": bot}
            kicked = {"status": "kicked", "user": bot, "until_date": 0}
            body = {
                "chat": self.profile.as_chat(),
                "from": self.profile.as_user(),
                "date": int(self._state.now()),
                "old_chat_member": member if blocked else kicked,
                "new_chat_member": kicked if blocked else member,
            }
            if announced:
                self._delivery.add(UpdateKind.MY_CHAT_MEMBER, self.id, body)

    async def _content(self, upload: Upload, *, as_documents: bool) -> dict[str, Any]:
        kind = FileKind.DOCUMENT if as_documents else FileKind.PHOTO
        return await self._state.files.add(upload, kind, by_person=True)

    def _say(self, content: dict[str, Any]) -> ChatMessage:
        with self._state.journal.batch():
            message = self._state.add_message(self.profile, content, from_bot=False)
            self._delivery.add(UpdateKind.MESSAGE, self.id, message.wire)
        return message
