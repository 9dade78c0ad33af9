"""Send, edit and delete messages; answer buttons."""

import asyncio

from collections import deque
from typing import Any, Final

import attrs

from .calls import (
    Parameters,
    caption,
    chat,
    inline_keyboard,
    media_kind,
    recipient,
    text,
)
from .files import MAX_DOCUMENT_BYTES, FileKind
from .html_entities import utf16_length
from .refusals import (
    TOO_OLD,
    RefusalError,
    SendingFaults,
    SendingMethod,
    bad_request,
    in_album,
)
from .state import CallbackAnswer, ChatMessage, Profile, State


MAX_CALLBACK_ANSWER: Final = 200
MAX_ALBUM: Final = 10
MAX_UPLOADS: Final = 10_000
#: The effects that every bot may use, and the actions of a chat.
EFFECTS: Final = frozenset({"5104841245755180586", "5046509860389126442"})
ACTIONS: Final = frozenset({"typing", "upload_photo", "upload_document"})
CALLBACK_LIFETIME: Final = 60.0
DELETE_WINDOW: Final = 48 * 3600
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup"
    " are exactly the same as a current content and reply markup of the message"
)
_NO_CONTENT: Final[dict[str, Any]] = dict.fromkeys(
    ("text", "entities", "photo", "document", "caption", "caption_entities")
)


