"""Downloading the files that people send, a few at a time."""

import asyncio
import time

from collections import Counter, deque
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
from avatar_core.ids import PersonId


#: The largest download in bytes (Bot API 10.3); a server in local mode has no limit.
FILE_LIMIT: Final = 20 * 1024 * 1024
#: Seconds to wait for an answer, or for the next chunk of a file.
_STALL: Final = 2.0


class FileUnavailableError(Exception):
    """Telegram does not deliver the file, now or ever."""


@attrs.frozen(kw_only=True)
class SentFile:
    """A photo or document that a person sent."""

    id: str
    #: In bytes, if Telegram says it.
    size: int | None = None
    name: str | None = None


class ServerFolder(SimpleFilesPathWrapper):
    """The folder of a Bot API server in local mode, which returns paths of files.

    *server* is the path of the folder as the server sees it, for example in a
    container.
    """

    def __init__(self, folder: Path, *, server: Path | None = None) -> None:
        super().__init__(server or folder, folder)

    def to_local(self, path: Path | str) -> Path:
        """Return the path on this machine.

        Raises:
            ValueError: It is outside of the folder, after resolving links.
        """
        here = Path(super().to_local(path)).resolve()
        here.relative_to(Path(self.local_path).resolve())
        return here


class Slots:
    """A number of slots, for which people wait.

    First is who has wanted slots for the longest, not counting the time for which they
    held some: slow files delay those of their own sender, and nobody waits for ever.
    """

    def __init__(
        self, count: int, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self._free = count
        self._seconds = seconds
        #: Of people with the same time, the first is next.
        self._waiting: dict[PersonId, deque[asyncio.Future[None]]] = {}
        #: How many slots each person holds or waits for.
        self._wanted: Counter[PersonId] = Counter()
        #: Since when, later by the time for which they held some.
        self._since: dict[PersonId, float] = {}

    @asynccontextmanager
    async def taken_by(self, person: PersonId) -> AsyncIterator[None]:
        """Hold a slot, when it is the person's turn."""
        self._since.setdefault(person, self._seconds())
        self._wanted[person] += 1
        try:
            await self._turn_of(person)
            begun = self._seconds()
            try:
                yield
            finally:
                self._since[person] += self._seconds() - begun
                self._pass_on()
        finally:
            self._wanted[person] -= 1
            if not self._wanted[person]:
                del self._wanted[person], self._since[person]

    async def _turn_of(self, person: PersonId) -> None:
        if self._free:
            self._free -= 1
            return
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(person, deque()).append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if not turn.cancelled():  # the slot was ours already
                self._pass_on()
            raise

    def _pass_on(self) -> None:
        while self._waiting:
            # Somebody who gave up comes first, and is passed over.
            person = min(self._waiting, key=lambda one: self._since.get(one, 0.0))
            turns = self._waiting.pop(person)
            turn = turns.popleft()
            if turns:
                self._waiting[person] = turns  # the last of those with the same time
            if not turn.cancelled():
                turn.set_result(None)
                return
        self._free += 1


class TelegramFiles:
    """Downloads files; at most *concurrency* of them are in memory at a time.

    A file holds its slot until its bytes are no longer needed, so that an album of
    twenty photos does not fill the memory. The slots go round between people: nobody
    waits for all photos of another person to be decoded.
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
        self._slots: Final = Slots(concurrency)
        self._limit: Final = limit
        self._stall: Final = stall

    @asynccontextmanager
    async def fetched(self, file: SentFile, person: PersonId) -> AsyncIterator[bytes]:
        """Yield the bytes of a person's file; its slot is freed on leaving.

        Raises:
            PhotoRejectedError: It is too big.
            FileUnavailableError: Telegram does not deliver it.
        """
        if file.size is not None and file.size > self._limit:
            raise PhotoRejectedError(PhotoFault.TOO_BIG)
        path = await self._path(file.id)
        server = self._bot.session.api
        if server.is_local:
            to_local = server.wrap_local_file.to_local
            async with self._slots.taken_by(person):
                yield await asyncio.to_thread(self._read, to_local, path)
            return
        if path.startswith("/"):
            raise FileUnavailableError(
                "the Bot API server is in local mode: set TELEGRAM_API_DIR"
            )
        url = server.file_url(self._bot.token, path)
        async with aclosing(self._bot.session.stream_content(url)) as chunks:
            # A download that does not start takes no slot.
            first = await self._next(chunks)
            async with self._slots.taken_by(person):
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
        """Read a file that the server has written to this machine."""
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
        """Return the next chunk, or b"" after the last."""
        try:
            async with asyncio.timeout(self._stall):
                return await anext(chunks, b"")
        except (aiohttp.ClientError, TimeoutError):
            # aiohttp's own error would contain the URL, and so the bot's token.
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
    """Return the photo (of a live photo, its still) or document of a message."""
    live, document = message.live_photo, message.document
    sizes = message.photo or (live.photo if live is not None else None)
    if sizes:
        photo = max(sizes, key=lambda size: size.width * size.height)
        return SentFile(id=photo.file_id, size=photo.file_size)
    # An animation comes as a document, too.
    if document is not None and message.animation is None:
        return SentFile(
            id=document.file_id, size=document.file_size, name=document.file_name
        )
    return None
