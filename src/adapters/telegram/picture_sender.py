"""Sending pictures: by file id, by upload, or as the other kind of file."""

import asyncio

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from enum import StrEnum
from typing import Final, TypeAlias

import attrs
import structlog

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramEntityTooLarge,
)
from aiogram.types import (
    BufferedInputFile,
    InlineKeyboardMarkup,  # noqa: TID251 - only passed on
    InputMediaDocument,
    InputMediaPhoto,
    Message,
)

from avatar_core.errors import BlobNotFoundError, StoreUnavailableError
from avatar_core.ports import BlobStorage, Clock

from ..chat_store import KnownFile, KnownFiles
from .session import Sleep
from .view import Image


log = structlog.get_logger()

#: A file id, or bytes to upload.
Media: TypeAlias = str | BufferedInputFile
#: Tells the admins that Telegram refused a picture for a chat, and why.
RefusalAlarm: TypeAlias = Callable[[int, str], Awaitable[None]]
#: Draws pictures on one sheet, as JPEG; None is one that is no longer stored.
DrawSheet: TypeAlias = Callable[[AsyncIterable[bytes | None]], Awaitable[bytes]]

#: Seconds until a refused upload is tried once more.
PAUSE: Final = 1.0
#: Telegram shows for five seconds that a file is being sent.
_TOLD_EVERY: Final = 4.5
#: How long a refused picture is not retried as the same kind.
_REFUSED_FOR: Final = timedelta(hours=1)
#: Refusals of the message; any other is one of the picture.
_NOT_THE_PICTURE: Final = (
    "chat not found",
    "can't parse entities",
    "caption is too long",
    "message is not modified",
    "message to edit not found",
    "message_id_invalid",
    "message can't be edited",
    "there is no media in the message",
    "button_",
    "reply_markup",
    "effect_id",
)
#: Refusals that a second attempt cannot change.
_FOR_GOOD: Final = ("photo_invalid_dimensions", "too big", "too large")


class FileKind(StrEnum):
    """The kind of a sent file; its file id is only valid for the same kind."""

    PHOTO = "photo"
    DOCUMENT = "document"


class PictureGoneError(Exception):
    """The picture is no longer stored."""


class PictureRefusedError(Exception):
    """Telegram refuses the picture both as a photo and as a file."""


@attrs.frozen
class _KindRefusedError(Exception):
    """Telegram refuses the picture as this kind of file."""

    reason: str = ""
    #: Whether this is the first time.
    new: bool = False


_Call: TypeAlias = Callable[[FileKind, Media], Awaitable[Message | bool]]


