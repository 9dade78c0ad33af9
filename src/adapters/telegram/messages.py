"""Sending, editing and deleting messages; the only place that makes keyboards."""

from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from enum import Enum, auto
from typing import IO, Any, Final

import attrs

from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CopyTextButton,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    LabeledPrice,
    Message,
    ReplyParameters,
    SwitchInlineQueryChosenChat,
)

from avatar_core.ports import Clock

from .albums import Album
from .archives import OpenFile
from .lengths import visible_length
from .picture_sender import (
    FileKind,
    PictureGoneError,
    PictureRefusedError,
    PictureSender,
)
from .view import CAPTION_LIMIT, Button, Copied, Image, Invoice, Look, Shared, View


#: How long a bot may delete a message (48 hours), with some minutes to spare.
_DELETABLE_FOR: Final = timedelta(hours=47, minutes=50)
#: Telegram's effect of a 🎉; private chats only, as all of ours are.
_CONFETTI: Final = "5046509860389126442"
#: Chats whose newest message is remembered.
_TAILS: Final = 10_000


class _Edit(Enum):
    """The outcome of an edit."""

    #: The message shows the view.
    DONE = auto()
    #: The message was deleted.
    GONE = auto()
    #: The message cannot show the view.
    IMPOSSIBLE = auto()


