"""Fetching what people upload, a few files at a time."""

import asyncio

from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

import aiohttp

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile
from aiogram.types import Document, Message, PhotoSize

from avatar_core.errors import PhotoFault, PhotoRejectedError


#: Telegram hands out no bigger ones (Bot API 10.3).
FILE_LIMIT: Final = 20 * 1024 * 1024


class TelegramFiles:
    """The files of messages, of which only *concurrency* are held at any time.

    An album of twenty photos arrives at once; what is kept of it in memory is
    bounded by holding a slot until a file's bytes are done with.
    """

    def __init__(self, bot: Bot, concurrency: int = 2, limit: int = FILE_LIMIT) -> None:
        self._bot: Final = bot
        self._slots: Final = asyncio.Semaphore(concurrency)
        self._limit: Final = limit

    @asynccontextmanager
    async def fetched(self, message: Message) -> AsyncIterator[bytes]:
        """Give the bytes of the photo or document; its slot is freed on leaving.

        Raises:
            PhotoRejectedError: It is too big, or the message has no file.
        """
        file = _file_of(message)
        if file.file_size is not None and file.file_size > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        async with self._slots:
            yield await self._download(file.file_id)

    async def _download(self, file_id: str) -> bytes:
        try:
            file = await self._bot.get_file(file_id)
        except TelegramBadRequest as error:
            if "file is too big" in error.message.lower():
                raise PhotoRejectedError(PhotoFault.TOO_BIG) from error
            raise
        if file.file_path is None:
            raise _broken_off(file_id)
        session = self._bot.session
        stream = session.stream_content(
            session.api.file_url(self._bot.token, file.file_path)
        )
        data = bytearray()
        try:
            async with aclosing(stream) as chunks:
                async for chunk in chunks:
                    data += chunk
                    if len(data) > self._limit:
                        raise PhotoRejectedError(PhotoFault.TOO_BIG)
        except (aiohttp.ClientError, TimeoutError):
            # aiohttp's own error would name the URL, which holds the bot's token.
            raise _broken_off(file_id) from None
        return bytes(data)


def _file_of(message: Message) -> PhotoSize | Document:
    if message.photo:
        return max(message.photo, key=lambda size: size.width * size.height)
    if message.document is not None:
        return message.document
    raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)


def _broken_off(file_id: str) -> TelegramNetworkError:
    return TelegramNetworkError(
        method=GetFile(file_id=file_id), message="the file could not be downloaded"
    )
