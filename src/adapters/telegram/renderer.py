"""The one place that puts screens into chats."""

import asyncio

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol, TypeAlias
from uuid import UUID, uuid4

import attrs
import structlog

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


log = structlog.get_logger()

#: An album holds so many pictures (Bot API 10.3).
ALBUM_LIMIT: Final = 10
#: A bot may delete a message for so long; some minutes are kept in reserve.
_DELETABLE_FOR: Final = timedelta(hours=47, minutes=50)
#: Chats whose newest message is remembered.
_TAILS: Final = 10_000
#: The currency of Telegram Stars.
STARS: Final = "XTR"

#: Looks at the truth and returns what to show of it.
MakeView: TypeAlias = Callable[[], Awaitable[View]]


class BlobReader(Protocol):
    """Where pictures lie."""

    async def get(self, key: str, /) -> bytes:
        """Return what lies under *key*, or raise `BlobNotFoundError`."""


class Anchors(Protocol):
    """Which message of a chat is the card of that key."""

    async def get(self, chat_id: int, key: str, /) -> int | None:
        """Return the card's message, if there is one."""

    async def put(self, chat_id: int, key: str, message_id: int, /) -> None:
        """Note the card's message, in place of what was noted."""

    async def release(self, chat_id: int, message_id: int, /) -> None:
        """Note that the message shows something else now, whatever its key was."""

    async def owe(self, chat_id: int, key: str, debt: UUID, /) -> None:
        """Note that a change of the card is still to be shown; the newest debt stays."""

    async def settle(self, chat_id: int, key: str, debt: UUID, /) -> None:
        """Note that the card shows the truth, unless there is a newer debt."""


def utc_now() -> datetime:
    """Return the present moment."""
    return datetime.now(UTC)


@attrs.define
class _Card:
    """One card of one chat, and those who want it shown anew."""

    lock: asyncio.Lock = attrs.field(factory=asyncio.Lock)
    #: Telegram bears about one message a second in a chat.
    resting: bool = False
    #: What the newest of those wants shown who came meanwhile; it knows the most.
    later: MakeView | None = None
    #: What is owed for it.
    debt: UUID | None = None