@attrs.frozen(eq=False)
class Messages:
    """The methods of the Bot API that change chats, with the files that they take."""

    state: State
    faults: SendingFaults
    #: The digests of all that the bot uploaded, in order.
    uploads: deque[str] = attrs.field(
        init=False, factory=lambda: deque(maxlen=MAX_UPLOADS)
    )

    async def on_send_message(self, call: Parameters) -> Any:
        profile = recipient(self.state, call)
        return self._say(profile, call, text(call) | self._replied(call))

    def _replied(self, call: Parameters) -> dict[str, Any]:
        reply = call.structure("reply_parameters", dict)
        if reply is None:
            return {}
        number = int(reply.get("message_id", 0))
        answered = self.state.message(chat(self.state, call).id, number)
        if answered is not None:
            # Telegram leaves out what that message answered.
            wire = answered.wire.items()
            return {
                "reply_to_message": {k: v for k, v in wire if k != "reply_to_message"}
            }
        if not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
        return {}

    async def on_send_photo(self, call: Parameters) -> Any:
        return await self._send_file(call, FileKind.PHOTO)

    async def on_send_document(self, call: Parameters) -> Any:
        return await self._send_file(call, FileKind.DOCUMENT)

    async def _send_file(self, call: Parameters, kind: FileKind) -> Any:
        profile = recipient(self.state, call)
        shown = caption(call.values)
        method = SendingMethod(f"send{kind.title()}")
        self.faults.check(method)
        file = await self._content(call, kind, call.values.get(kind), method)
        return self._say(profile, call, file | shown)

    async def on_send_media_group(self, call: Parameters) -> Any:
        profile = recipient(self.state, call)
        items = call.structure("media", list) or []
        if len(items) > MAX_ALBUM:
            raise bad_request("too many messages to send as an album")
        if len(items) < 2:  # one picture goes by sendPhoto
            raise bad_request("media group must include 2-10 items")
        kinds = {media_kind(each) for each in items}
        if len(kinds) > 1:
            raise bad_request("document can't be mixed with other media types")
        [kind] = kinds
        captions = [caption(each) for each in items]
        self.faults.check(SendingMethod.SEND_MEDIA_GROUP)
        files = await asyncio.gather(
            *(
                self._album_item(call, kind, each.get("media"), position)
                for position, each in enumerate(items, 1)
            )
        )
        # The person may have blocked the bot during the uploads.
        if chat(self.state, call).blocked:
            raise in_album(bad_request("USER_IS_BLOCKED"), 1)
        shared = {"media_group_id": self.state.next_album()}
        return [
            self.state.add_message(profile, file | shown | shared, from_bot=True).wire
            for file, shown in zip(files, captions, strict=True)
        ]

    async def _album_item(
        self, call: Parameters, kind: FileKind, reference: Any, position: int
    ) -> dict[str, Any]:
        method = SendingMethod.SEND_MEDIA_GROUP
        try:
            return await self._content(call, kind, reference, method)
        except RefusalError as refusal:
            raise in_album(refusal, position) from None

    async def on_edit_message_text(self, call: Parameters) -> Any:
        message = self._editable(call)
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        return self._edit(message, call, {"entities": None} | text(call))

    async def on_edit_message_media(self, call: Parameters) -> Any:
        message = self._editable(call)
        if message.invoice is not None:
            raise bad_request("message can't be edited")
        item = call.structure("media", dict) or {}
        kind = media_kind(item)
        if message.album is not None and kind not in message.wire:
            raise bad_request("message media of an album can't change its type")
        shown = caption(item)
        # A replacement is checked like a file that is sent.
        method = (
            SendingMethod.EDIT_MESSAGE_MEDIA
            if kind is FileKind.PHOTO
            else SendingMethod.SEND_DOCUMENT
        )
        self.faults.check(method)
        file = await self._content(call, kind, item.get("media"), method)
        return self._edit(self._editable(call), call, _NO_CONTENT | file | shown)

    async def on_edit_message_reply_markup(self, call: Parameters) -> Any:
        return self._edit(self._editable(call), call, {})

    async def on_send_chat_action(self, call: Parameters) -> Any:
        profile, action = recipient(self.state, call), call.text("action")
        if action not in ACTIONS:
            raise bad_request("wrong parameter action in request")
        self.state.publish(profile.id, {"type": "action", "action": action})
        return True

    async def on_delete_message(self, call: Parameters) -> Any:
        chat_id = chat(self.state, call).id
        message = self.state.message(chat_id, call.number("message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        if self.state.now() - int(message.wire["date"]) > DELETE_WINDOW:
            raise bad_request("message can't be deleted for everyone")
        self.state.delete_message(message)
        return True

    async def on_answer_callback_query(self, call: Parameters) -> Any:
        callback = self.state.callbacks.get(call.text("callback_query_id") or "")
        if callback is None or self.state.now() - callback.date > CALLBACK_LIFETIME:
            raise bad_request(TOO_OLD)
        shown = call.text("text") or ""
        if utf16_length(shown) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if callback.answered:
            return True
        self.state.callbacks[callback.id] = attrs.evolve(callback, answered=True)
        answer = CallbackAnswer(shown, call.flag("show_alert"))
        self.state.seen[callback.chat_id].note(callback.id, answer)
        event = {
            "type": "answer",
            "message_id": callback.message_id,
            "data": callback.data,
            "text": answer.text,
            "alert": answer.show_alert,
        }
        self.state.publish(callback.chat_id, event)
        return True

    async def _content(
        self, call: Parameters, kind: FileKind, reference: Any, method: SendingMethod
    ) -> dict[str, Any]:
        """Return a new upload or a known file; no URL is fetched."""
        if reference is None:
            upload = call.uploads.get(kind)
        else:
            upload = call.attached(str(reference))
        if upload is None and not reference:
            raise bad_request(f"there is no {kind} in the request")
        if upload is None and "://" in str(reference):
            raise bad_request("failed to get HTTP URL content")
        if upload is None:
            return self._known(kind, str(reference))
        digest = await asyncio.to_thread(upload.digest)
        self.uploads.append(digest)
        self.faults.check(method, digest)
        if kind is FileKind.DOCUMENT and upload.size > MAX_DOCUMENT_BYTES:
            raise RefusalError(413, "Request Entity Too Large")
        return await self.state.files.add(upload, kind)

    def _known(self, kind: FileKind, file_id: str) -> dict[str, Any]:
        file = self.state.files.find_own(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind is not kind:
            types = f"{file.kind.title()} as {kind.title()}"
            raise bad_request(f"can't use file of type {types}")
        return self.state.files.content(file)

    def _say(
        self, profile: Profile, call: Parameters, content: dict[str, Any]
    ) -> dict[str, Any]:
        markup = inline_keyboard(call)
        if markup is not None:
            content = content | {"reply_markup": markup}
        # The person may have blocked the bot during an upload.
        profile = recipient(self.state, call)
        content |= _effect(call)
        return self.state.add_message(profile, content, from_bot=True).wire

    def _editable(self, call: Parameters) -> ChatMessage:
        profile = recipient(self.state, call)
        message = self.state.message(profile.id, call.number("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return message

    def _edit(
        self, message: ChatMessage, call: Parameters, content: dict[str, Any]
    ) -> dict[str, Any]:
        markup = inline_keyboard(call, invoice=message.invoice is not None)
        content = content | {"reply_markup": markup}
        if all(message.wire.get(key) == value for key, value in content.items()):
            raise bad_request(NOT_MODIFIED)
        return self.state.edit_message(message, content).wire


def _effect(call: Parameters) -> dict[str, Any]:
    effect = call.text("message_effect_id")
    if effect is None:
        return {}
    if effect not in EFFECTS:
        raise bad_request("EFFECT_ID_INVALID")
    return {"effect_id": effect}
