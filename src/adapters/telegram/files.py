"""Fetching what people upload, a few files at a time."""

import asyncio

from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
import attrs

from aiogram import Bot
from aiogram.client.telegram import SimpleFilesPathWrapper
from aiogram.exceptions import TelegramBadRequest, TelegramNetworkError
from aiogram.methods import GetFile
from aiogram.types import Message

from avatar_core.errors import PhotoFault, PhotoRejectedError


#: Telegram hands out no bigger ones (Bot API 10.3); a server in local mode does.
FILE_LIMIT: Final = 20 * 1024 * 1024


@attrs.frozen(kw_only=True)
class SentFile:
    """A photo or document that somebody sent, to be fetched now or later."""

    id: str
    #: In bytes, if Telegram says so.
    size: int | None = None
    name: str | None = None


class ServerFolder(SimpleFilesPathWrapper):
    """The folder of a Bot API server in local mode, which names files by their paths.

    *server* is what the server itself calls the folder, if it runs elsewhere, such
    as in a container.
    """

    def __init__(self, folder: Path, *, server: Path | None = None) -> None:
        super().__init__(server or folder, folder)

    def to_local(self, path: Path | str) -> Path:
        """Return where the file is here.

        Raises:
            ValueError: It is not in the folder, whatever links or dots say.
        """
        here = Path(super().to_local(path)).resolve()
        here.relative_to(Path(self.local_path).resolve())
        return here


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
    async def fetched(self, file: SentFile) -> AsyncIterator[bytes]:
        """Give the bytes of the file; its slot is freed on leaving.

        Raises:
            PhotoRejectedError: It is too big.
        """
        if file.size is not None and file.size > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        async with self._slots:
            yield await self._download(file.id)

    async def _download(self, file_id: str) -> bytes:
        try:
            file = await self._bot.get_file(file_id)
        except TelegramBadRequest as error:
            if "file is too big" in error.message.lower():
                raise PhotoRejectedError(PhotoFault.TOO_BIG) from error
            raise
        if file.file_path is None:
            raise _broken_off(file_id)
        server = self._bot.session.api
        if server.is_local:
            path = server.wrap_local_file.to_local
            return await asyncio.to_thread(self._read, file_id, path, file.file_path)
        if file.file_path.startswith("/"):
            raise _failed(
                file_id, "the Bot API server is in local mode: set TELEGRAM_API_DIR"
            )
        return await self._stream(file_id, file.file_path)

    def _read(
        self, file_id: str, to_local: Callable[[str], Path | str], named: str
    ) -> bytes:
        """Read a file that the server has put on this machine's disk."""
        try:
            path = Path(to_local(named))
        except ValueError:
            raise _failed(file_id, "the file is not in TELEGRAM_API_DIR") from None
        try:
            if not path.is_file():
                raise _broken_off(file_id)
            with path.open("rb") as opened:
                data = opened.read(self._limit + 1)
        except OSError as error:
            reason = f"the file in TELEGRAM_API_DIR: {error.strerror}"
            raise _failed(file_id, reason) from None
        if len(data) > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        return data

    async def _stream(self, file_id: str, path: str) -> bytes:
        session = self._bot.session
        stream = session.stream_content(session.api.file_url(self._bot.token, path))
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


def sent_file(message: Message) -> SentFile | None:
    """Return the photo (a live one is its still) or the document of a message."""
    live, document = message.live_photo, message.document
    sizes = message.photo or (live.photo if live is not None else None)
    if sizes:
        photo = max(sizes, key=lambda size: size.width * size.height)
        return SentFile(id=photo.file_id, size=photo.file_size)
    # What moves comes as a document as well.
    if document is not None and message.animation is None:
        return SentFile(
            id=document.file_id, size=document.file_size, name=document.file_name
        )
    return None


def _broken_off(file_id: str) -> TelegramNetworkError:
    return _failed(file_id, "the file could not be downloaded")


def _failed(file_id: str, reason: str) -> TelegramNetworkError:
    return TelegramNetworkError(method=GetFile(file_id=file_id), message=reason)
