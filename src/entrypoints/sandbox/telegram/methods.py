"""The methods of the Bot API."""

import asyncio
import json

from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any, Final

import aiohttp
import attrs

from .delivery import Delivery
from .files import (
    MAX_DOCUMENT_BYTES,
    MAX_DOWNLOAD_BYTES,
    FileKind,
    FileStore,
    Upload,
)
from .html_entities import FormattedText, parse_html, utf16_length
from .keyboards import inline_keyboard
from .parameters import Parameters
from .payments import TOO_OLD, Payments
from .refusals import RefusalError, bad_request, forbidden
from .sending_faults import SendingFaults, SendingMethod, in_album
from .state import ChatMessage, Profile, State
from .webhook_urls import is_loopback


MAX_TEXT: Final = 4096
MAX_CAPTION: Final = 1024
MAX_CALLBACK_ANSWER: Final = 200
MAX_ALBUM: Final = 10
MAX_COMMANDS: Final = 100
MAX_UPLOADS: Final = 10_000
CALLBACK_LIFETIME: Final = 60.0
DELETE_WINDOW: Final = 48 * 3600
NOT_MODIFIED: Final = (
    "message is not modified: specified new message content and reply markup"
    " are exactly the same as a current content and reply markup of the message"
)


@attrs.frozen
class Outcome:
    """A result that comes with words, as setWebhook has it."""

    result: Any
    description: str


