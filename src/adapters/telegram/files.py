"""Fetching what people upload, a few files at a time."""

import asyncio

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager
from pathlib import Path
from typing import Final

import aiohttp
import attrs

from aiogram import Bot
from aiogram.client.telegram import SimpleFilesPathWrapper
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
)
from aiogram.types import Message

from avatar_core.errors import PhotoFault, PhotoRejectedError


#: Telegram hands out no bigger ones (Bot API 10.3); a server in local mode does.
FILE_LIMIT: Final = 20 * 1024 * 1024
#: Seconds to wait for an answer, or for more of a file.
_STALL: Final = 2.0


class FileUnavailableError(Exception):
    """Telegram does not hand the file out: now, or for good."""


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

    def __init__(
        self,
        bot: Bot,
        concurrency: int = 2,
        limit: int = FILE_LIMIT,
        *,
        stall: float = _STALL,
    ) -> None:
        self._bot: Final = bot
        self._slots: Final = asyncio.Semaphore(concurrency)
        self._limit: Final = limit
        self._stall: Final = stall

    @asynccontextmanager
    async def fetched(self, file: SentFile) -> AsyncIterator[bytes]:
        """Give the bytes of the file; its slot is freed on leaving.

        Raises:
            PhotoRejectedError: It is too big.
            FileUnavailableError: It cannot be had, or does not come.
        """
        if file.size is not None and file.size > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        path = await self._path(file.id)
        server = self._bot.session.api
        if server.is_local:
            to_local = server.wrap_local_file.to_local
            async with self._slots:
                yield await asyncio.to_thread(self._read, to_local, path)
            return
        if path.startswith("/"):
            raise FileUnavailableError(
                "the Bot API server is in local mode: set TELEGRAM_API_DIR"
            )
        url = server.file_url(self._bot.token, path)
        async with aclosing(self._bot.session.stream_content(url)) as chunks:
            # What does not begin to come takes no slot from what does.
            first = await self._next(chunks)
            async with self._slots:
                yield await self._rest(first, chunks)

    async def _path(self, file_id: str) -> str:
        try:
            async with asyncio.timeout(self._stall):
                file = await self._bot.get_file(file_id)
        except TelegramForbiddenError:
            raise
        except TelegramAPIError as error:
            refused = isinstance(error, TelegramBadRequest)
            if refused and "file is too big" in error.message.lower():
                raise PhotoRejectedError(PhotoFault.TOO_BIG) from error
            raise FileUnavailableError(error.message) from error
        except TimeoutError:
            raise FileUnavailableError("no answer to getFile") from None
        if file.file_path is None:
            raise FileUnavailableError("getFile names no path")
        return file.file_path

    def _read(self, to_local: Callable[[str], Path | str], named: str) -> bytes:
        """Read a file that the server has put on this machine's disk."""
        try:
            path = Path(to_local(named))
        except ValueError:
            raise FileUnavailableError("the file is not in TELEGRAM_API_DIR") from None
        try:
            if not path.is_file():
                raise FileUnavailableError("there is no such file in TELEGRAM_API_DIR")
            with path.open("rb") as opened:
                data = opened.read(self._limit + 1)
        except OSError as error:
            reason = f"the file in TELEGRAM_API_DIR: {error.strerror}"
            raise FileUnavailableError(reason) from None
        if len(data) > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        return data

    async def _next(self, chunks: AsyncGenerator[bytes, None]) -> bytes:
        """Return the next chunk, or nothing after the last."""
        try:
            async with asyncio.timeout(self._stall):
                return await anext(chunks, b"")
        except (aiohttp.ClientError, TimeoutError):
            # aiohttp's own error would name the URL, which holds the bot's token.
            raise FileUnavailableError("the file does not come") from None

    async def _rest(self, first: bytes, chunks: AsyncGenerator[bytes, None]) -> bytes:
        data, chunk = bytearray(), first
        while chunk:
            data += chunk
            if len(data) > self._limit:
                raise PhotoRejectedError(PhotoFault.TOO_BIG)
            chunk = await self._next(chunks)
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