@attrs.frozen
class PictureSender:
    """Sends pictures, by their file ids as far as known.

    A refused picture is tried once more, then sent as the other kind of file.
    """

    bot: Bot
    blobs: BlobStorage
    files: KnownFiles
    clock: Clock
    alarm: RefusalAlarm
    draw_sheet: DrawSheet
    sleep: Sleep = asyncio.sleep
    #: Seconds after which a chat shows that a picture is on its way.
    patience: float = 1.0

    async def send(
        self,
        chat_id: int,
        image: Image,
        *,
        caption: str | None = None,
        keyboard: InlineKeyboardMarkup | None = None,
        silent: bool = False,
        kind: FileKind = FileKind.PHOTO,
        effect: str | None = None,
    ) -> Message:
        """Send a picture as *kind*, or else as the other kind.

        Raises:
            PictureGoneError: It is no longer stored.
            PictureRefusedError: Telegram refuses it as either kind.
        """

        async def call(as_kind: FileKind, media: Media) -> Message:
            if as_kind is FileKind.PHOTO:
                return await self.bot.send_photo(
                    chat_id,
                    media,
                    caption=caption,
                    reply_markup=keyboard,
                    disable_notification=silent,
                    message_effect_id=effect,
                )
            return await self.bot.send_document(
                chat_id,
                media,
                caption=caption,
                reply_markup=keyboard,
                disable_notification=silent,
                message_effect_id=effect,
                # Telegram might show a JPEG as a photo otherwise.
                disable_content_type_detection=True,
            )

        sent = await self._either(chat_id, image, kind, call)
        if not isinstance(sent, Message):
            raise TypeError("Telegram answers a sent picture with its message")
        return sent

    async def edit(
        self,
        chat_id: int,
        message_id: int,
        image: Image,
        *,
        caption: str,
        keyboard: InlineKeyboardMarkup | None,
    ) -> None:
        """Replace the picture of a message.

        Raises:
            PictureGoneError: It is no longer stored.
            PictureRefusedError: Telegram refuses it as either kind.
            TelegramBadRequest: The message cannot be edited.
        """

        async def call(kind: FileKind, media: Media) -> Message | bool:
            return await self.bot.edit_message_media(
                chat_id=chat_id,
                message_id=message_id,
                media=InputMediaPhoto(media=media, caption=caption)
                if kind is FileKind.PHOTO
                else InputMediaDocument(
                    media=media,
                    caption=caption,
                    disable_content_type_detection=True,
                ),
                reply_markup=keyboard,
            )

        await self._either(chat_id, image, FileKind.PHOTO, call)

    @asynccontextmanager
    async def uploading(self, chat_id: int, kind: FileKind) -> AsyncIterator[None]:
        """Show in the chat, if this takes a while, that the bot sends a file."""
        telling = asyncio.create_task(self._tell(chat_id, kind))
        try:
            yield
        finally:
            telling.cancel()
            await asyncio.gather(telling, return_exceptions=True)

    async def _tell(self, chat_id: int, kind: FileKind) -> None:
        await asyncio.sleep(self.patience)
        with suppress(TelegramAPIError):
            while True:
                await self.bot.send_chat_action(chat_id, f"upload_{kind}")
                await asyncio.sleep(_TOLD_EVERY)

    # --- for albums -------------------------------------------------------

    async def known(self, image: Image, kind: FileKind) -> KnownFile | None:
        """Return the known file of a picture; an old refusal is ignored."""
        if image.new:
            return None
        known = await self.files.get(image.identity, kind, _name(image, kind))
        if known is None and _name(image, kind):
            known = await self._refusal(image, kind)
        if known is None or known.file_id is not None:
            return known
        return known if self.clock() - known.at < _REFUSED_FOR else None

    async def _refusal(self, image: Image, kind: FileKind) -> KnownFile | None:
        """Return the last refusal of the picture under any file name."""
        known = await self.files.get(image.identity, kind, "")
        return known if known is not None and known.file_id is None else None

    async def upload(self, image: Image) -> BufferedInputFile:
        """Return the picture as an upload.

        Raises:
            PictureGoneError: It is no longer stored.
        """
        data = image.data
        if image.sheet:
            pictures = (await self._blob(key) for key in image.sheet)
            data = await self.draw_sheet(pictures)
        elif data is None and image.key is not None:
            data = await self._blob(image.key)
        if data is None:
            raise PictureGoneError
        return BufferedInputFile(data, image.file_name)

    async def _blob(self, key: str) -> bytes | None:
        try:
            return await self.blobs.get(key)
        except BlobNotFoundError:
            return None

    async def keep(self, image: Image, kind: FileKind, sent: Message | bool) -> None:
        """Store the file id of a sent picture."""
        if isinstance(sent, Message) and (file_id := _file_id(sent, kind)):
            await self._put(image, kind, _name(image, kind), file_id)

    # --- one kind, then the other -----------------------------------------

    async def _either(
        self, chat_id: int, image: Image, first: FileKind, call: _Call
    ) -> Message | bool:
        reasons: list[str] = []
        for kind in (first, *(other for other in FileKind if other is not first)):
            try:
                async with self.uploading(chat_id, kind):
                    return await self._as(kind, image, call)
            except _KindRefusedError as refused:
                if refused.new:
                    reasons.append(f"{kind}: {refused.reason}")
        if reasons:
            await self.alarm(chat_id, "; ".join(reasons))
        raise PictureRefusedError

    async def _as(self, kind: FileKind, image: Image, call: _Call) -> Message | bool:
        known = await self.known(image, kind)
        if known is not None and known.file_id is None:
            raise _KindRefusedError
        if known is not None and known.file_id is not None:
            try:
                return await call(kind, known.file_id)
            except TelegramAPIError as refusal:
                # The id is of another bot, or too old: upload it again.
                if not is_refused_picture(refusal):
                    raise
        sent = await self._uploaded(kind, image, call)
        await self.keep(image, kind, sent)
        return sent

    async def _uploaded(
        self, kind: FileKind, image: Image, call: _Call
    ) -> Message | bool:
        media, reason = await self.upload(image), ""
        for again in (True, False):
            try:
                return await call(kind, media)
            except TelegramAPIError as refusal:
                if not is_refused_picture(refusal):
                    raise
                reason = refusal.message
            if not again or any(words in reason.lower() for words in _FOR_GOOD):
                break
            await self.sleep(PAUSE)
        log.warning("telegram.picture_refused", kind=kind, reason=reason)
        new = await self._refusal(image, kind) is None
        await self._put(image, kind, "", None)
        raise _KindRefusedError(reason, new=new)

    async def _put(
        self, image: Image, kind: FileKind, name: str, file_id: str | None
    ) -> None:
        try:
            known = KnownFile(file_id, self.clock())
            await self.files.put(image.identity, kind, name, known)
        except StoreUnavailableError as error:
            # The message is sent; a second one would be worse than an upload.
            log.warning("telegram.file_not_kept", error=type(error).__name__)


def is_refused_picture(error: TelegramAPIError) -> bool:
    """Return whether the picture is refused, and not the message."""
    if isinstance(error, TelegramEntityTooLarge):
        return True
    reason = error.message.lower()
    return isinstance(error, TelegramBadRequest) and not any(
        words in reason for words in _NOT_THE_PICTURE
    )


def _name(image: Image, kind: FileKind) -> str:
    """Return the name that a file keeps from its upload; photos have none."""
    return image.file_name if kind is FileKind.DOCUMENT else ""


def _file_id(message: Message, kind: FileKind) -> str | None:
    if kind is FileKind.DOCUMENT:
        return message.document.file_id if message.document else None
    return message.photo[-1].file_id if message.photo else None