class Methods:
    """Every method the emulator knows, by its lower-case name."""

    def __init__(
        self,
        state: State,
        files: FileStore,
        delivery: Delivery,
        payments: Payments,
        *,
        local: bool = False,
    ) -> None:
        """Work on the given parts; a *local* server names files by absolute paths."""
        self.sending = SendingFaults()
        #: The digests of all that the bot uploaded, in order.
        self.uploads: deque[str] = deque(maxlen=MAX_UPLOADS)
        self._local = local
        self._state = state
        self._files = files
        self._delivery = delivery
        self._payments = payments
        self.table: dict[str, tuple[str, Callable[[Parameters], Awaitable[Any]]]] = {
            name.lower(): (name, method)
            for name, method in {
                "getMe": self._get_me,
                "getUpdates": self._get_updates,
                "setWebhook": self._set_webhook,
                "deleteWebhook": self._delete_webhook,
                "getWebhookInfo": self._get_webhook_info,
                "sendMessage": self._send_message,
                "sendPhoto": self._send_photo,
                "sendDocument": self._send_document,
                "sendMediaGroup": self._send_media_group,
                "copyMessage": self._copy_message,
                "sendChatAction": self._send_chat_action,
                "editMessageText": self._edit_message_text,
                "editMessageCaption": self._edit_message_caption,
                "editMessageMedia": self._edit_message_media,
                "editMessageReplyMarkup": self._edit_message_reply_markup,
                "deleteMessage": self._delete_message,
                "deleteMessages": self._delete_messages,
                "answerCallbackQuery": self._answer_callback_query,
                "getFile": self._get_file,
                "sendInvoice": self._send_invoice,
                "answerPreCheckoutQuery": self._answer_pre_checkout_query,
                "refundStarPayment": self._refund_star_payment,
                "getStarTransactions": self._get_star_transactions,
                "getMyStarBalance": self._get_my_star_balance,
                "setMyCommands": self._set_my_commands,
                "getMyCommands": self._get_my_commands,
                "deleteMyCommands": self._delete_my_commands,
                "setMyName": self._set_my_words,
                "setMyDescription": self._set_my_description,
                "setMyShortDescription": self._set_my_words,
                "setChatMenuButton": self._set_my_words,
            }.items()
        }

    # Who the bot is and how it gets its updates.

    async def _get_me(self, _: Parameters) -> Any:
        return self._state.bot | {
            "can_join_groups": False,
            "can_read_all_group_messages": False,
            "supports_inline_queries": False,
        }

    async def _get_updates(self, call: Parameters) -> Any:
        return await self._delivery.get_updates(
            offset=call.number("offset"),
            limit=min(max(call.number("limit", 100), 1), 100),
            seconds=max(call.number("timeout"), 0),
            allowed=call.structure("allowed_updates", list),
        )

    async def _set_webhook(self, call: Parameters) -> Any:
        words = await self._delivery.set_webhook(
            call.text("url") or "",
            secret=call.text("secret_token"),
            connections=call.number("max_connections"),
            allowed=call.structure("allowed_updates", list),
            drop_pending=call.flag("drop_pending_updates"),
        )
        return Outcome(result=True, description=words)

    async def _delete_webhook(self, call: Parameters) -> Any:
        words = await self._delivery.delete_webhook(
            drop_pending=call.flag("drop_pending_updates")
        )
        return Outcome(result=True, description=words)

    async def _get_webhook_info(self, _: Parameters) -> Any:
        return self._delivery.webhook_info()

    # Messages.

    async def _send_message(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        return self._say(profile, call, self._text(call))

    async def _send_photo(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        caption = self._caption(call.values)
        method = SendingMethod.SEND_PHOTO
        self.sending.check_call(method)
        photo = await self._media(
            call, FileKind.PHOTO, call.values.get("photo"), method
        )
        return self._say(profile, call, photo | caption)

    async def _send_document(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        caption = self._caption(call.values)
        method = SendingMethod.SEND_DOCUMENT
        self.sending.check_call(method)
        document = await self._media(
            call, FileKind.DOCUMENT, call.values.get("document"), method
        )
        return self._say(profile, call, document | caption)

    async def _send_media_group(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        media = call.structure("media", list) or []
        if len(media) > MAX_ALBUM:
            raise bad_request("too many messages to send as an album")
        if len(media) < 2:  # one picture goes by sendPhoto
            raise bad_request("media group must include 2-10 items")
        kinds = {self._media_kind(each) for each in media}
        if len(kinds) > 1:
            raise bad_request("document can't be mixed with other media types")
        kind = kinds.pop()
        captions = [self._caption(each) for each in media]
        self.sending.check_call(SendingMethod.SEND_MEDIA_GROUP)
        files = await asyncio.gather(
            *(
                self._album_item(call, kind, each.get("media"), position)
                for position, each in enumerate(media, 1)
            )
        )
        # Somebody may have blocked the bot while the pictures were on their way.
        if self._chat(call).blocked:
            raise in_album(bad_request("USER_IS_BLOCKED"), 1)
        album = str(self._state.next_number("album", 13_700_000_000_000_001))
        reply = self._reply(profile, call)
        contents = zip(files, captions, strict=True)
        return [
            self._state.add_message(
                profile,
                file | caption | reply | {"media_group_id": album},
                from_bot=True,
            ).wire
            for file, caption in contents
        ]

    async def _album_item(
        self, call: Parameters, kind: FileKind, reference: Any, position: int
    ) -> dict[str, Any]:
        try:
            return await self._media(
                call, kind, reference, SendingMethod.SEND_MEDIA_GROUP
            )
        except RefusalError as refusal:
            raise in_album(refusal, position) from None

    async def _copy_message(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        source = self._state.message(
            call.number("from_chat_id"), call.number("message_id")
        )
        if source is None:
            raise bad_request("message to copy not found")
        kept = ("text", "entities", "photo", "document", "caption", "caption_entities")
        content = {key: source.wire[key] for key in kept if key in source.wire}
        if not content:
            raise bad_request("message can't be copied")
        if call.text("caption") is not None and "text" not in content:
            content = {
                key: value
                for key, value in content.items()
                if not key.startswith("caption")
            } | self._caption(call.values)
        copied = self._say(profile, call, content)
        return {"message_id": copied["message_id"]}

    async def _send_chat_action(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        action = call.text("action")
        if action is None:
            raise bad_request("wrong parameter action in request")
        self._state.publish(profile.id, {"type": "action", "action": action})
        return True

    async def _edit_message_text(self, call: Parameters) -> Any:
        message = self._editable(call)
        if message.text is None:
            raise bad_request("there is no text in the message to edit")
        return self._edit(message, call, {"entities": None} | self._text(call))

    async def _edit_message_caption(self, call: Parameters) -> Any:
        message = self._editable(call)
        if not message.wire.keys() & {"photo", "document"}:
            raise bad_request("there is no caption in the message to edit")
        return self._edit(message, call, _NO_CAPTION | self._caption(call.values))

    async def _edit_message_media(self, call: Parameters) -> Any:
        message = self._editable(call)
        if message.invoice is not None:
            raise bad_request("message can't be edited")
        item = call.structure("media", dict) or {}
        kind = self._media_kind(item)
        if message.album is not None and kind not in message.wire:
            raise bad_request("message media of an album can't change its type")
        caption = self._caption(item)
        # A file put in place of another is judged as one that is sent.
        method = (
            SendingMethod.EDIT_MESSAGE_MEDIA
            if kind is FileKind.PHOTO
            else SendingMethod.SEND_DOCUMENT
        )
        self.sending.check_call(method)
        file = await self._media(call, kind, item.get("media"), method)
        message = self._editable(call)
        nothing = {"photo": None, "document": None, "text": None, "entities": None}
        return self._edit(message, call, nothing | _NO_CAPTION | file | caption)

    async def _edit_message_reply_markup(self, call: Parameters) -> Any:
        return self._edit(self._editable(call), call, {})

    async def _delete_message(self, call: Parameters) -> Any:
        chat_id = self._chat(call).id
        message = self._state.message(chat_id, call.number("message_id"))
        if message is None:
            raise bad_request("message to delete not found")
        if self._too_old_to_delete(message):
            raise bad_request("message can't be deleted for everyone")
        self._state.delete_messages(chat_id, [message.id])
        return True

    async def _delete_messages(self, call: Parameters) -> Any:
        chat_id = self._chat(call).id
        ids = call.structure("message_ids", list) or []
        if not 1 <= len(ids) <= 100:
            raise bad_request("message identifiers are not specified")
        found = [self._state.message(chat_id, int(each)) for each in dict.fromkeys(ids)]
        fresh = [
            x.id for x in found if x is not None and not self._too_old_to_delete(x)
        ]
        if fresh:
            self._state.delete_messages(chat_id, fresh)
        return True

    async def _answer_callback_query(self, call: Parameters) -> Any:
        callback = self._state.callback(call.text("callback_query_id") or "")
        if callback is None or self._state.now() - callback.date > CALLBACK_LIFETIME:
            raise bad_request(TOO_OLD)
        text = call.text("text") or ""
        if utf16_length(text) > MAX_CALLBACK_ANSWER:
            raise bad_request("MESSAGE_TOO_LONG")
        if callback.answered:
            return True
        self._state.put_callback(attrs.evolve(callback, answered=True))
        event = {
            "type": "answer",
            "callback_id": callback.id,
            "message_id": callback.message_id,
            "data": callback.data,
            "text": text,
            "alert": call.flag("show_alert"),
        }
        self._state.publish(callback.chat_id, event)
        return True

    async def _get_file(self, call: Parameters) -> Any:
        file = self._files.find_own(call.text("file_id") or "")
        if file is None:
            raise bad_request("invalid file_id")
        if self._files.refused(file):
            raise bad_request("wrong file_id or the file is temporarily unavailable")
        if self._local:
            return file.as_file() | {"file_path": str(self._files.location(file))}
        if file.size > MAX_DOWNLOAD_BYTES:
            raise bad_request("file is too big")
        return file.as_file()

    # Stars.

    async def _send_invoice(self, call: Parameters) -> Any:
        profile = self._recipient(call)
        invoice, payload = _checked_invoice(call)
        markup = inline_keyboard(call.structure("reply_markup", dict), invoice=True)
        if markup is None:
            label = f"Pay ⭐️{invoice['total_amount']}"
            markup = {"inline_keyboard": [[{"text": label, "pay": True}]]}
        elif not markup["inline_keyboard"][0][0].get("pay"):
            raise bad_request("BUTTON_TYPE_INVALID")
        message = self._state.add_message(
            profile,
            {"invoice": invoice, "reply_markup": markup} | self._reply(profile, call),
            from_bot=True,
            invoice_payload=payload,
        )
        return message.wire

    async def _answer_pre_checkout_query(self, call: Parameters) -> Any:
        error = None
        if not call.flag("ok"):
            error = call.text("error_message")
            if error is None:
                raise bad_request("error message is required")
        self._payments.answer(call.text("pre_checkout_query_id") or "", error)
        return True

    async def _refund_star_payment(self, call: Parameters) -> Any:
        charge_id = call.text("telegram_payment_charge_id") or ""
        self._payments.refund(call.number("user_id"), charge_id)
        return True

    async def _get_star_transactions(self, call: Parameters) -> Any:
        offset = max(call.number("offset"), 0)
        limit = min(max(call.number("limit", 100), 1), 100)
        transactions = list(self._state.transactions())
        return {"transactions": transactions[offset : offset + limit]}

    async def _get_my_star_balance(self, _: Parameters) -> Any:
        return {"amount": self._payments.balance()}

    # The bot's front page.

    async def _set_my_commands(self, call: Parameters) -> Any:
        commands = call.structure("commands", list) or []
        if len(commands) > MAX_COMMANDS:
            raise bad_request("BOT_COMMANDS_TOO_MUCH")
        kept = [_checked_command(each) for each in commands]
        return self._put_commands(call, kept)

    async def _delete_my_commands(self, call: Parameters) -> Any:
        return self._put_commands(call, [])

    async def _get_my_commands(self, call: Parameters) -> Any:
        every = self._state.setting("commands", {})
        return every.get(_commands_key(call), [])

    async def _set_my_description(self, call: Parameters) -> Any:
        descriptions = dict(self._state.setting("descriptions", {}))
        language = call.text("language_code") or ""
        descriptions[language] = call.text("description") or ""
        self._state.set_setting("descriptions", descriptions)
        self._state.publish(None, {"type": "bot"})
        return True

    async def _set_my_words(self, _: Parameters) -> Any:
        return True

    def _put_commands(self, call: Parameters, commands: list[dict[str, str]]) -> bool:
        chat_id = (call.structure("scope", dict) or {}).get("chat_id")
        if chat_id is not None and chat_id not in self._state.people:
            raise bad_request("chat not found")
        every = dict(self._state.setting("commands", {}))
        every[_commands_key(call)] = commands
        self._state.set_setting("commands", every)
        self._state.publish(None, {"type": "bot"})
        return True

    # Parts of calls.

    def _chat(self, call: Parameters) -> Profile:
        if call.text("chat_id") is None:
            raise bad_request("chat_id is empty")
        chat_id = call.values["chat_id"]
        profile = self._state.people.get(chat_id) if type(chat_id) is int else None
        if profile is None:
            raise bad_request("chat not found")
        return profile

    def _recipient(self, call: Parameters) -> Profile:
        profile = self._chat(call)
        if profile.blocked:
            raise forbidden("bot was blocked by the user")
        return profile

    def _text(self, call: Parameters) -> dict[str, Any]:
        if not call.text("text"):
            raise bad_request("message text is empty")
        text = _formatted(call.values, "text", "entities").with_detected()
        if not text.text:
            raise bad_request("text must be non-empty")
        if len(text) > MAX_TEXT:
            raise bad_request("message is too long")
        content: dict[str, Any] = {"text": text.text}
        if text.entities:
            content["entities"] = list(text.entities)
        options = call.structure("link_preview_options", dict)
        return content | ({"link_preview_options": options} if options else {})

    def _caption(self, values: dict[str, Any]) -> dict[str, Any]:
        caption = _formatted(values, "caption", "caption_entities").with_detected()
        if len(caption) > MAX_CAPTION:
            raise bad_request("message caption is too long")
        if not caption.text:
            return {}
        content: dict[str, Any] = {"caption": caption.text}
        if caption.entities:
            content["caption_entities"] = list(caption.entities)
        return content

    def _media_kind(self, item: Any) -> FileKind:
        try:
            return FileKind(item["type"])
        except (KeyError, TypeError, ValueError):
            raise bad_request("can't parse InputMedia: type must be known") from None

    async def _media(
        self, call: Parameters, kind: FileKind, reference: Any, method: SendingMethod
    ) -> dict[str, Any]:
        """A new upload, a file already known, or one fetched by its URL."""
        if reference is None:
            upload = call.uploads.get(kind)
        else:
            upload = call.attached(str(reference))
        if upload is None and not reference:
            raise bad_request(f"there is no {kind} in the request")
        if upload is None and "://" in str(reference):
            upload = await _fetched(str(reference))
        if upload is None:
            return self._known(kind, str(reference))
        digest = await asyncio.to_thread(upload.digest)
        self.uploads.append(digest)
        self.sending.check_upload(method, digest)
        if kind is FileKind.PHOTO:
            sizes = await self._files.add_photo(upload)
            return {"photo": [each.as_photo_size() for each in sizes]}
        if upload.size > MAX_DOCUMENT_BYTES:
            raise RefusalError(413, "Request Entity Too Large")
        return {"document": (await self._files.add_document(upload)).as_document()}

    def _known(self, kind: FileKind, file_id: str) -> dict[str, Any]:
        file = self._files.find_own(file_id)
        if file is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if file.kind is not kind:
            types = f"{file.kind.title()} as {kind.title()}"
            raise bad_request(f"can't use file of type {types}")
        if kind is FileKind.DOCUMENT:
            return {"document": file.as_document()}
        sizes = self._files.sizes(file)
        return {"photo": [each.as_photo_size() for each in sizes]}

    def _reply(self, profile: Profile, call: Parameters) -> dict[str, Any]:
        options = call.structure("reply_parameters", dict)
        if not options:
            return {}
        target = self._state.message(profile.id, int(options.get("message_id", 0)))
        if target is None:
            if options.get("allow_sending_without_reply"):
                return {}
            raise bad_request("message to be replied not found")
        quoted = {x: y for x, y in target.wire.items() if x != "reply_to_message"}
        return {"reply_to_message": quoted}

    def _say(
        self, profile: Profile, call: Parameters, content: dict[str, Any]
    ) -> dict[str, Any]:
        markup = inline_keyboard(call.structure("reply_markup", dict))
        if markup is not None:
            content = content | {"reply_markup": markup}
        content = content | self._reply(profile, call)
        # Uploading takes time, and the person may block the bot meanwhile.
        profile = self._recipient(call)
        return self._state.add_message(profile, content, from_bot=True).wire

    def _editable(self, call: Parameters) -> ChatMessage:
        profile = self._recipient(call)
        message = self._state.message(profile.id, call.number("message_id"))
        if message is None:
            raise bad_request("message to edit not found")
        if not message.from_bot:
            raise bad_request("message can't be edited")
        return message

    def _edit(
        self, message: ChatMessage, call: Parameters, content: dict[str, Any]
    ) -> dict[str, Any]:
        markup = inline_keyboard(
            call.structure("reply_markup", dict), invoice=message.invoice is not None
        )
        content = content | {"reply_markup": markup}
        if all(message.wire.get(key) == value for key, value in content.items()):
            raise bad_request(NOT_MODIFIED)
        return self._state.edit_message(message, content).wire

    def _too_old_to_delete(self, message: ChatMessage) -> bool:
        return self._state.now() - int(message.wire["date"]) > DELETE_WINDOW


_NO_CAPTION: Final[dict[str, Any]] = {"caption": None, "caption_entities": None}


def _formatted(values: dict[str, Any], name: str, entities_name: str) -> FormattedText:
    text = str(values.get(name) or "").replace("\r", "").replace("\0", "")
    mode = str(values.get("parse_mode") or "").lower()
    if mode == "html":
        return parse_html(text).stripped()
    if mode:
        raise bad_request("unsupported parse_mode")
    entities = values.get(entities_name) or []
    if not isinstance(entities, list) or not all(map(_is_entity, entities)):
        raise bad_request("can't parse MessageEntity")
    return FormattedText(text, tuple(entities)).stripped()


def _is_entity(raw: Any) -> bool:
    return (
        isinstance(raw, dict)
        and isinstance(raw.get("type"), str)
        and isinstance(raw.get("offset"), int)
        and isinstance(raw.get("length"), int)
    )


def _checked_invoice(call: Parameters) -> tuple[dict[str, Any], str]:
    title, description = call.text("title") or "", call.text("description") or ""
    payload = call.text("payload") or ""
    prices = call.structure("prices", list) or []
    if not 1 <= len(title) <= 32:
        raise bad_request("INVOICE_TITLE_INVALID")
    if not 1 <= len(description) <= 255:
        raise bad_request("INVOICE_DESCRIPTION_INVALID")
    if not 1 <= len(payload.encode()) <= 128:
        raise bad_request("INVOICE_PAYLOAD_INVALID")
    if call.text("currency") != "XTR":
        raise bad_request("CURRENCY_INVALID")
    if call.text("provider_token"):
        raise bad_request("PAYMENT_PROVIDER_INVALID")
    if len(prices) != 1:
        raise bad_request("STARS_INVOICE_INVALID")
    try:
        amount = int(prices[0]["amount"])
    except (KeyError, TypeError, ValueError):
        raise bad_request("can't parse prices JSON object") from None
    if amount <= 0:
        raise bad_request("CURRENCY_TOTAL_AMOUNT_INVALID")
    invoice = {
        "title": title,
        "description": description,
        "start_parameter": call.text("start_parameter") or "",
        "currency": "XTR",
        "total_amount": amount,
    }
    return invoice, payload


def _checked_command(raw: Any) -> dict[str, str]:
    command = str(raw.get("command", "")).removeprefix("/")
    description = str(raw.get("description", ""))
    letters = command.replace("_", "")
    if (
        not 1 <= len(command) <= 32
        or not letters.isascii()
        or not (letters.isalnum() or not letters)
        or command != command.lower()
    ):
        raise bad_request("BOT_COMMAND_INVALID")
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": command, "description": description}


def _commands_key(call: Parameters) -> str:
    scope = call.structure("scope", dict) or {"type": "default"}
    language = call.text("language_code") or ""
    return commands_key(scope["type"], language, scope.get("chat_id"))


def commands_key(scope: str, language: str, chat_id: int | None = None) -> str:
    """Under which key the commands of a scope and a language are kept."""
    return json.dumps([scope, chat_id, language])


async def _fetched(url: str) -> Upload:
    if not is_loopback(url):
        raise bad_request("failed to get HTTP URL content")
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as session,
            session.get(url, allow_redirects=False) as response,
        ):
            if response.status != 200:
                raise bad_request("failed to get HTTP URL content")
            data = bytearray()
            async for chunk in response.content.iter_chunked(2**16):
                data += chunk
                if len(data) > MAX_DOWNLOAD_BYTES:
                    raise bad_request("failed to get HTTP URL content")
            name = response.url.name or "file"
            return Upload.of(bytes(data), name, response.content_type)
    except (aiohttp.ClientError, TimeoutError):
        raise bad_request("failed to get HTTP URL content") from None