class Messages:
    """Sends, edits and deletes messages, so that each shows one view."""

    def __init__(self, pictures: PictureSender, clock: Clock) -> None:
        self._bot: Final = pictures.bot
        #: What sends the pictures.
        self.pictures: Final = pictures
        self._clock: Final = clock
        self._tails: Final[OrderedDict[int, int]] = OrderedDict()

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message of a chat, to know which is the newest."""
        self._tails[chat_id] = max(message_id, self._tails.get(chat_id, 0))
        self._tails.move_to_end(chat_id)
        while len(self._tails) > _TAILS:
            self._tails.popitem(last=False)

    def newest(self, chat_id: int) -> int:
        """Return the newest known message of a chat; 0 if unknown."""
        return self._tails.get(chat_id, 0)

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a view as a new message and return its id; *silent*: without a sound."""
        return await self._new(chat_id, view, FileKind.PHOTO, silent=silent)

    async def _new(
        self, chat_id: int, view: View, kind: FileKind, *, silent: bool
    ) -> int:
        try:
            message = await self._show(chat_id, view, kind, silent=silent)
        except PictureGoneError:
            message = await self._say(chat_id, view, silent=silent)
        except PictureRefusedError:
            message = await self._say(chat_id, _in_words(view), silent=silent)
        except TelegramBadRequest as refusal:
            if not view.festive or "effect_id" not in refusal.message.lower():
                raise
            plain = attrs.evolve(view, festive=False)
            return await self._new(chat_id, plain, kind, silent=silent)
        self.saw(chat_id, message.message_id)
        return message.message_id

    async def _show(
        self, chat_id: int, view: View, kind: FileKind, *, silent: bool
    ) -> Message:
        if view.image is None:
            return await self._say(chat_id, view, silent=silent)
        if _fits_caption(view):
            return await self.pictures.send(
                chat_id,
                view.image,
                caption=view.text,
                keyboard=await self._keyboard(view),
                silent=silent,
                kind=kind,
                effect=_CONFETTI if view.festive else None,
            )
        await self.pictures.send(chat_id, view.image, silent=silent, kind=kind)
        return await self._say(chat_id, view, silent=silent)

    async def _say(self, chat_id: int, view: View, *, silent: bool) -> Message:
        return await self._bot.send_message(
            chat_id,
            view.text,
            reply_markup=await self._keyboard(view),
            disable_notification=silent,
            message_effect_id=_CONFETTI if view.festive else None,
            reply_parameters=ReplyParameters(
                message_id=view.reply_to, allow_sending_without_reply=True
            )
            if view.reply_to is not None
            else None,
        )

    async def charge(self, chat_id: int, invoice: Invoice) -> int:
        """Send an invoice and return the message id."""
        pay = InlineKeyboardButton(text=invoice.pay, pay=True, style=Look.PAYS)
        message = await self._bot.send_invoice(
            chat_id,
            title=invoice.title,
            description=invoice.description,
            payload=invoice.payload,
            currency=invoice.price.currency,
            prices=[LabeledPrice(label=invoice.title, amount=invoice.price.amount)],
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[pay], *_keys(invoice.buttons)]
            ),
        )
        self.saw(chat_id, message.message_id)
        return message.message_id

    async def album(
        self,
        chat_id: int,
        images: Sequence[Image],
        caption: str = "",
        *,
        silent: bool = False,
    ) -> list[int]:
        """Send pictures without buttons, in albums of ten; a single one by itself.

        Pictures that are gone are left out; the caption is sent in any case.
        """
        below = visible_length(caption) <= CAPTION_LIMIT
        album = Album(
            self.pictures,
            chat_id,
            silent=silent,
            caption=caption if below and caption else None,
        )
        await album.send(images)
        unsaid = [caption] if caption and (album.caption or not below) else []
        # Refused pictures share one explanation.
        unsaid += dict.fromkeys(image.missing for image in album.refused)
        if text := "\n\n".join(filter(None, unsaid)):
            album.sent.append(await self._say(chat_id, View(text=text), silent=silent))
        for message in album.sent:
            self.saw(chat_id, message.message_id)
        return [message.message_id for message in album.sent]

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a view with its image as an uncompressed file."""
        return await self._new(chat_id, view, FileKind.DOCUMENT, silent=silent)

    async def file(self, chat_id: int, opened: IO[bytes], name: str) -> None:
        """Send an open file as a document."""
        sent = await self._bot.send_document(
            chat_id, OpenFile(opened, name), disable_content_type_detection=True
        )
        self.saw(chat_id, sent.message_id)

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Edit a message to show a view, or send a new one.

        Returns:
            The id of the message that shows it; a new id means that the old message
            is deleted or cannot show it, and is left as it is.
        """
        edit = self._edit_text if view.image is None else self._edit_picture
        if await edit(chat_id, message_id, view) is _Edit.DONE:
            return message_id
        return await self.show(chat_id, view)

    async def replace(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> int:
        """Show a view in place of a message, by editing it if possible.

        Returns:
            The id of the message that has the view's text and buttons.
        """
        if await self._redrawn(chat_id, view, old) is _Edit.DONE:
            return old.message_id
        return await self._instead(chat_id, view, old)

    async def redraw(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> None:
        """Show a view in place of a message, unless that was deleted."""
        if await self._redrawn(chat_id, view, old) is not _Edit.IMPOSSIBLE:
            return
        if await self._strip(chat_id, old.message_id) is not _Edit.GONE:
            await self._instead(chat_id, view, old)

    async def discard(self, chat_id: int, old: Message | InaccessibleMessage) -> None:
        """Delete a message, or remove its buttons if it is too old for that."""
        if isinstance(old, Message) and self._clock() - old.date < _DELETABLE_FOR:
            await self.delete(chat_id, old.message_id)
        else:
            await self._strip(chat_id, old.message_id)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message, or remove its buttons if that fails."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramBadRequest:
            await self._strip(chat_id, message_id)

    async def _redrawn(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> _Edit:
        if isinstance(old, Message):
            if view.image is None and old.text is not None:
                return await self._edit_text(chat_id, old.message_id, view)
            # A picture may also replace a text, but no text replaces a picture
            # (core.telegram.org/bots/api#editmessagemedia).
            if view.image is not None and (old.text or old.photo or old.document):
                return await self._edit_picture(chat_id, old.message_id, view)
        return _Edit.IMPOSSIBLE

    async def _instead(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> int:
        # Send the new message first, so that at least one is left if interrupted.
        sent = await self.show(chat_id, view)
        await self.discard(chat_id, old)
        return sent

    async def _edit_text(self, chat_id: int, message_id: int, view: View) -> _Edit:
        return await _edited(
            self._bot.edit_message_text(
                chat_id=chat_id,
                message_id=message_id,
                text=view.text,
                reply_markup=await self._keyboard(view),
            )
        )

    async def _edit_picture(self, chat_id: int, message_id: int, view: View) -> _Edit:
        if view.image is None or not _fits_caption(view):
            return _Edit.IMPOSSIBLE
        try:
            return await _edited(
                self.pictures.edit(
                    chat_id,
                    message_id,
                    view.image,
                    caption=view.text,
                    keyboard=await self._keyboard(view),
                )
            )
        except (PictureGoneError, PictureRefusedError):
            return _Edit.IMPOSSIBLE

    async def _keyboard(self, view: View) -> InlineKeyboardMarkup | None:
        rows: Sequence[Sequence[Button]] = view.buttons
        shares = any(isinstance(each.data, Shared) for row in rows for each in row)
        if shares and not (await self._bot.me()).supports_inline_queries:
            rows = [
                [each for each in row if not isinstance(each.data, Shared)]
                for row in rows
            ]
        return InlineKeyboardMarkup(inline_keyboard=_keys(rows)) if rows else None

    async def _strip(self, chat_id: int, message_id: int) -> _Edit:
        return await _edited(
            self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
        )


def link_keyboard(text: str, url: str) -> InlineKeyboardMarkup:
    """Return a keyboard with one button, which opens a link."""
    link = InlineKeyboardButton(text=text, url=url, style=Look.PAYS)
    return InlineKeyboardMarkup(inline_keyboard=[[link]])


def _keys(rows: Sequence[Sequence[Button]]) -> list[list[InlineKeyboardButton]]:
    return [[_key(button) for button in row] for row in rows if row]


def _key(button: Button) -> InlineKeyboardButton:
    match button.data:
        case Copied(text):
            does: dict[str, Any] = {"copy_text": CopyTextButton(text=text)}
        case Shared(query):
            chosen = SwitchInlineQueryChosenChat(
                query=query,
                allow_user_chats=True,
                allow_group_chats=True,
                allow_channel_chats=True,
            )
            does = {"switch_inline_query_chosen_chat": chosen}
        case CallbackData():
            does = {"callback_data": button.data.pack()}
    return InlineKeyboardButton(text=button.text, style=button.look, **does)


def _in_words(view: View) -> View:
    """Return the view with a text in place of its picture."""
    missing = view.image.missing if view.image is not None else ""
    text = "\n\n".join(filter(None, (view.text, missing)))
    return attrs.evolve(view, image=None, text=text)


def _fits_caption(view: View) -> bool:
    return visible_length(view.text) <= CAPTION_LIMIT


async def _edited(call: Awaitable[object]) -> _Edit:
    """Edit a message and return the outcome; raise any other refusal."""
    try:
        await call
    except TelegramBadRequest as refusal:
        reason = refusal.message.lower()
        if "message is not modified" in reason:
            return _Edit.DONE
        if "message to edit not found" in reason or "message_id_invalid" in reason:
            return _Edit.GONE
        if any(
            words in reason
            for words in (
                "message can't be edited",
                "there is no text in the message to edit",
                "there is no media in the message",
            )
        ):
            return _Edit.IMPOSSIBLE
        raise
    return _Edit.DONE
