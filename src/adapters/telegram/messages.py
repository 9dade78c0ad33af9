"""Messages: each a view, sent, edited, replaced or deleted.

Nothing else makes Telegram's keyboards.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from enum import Enum, auto
from typing import Final, Protocol

import attrs

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    BufferedInputFile,
    InaccessibleMessage,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    LabeledPrice,
    Message,
)

from avatar_core.errors import BlobNotFoundError
from avatar_core.ports import Clock

from .lengths import visible_length
from .view import CAPTION_LIMIT, Button, Image, Invoice, View


#: An album holds so many pictures (Bot API 10.3).
ALBUM_LIMIT: Final = 10
#: A bot may delete a message for so long; some minutes are kept in reserve.
_DELETABLE_FOR: Final = timedelta(hours=47, minutes=50)
#: Chats whose newest message is remembered.
_TAILS: Final = 10_000
#: The currency of Telegram Stars.
STARS: Final = "XTR"


class BlobReader(Protocol):
    """Where pictures lie."""

    async def get(self, key: str, /) -> bytes:
        """Return what lies under *key*, or raise `BlobNotFoundError`."""


class _Edit(Enum):
    """What became of an edit."""

    #: The message shows it.
    DONE = auto()
    #: There is no such message any more.
    GONE = auto()
    #: The message cannot show it.
    IMPOSSIBLE = auto()


class Messages:
    """Sends, edits and deletes messages, so that each shows one view."""

    def __init__(self, bot: Bot, blobs: BlobReader, clock: Clock) -> None:
        self._bot: Final = bot
        self._blobs: Final = blobs
        self._clock: Final = clock
        self._tails: Final[OrderedDict[int, int]] = OrderedDict()

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message, so that a card above it is known not to be the last."""
        self._tails[chat_id] = max(message_id, self._tails.get(chat_id, 0))
        self._tails.move_to_end(chat_id)
        while len(self._tails) > _TAILS:
            self._tails.popitem(last=False)

    def newest(self, chat_id: int) -> int:
        """Return the newest message that is known of; 0 if none is."""
        return self._tails.get(chat_id, 0)

    async def show(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a view as a new message and return its id; a *silent* one has no sound."""
        photo = await self._photo(view.image)
        keyboard = _keyboard(view)
        if photo is not None and _fits_caption(view):
            message = await self._bot.send_photo(
                chat_id,
                photo,
                caption=view.text,
                reply_markup=keyboard,
                disable_notification=silent,
            )
        else:
            if photo is not None:
                await self._bot.send_photo(chat_id, photo, disable_notification=silent)
            message = await self._bot.send_message(
                chat_id, view.text, reply_markup=keyboard, disable_notification=silent
            )
        self.saw(chat_id, message.message_id)
        return message.message_id

    async def charge(self, chat_id: int, invoice: Invoice) -> int:
        """Send a bill and return its message's id."""
        pay = InlineKeyboardButton(text=invoice.pay, pay=True)
        message = await self._bot.send_invoice(
            chat_id,
            title=invoice.title,
            description=invoice.description,
            payload=invoice.payload,
            currency=STARS,
            prices=[LabeledPrice(label=invoice.title, amount=invoice.stars)],
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

        Pictures that are gone are left out; the caption is said in any case.
        """
        photos = [photo for image in images if (photo := await self._photo(image))]
        below = bool(photos) and visible_length(caption) <= CAPTION_LIMIT
        first_caption = caption if below and caption else None
        sent: list[Message] = []
        for start in range(0, len(photos), ALBUM_LIMIT):
            part = photos[start : start + ALBUM_LIMIT]
            words = first_caption if start == 0 else None
            if len(part) == 1:
                sent.append(
                    await self._bot.send_photo(
                        chat_id, part[0], caption=words, disable_notification=silent
                    )
                )
                continue
            media = [InputMediaPhoto(media=photo) for photo in part]
            media[0] = InputMediaPhoto(media=part[0], caption=words)
            sent += await self._bot.send_media_group(
                chat_id, list(media), disable_notification=silent
            )
        if caption and not below:
            sent.append(
                await self._bot.send_message(
                    chat_id, caption, disable_notification=silent
                )
            )
        for message in sent:
            self.saw(chat_id, message.message_id)
        return [message.message_id for message in sent]

    async def document(self, chat_id: int, view: View, *, silent: bool = False) -> int:
        """Send a view with its image as a file, which Telegram does not compress."""
        file = await self._photo(view.image)
        if file is None:
            return await self.show(
                chat_id, attrs.evolve(view, image=None), silent=silent
            )
        message = await self._bot.send_document(
            chat_id,
            file,
            caption=view.text,
            reply_markup=_keyboard(view),
            disable_notification=silent,
            # A JPEG would be looked into and perhaps shown as a photo.
            disable_content_type_detection=True,
        )
        self.saw(chat_id, message.message_id)
        return message.message_id

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Show a view in a message known only by its id, or in a new one.

        Returns:
            The id of the message that shows it; another one means that the first
            is gone or cannot show it, and is left as it is.
        """
        if await self._edit(chat_id, message_id, view) is _Edit.DONE:
            return message_id
        return await self.show(chat_id, view)

    async def replace(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> int:
        """Show a view in place of a message, in the same one if that can be done.

        Returns:
            The id of the message that has the view's text and buttons.
        """
        if await self._redrawn(chat_id, view, old) is _Edit.DONE:
            return old.message_id
        return await self._instead(chat_id, view, old)

    async def redraw(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> None:
        """Show a view in place of a message; one that was deleted stays so."""
        if await self._redrawn(chat_id, view, old) is not _Edit.IMPOSSIBLE:
            return
        if await self._strip(chat_id, old.message_id) is not _Edit.GONE:
            await self._instead(chat_id, view, old)

    async def discard(self, chat_id: int, old: Message | InaccessibleMessage) -> None:
        """Delete a message; one too old for that only loses its buttons."""
        if isinstance(old, Message) and self._clock() - old.date < _DELETABLE_FOR:
            await self.delete(chat_id, old.message_id)
        else:
            await self._strip(chat_id, old.message_id)

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; what cannot be deleted only loses its buttons."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramBadRequest:
            await self._strip(chat_id, message_id)

    async def _redrawn(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> _Edit:
        if isinstance(old, Message):
            photo = await self._photo(view.image)
            if photo is None and old.text is not None:
                return await self._edit_text(chat_id, old.message_id, view)
            if photo is not None and old.photo and _fits_caption(view):
                return await self._edit_photo(chat_id, old.message_id, view, photo)
        return _Edit.IMPOSSIBLE

    async def _instead(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> int:
        # First the new message, then away with the old one: nobody is left with
        # nothing when this is cut short.
        sent = await self.show(chat_id, view)
        await self.discard(chat_id, old)
        return sent

    async def _edit(self, chat_id: int, message_id: int, view: View) -> _Edit:
        photo = await self._photo(view.image)
        if photo is None:
            return await self._edit_text(chat_id, message_id, view)
        if not _fits_caption(view):
            return _Edit.IMPOSSIBLE
        return await self._edit_photo(chat_id, message_id, view, photo)

    async def _edit_text(self, chat_id: int, message_id: int, view: View) -> _Edit:
        return await _edited(
            self._bot.edit_message_text(
                chat_id=chat_id,
                message_id=message_id,
                text=view.text,
                reply_markup=_keyboard(view),
            )
        )

    async def _edit_photo(
        self, chat_id: int, message_id: int, view: View, photo: BufferedInputFile
    ) -> _Edit:
        return await _edited(
            self._bot.edit_message_media(
                chat_id=chat_id,
                message_id=message_id,
                media=InputMediaPhoto(media=photo, caption=view.text),
                reply_markup=_keyboard(view),
            )
        )

    async def _strip(self, chat_id: int, message_id: int) -> _Edit:
        return await _edited(
            self._bot.edit_message_reply_markup(chat_id=chat_id, message_id=message_id)
        )

    async def _photo(self, image: Image | None) -> BufferedInputFile | None:
        if image is None:
            return None
        data = image.data
        if data is None and image.key is not None:
            try:
                data = await self._blobs.get(image.key)
            except BlobNotFoundError:
                return None
        return None if data is None else BufferedInputFile(data, image.file_name)


def _keyboard(view: View) -> InlineKeyboardMarkup | None:
    if not view.buttons:
        return None
    return InlineKeyboardMarkup(inline_keyboard=_keys(view.buttons))


def _keys(rows: Sequence[Sequence[Button]]) -> list[list[InlineKeyboardButton]]:
    return [
        [
            InlineKeyboardButton(text=button.text, callback_data=button.data.pack())
            for button in row
        ]
        for row in rows
    ]


def _fits_caption(view: View) -> bool:
    return visible_length(view.text) <= CAPTION_LIMIT


async def _edited(call: Awaitable[Message | bool]) -> _Edit:
    """Edit a message; what Telegram refuses for any other reason is raised."""
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
            )
        ):
            return _Edit.IMPOSSIBLE
        raise
    return _Edit.DONE
