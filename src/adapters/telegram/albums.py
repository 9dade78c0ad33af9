"""Albums in which a refused picture does not block the others."""

import re

from collections.abc import Sequence
from typing import Final

import attrs

from aiogram.exceptions import TelegramAPIError
from aiogram.types import InputMediaPhoto, MediaUnion, Message

from .picture_sender import (
    PAUSE,
    FileKind,
    Media,
    PictureGoneError,
    PictureRefusedError,
    PictureSender,
    is_refused_picture,
)
from .view import Image


#: The most pictures in an album (Bot API 10.3).
ALBUM_LIMIT: Final = 10
_CULPRIT: Final = re.compile(r"failed to send message #(\d{1,2})\b")


@attrs.define
class Album:
    """Sends pictures in albums of ten, without buttons.

    A refused album is tried once more. Then the picture that Telegram names, or that is
    found by sending halves, is sent separately, as a file if necessary.
    """

    pictures: PictureSender
    chat_id: int
    silent: bool
    #: The caption of the first picture that is accepted.
    caption: str | None
    sent: list[Message] = attrs.field(factory=list)
    #: Pictures that Telegram refuses in every way.
    refused: list[Image] = attrs.field(factory=list)

    async def send(self, images: Sequence[Image]) -> None:
        """Send these pictures, without those that are no longer stored."""
        together: list[Image] = []
        alone: list[Image] = []
        for image in images:
            known = await self.pictures.known(image, FileKind.PHOTO)
            refused = known is not None and known.file_id is None
            (alone if refused else together).append(image)
        for start in range(0, len(together), ALBUM_LIMIT):
            async with self.pictures.uploading(self.chat_id, FileKind.PHOTO):
                await self._send_set(together[start : start + ALBUM_LIMIT])
        for image in alone:
            await self._send_one(image)

    async def _send_set(self, images: Sequence[Image]) -> None:
        refusal = await self._group(images, by_id=True)
        if refusal is not None:
            await self.pictures.sleep(PAUSE)
            refusal = await self._group(images, by_id=False)
        if refusal is None:
            return
        if (culprit := _culprit(refusal, len(images))) is not None:
            rest = [image for image in images if image is not images[culprit]]
            await self._send_set(rest)
            await self._send_one(images[culprit])
        else:
            half = len(images) // 2
            await self._send_set(images[:half])
            await self._send_set(images[half:])

    async def _group(
        self, images: Sequence[Image], *, by_id: bool
    ) -> TelegramAPIError | None:
        """Send one album; return the refusal, if any."""
        found = await self._media(images, by_id=by_id)
        if len(found) <= 1:
            for image, _ in found:
                await self._send_one(image)
            return None
        group: list[MediaUnion] = [
            InputMediaPhoto(media=media, caption=self.caption if n == 0 else None)
            for n, (_, media) in enumerate(found)
        ]
        try:
            sent = await self.pictures.bot.send_media_group(
                self.chat_id, group, disable_notification=self.silent
            )
        except TelegramAPIError as refusal:
            if not is_refused_picture(refusal):
                raise
            return refusal
        self.caption = None
        self.sent += sent
        for (image, media), message in zip(found, sent, strict=False):
            if not isinstance(media, str):
                await self.pictures.keep(image, FileKind.PHOTO, message)
        return None

    async def _media(
        self, images: Sequence[Image], *, by_id: bool
    ) -> list[tuple[Image, Media]]:
        found: list[tuple[Image, Media]] = []
        for image in images:
            known = await self.pictures.known(image, FileKind.PHOTO) if by_id else None
            if known is not None and known.file_id is not None:
                found.append((image, known.file_id))
                continue
            try:
                found.append((image, await self.pictures.upload(image)))
            except PictureGoneError:
                continue
        return found

    async def _send_one(self, image: Image) -> None:
        try:
            message = await self.pictures.send(
                self.chat_id, image, caption=self.caption, silent=self.silent
            )
        except PictureGoneError:
            return
        except PictureRefusedError:
            self.refused.append(image)
            return
        self.caption = None
        self.sent.append(message)


def _culprit(refusal: TelegramAPIError, count: int) -> int | None:
    """Return the index of the picture that Telegram names as refused."""
    named = _CULPRIT.search(refusal.message.lower())
    position = int(named[1]) - 1 if named else -1
    return position if 0 <= position < count else None