class Renderer:
    """Sends, edits and deletes messages so that a chat shows a view."""

    def __init__(
        self,
        bot: Bot,
        blobs: BlobReader,
        anchors: Anchors,
        clock: Clock = utc_now,
        *,
        pace: float = 1.0,
    ) -> None:
        """*pace* is how many seconds lie at least between two states of a card."""
        self._bot: Final = bot
        self._blobs: Final = blobs
        self._anchors: Final = anchors
        self._clock: Final = clock
        self._pace: Final = pace
        self._tails: Final[OrderedDict[int, int]] = OrderedDict()
        self._cards: Final[dict[tuple[int, str], _Card]] = {}
        self._showing: Final[set[asyncio.Task[None]]] = set()

    def saw(self, chat_id: int, message_id: int) -> None:
        """Note a message, so that a card above it is known not to be the last."""
        self._tails[chat_id] = max(message_id, self._tails.get(chat_id, 0))
        self._tails.move_to_end(chat_id)
        while len(self._tails) > _TAILS:
            self._tails.popitem(last=False)

    # --- screens ----------------------------------------------------------

    async def show(
        self,
        chat_id: int,
        view: View,
        *,
        tapped: Message | InaccessibleMessage | None = None,
        silent: bool = False,
    ) -> int:
        """Show a view in place of the tapped message, or as a new one.

        A *silent* new one makes no sound.

        Returns:
            The id of the message that has the view's text and buttons.
        """
        if tapped is None:
            return await self._send(chat_id, view, silent=silent)
        await self._anchors.release(chat_id, tapped.message_id)
        return await self._replace(chat_id, view, tapped)

    async def charge(
        self,
        chat_id: int,
        invoice: Invoice,
        *,
        tapped: Message | InaccessibleMessage | None = None,
    ) -> int:
        """Show a bill in place of the tapped message, or as a new one."""
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
        if tapped is not None:
            await self._anchors.release(chat_id, tapped.message_id)
            await self._discard(chat_id, tapped)
        return message.message_id

    async def refresh(
        self,
        chat_id: int,
        key: str,
        make_view: MakeView,
        *,
        tapped: Message | InaccessibleMessage | None = None,
    ) -> bool:
        """Have exactly one card of this key in the chat, as its last message.

        Of a burst the first is shown at once and the newest soon after; the others
        leave without a word, and nobody waits: Telegram sends a chat's next update
        only when this one is answered. What is still to be shown is owed, also if
        this process dies before.

        Returns:
            Whether it is shown; False if it is owed.
        """
        place = (chat_id, key)
        card = self._cards.setdefault(place, _Card())
        if tapped is None and (card.resting or card.lock.locked()):
            late, card.later = card.later is not None, make_view
            if not late:
                card.debt = debt = uuid4()
                await self._anchors.owe(chat_id, key, debt)
            return False
        shown = False
        try:
            async with card.lock:
                owed, card.debt, card.later = card.debt, None, None
                await self._refresh(chat_id, key, await make_view(), tapped)
                shown = True
                if owed is not None:
                    await self._anchors.settle(chat_id, key, owed)
        finally:
            if shown:
                self._rest(place, card)
            else:
                self._wake(place, card)
        return shown

    def _rest(self, place: tuple[int, str], card: _Card) -> None:
        if not card.resting:
            card.resting = True
            asyncio.get_running_loop().call_later(self._pace, self._wake, place, card)

    def _wake(self, place: tuple[int, str], card: _Card) -> None:
        card.resting = False
        if card.later is not None:
            showing = asyncio.create_task(self._show_later(place, card.later))
            self._showing.add(showing)
            showing.add_done_callback(self._showing.discard)
        elif not card.lock.locked():
            self._cards.pop(place, None)

    async def _show_later(self, place: tuple[int, str], make_view: MakeView) -> None:
        try:
            await self.refresh(*place, make_view)
        except Exception as error:  # noqa: BLE001 - it is still owed
            log.info("telegram.card_not_shown", error=type(error).__name__)

    async def close(self) -> None:
        """Show what still waits to be shown, when nobody refreshes any more."""
        while True:
            for place, card in list(self._cards.items()):
                if card.later is not None and not card.lock.locked():
                    card.resting = False
                    await self._show_later(place, card.later)
            if not self._showing:
                return
            await asyncio.wait(self._showing)

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
            return await self._send(
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

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Delete a message; what cannot be deleted only loses its buttons."""
        try:
            await self._bot.delete_message(chat_id, message_id)
        except TelegramBadRequest:
            await self._strip(chat_id, message_id)

    # --- one message ------------------------------------------------------

    async def edit(self, chat_id: int, message_id: int, view: View) -> int:
        """Show a view in a message known only by its id, or in a new one.

        Returns:
            The id of the message that shows it; another one means that the first
            is gone or cannot show it, and is left as it is.
        """
        if await self._edit(chat_id, message_id, view):
            return message_id
        return await self._send(chat_id, view)

    async def _refresh(
        self,
        chat_id: int,
        key: str,
        view: View,
        tapped: Message | InaccessibleMessage | None,
    ) -> None:
        anchored = await self._anchors.get(chat_id, key)
        if tapped is not None:
            shown = await self._replace(chat_id, view, tapped)
            stale = anchored if anchored not in {shown, tapped.message_id} else None
        elif anchored is None or anchored < self._tails.get(chat_id, 0):
            shown, stale = await self._send(chat_id, view), anchored
        elif await self._edit(chat_id, anchored, view):
            return
        else:
            shown, stale = await self._send(chat_id, view), anchored
        if shown != anchored:
            await self._anchors.put(chat_id, key, shown)
        if stale is not None:
            await self.delete(chat_id, stale)

    async def _replace(
        self, chat_id: int, view: View, old: Message | InaccessibleMessage
    ) -> int:
        if isinstance(old, Message):
            edited = False
            photo = await self._photo(view.image)
            if photo is None and old.text is not None:
                edited = await self._edit_text(chat_id, old.message_id, view)
            elif photo is not None and old.photo and _fits_caption(view):
                edited = await self._edit_photo(chat_id, old.message_id, view, photo)
            if edited:
                return old.message_id
        # First the new message, then away with the old one: nobody is left with
        # nothing when this is cut short.
        sent = await self._send(chat_id, view)
        await self._discard(chat_id, old)
        return sent

    async def _discard(self, chat_id: int, old: Message | InaccessibleMessage) -> None:
        if isinstance(old, Message) and self._clock() - old.date < _DELETABLE_FOR:
            await self.delete(chat_id, old.message_id)
        else:
            await self._strip(chat_id, old.message_id)

    async def _send(self, chat_id: int, view: View, *, silent: bool = False) -> int:
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

    async def _edit(self, chat_id: int, message_id: int, view: View) -> bool:
        photo = await self._photo(view.image)
        if photo is None:
            return await self._edit_text(chat_id, message_id, view)
        if not _fits_caption(view):
            return False
        return await self._edit_photo(chat_id, message_id, view, photo)

    async def _edit_text(self, chat_id: int, message_id: int, view: View) -> bool:
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
    ) -> bool:
        return await _edited(
            self._bot.edit_message_media(
                chat_id=chat_id,
                message_id=message_id,
                media=InputMediaPhoto(media=photo, caption=view.text),
                reply_markup=_keyboard(view),
            )
        )

    async def _strip(self, chat_id: int, message_id: int) -> None:
        await _edited(
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


async def _edited(call: Awaitable[Message | bool]) -> bool:
    """Return whether the message shows it now; False if it cannot be edited."""
    try:
        await call
    except TelegramBadRequest as refusal:
        reason = refusal.message.lower()
        if "message is not modified" in reason:
            return True
        if any(
            words in reason
            for words in (
                "message to edit not found",
                "message can't be edited",
                "there is no text in the message to edit",
                "message_id_invalid",
            )
        ):
            return False
        raise
    return True
