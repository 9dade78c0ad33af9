"""Zip archives of many files, no larger than a bot may send."""

import asyncio
import tempfile
import zipfile

from collections.abc import AsyncGenerator, AsyncIterator
from typing import IO, Final

from aiogram import Bot
from aiogram.types import InputFile


#: A bot may send 50 MB (core.telegram.org/bots/api#senddocument); this leaves room for
#: the directory of the archive.
LARGEST: Final = 45 * 1024 * 1024


class OpenFile(InputFile):
    """An open file to send, read piece by piece from its beginning."""

    def __init__(self, file: IO[bytes], name: str) -> None:
        super().__init__(filename=name)
        self._file = file

    async def read(self, bot: Bot) -> AsyncGenerator[bytes, None]:
        """Yield its bytes."""
        del bot
        self._file.seek(0)
        while piece := self._file.read(self.chunk_size):
            yield piece


async def archives(
    files: AsyncIterator[tuple[str, bytes]], *, largest: int = LARGEST
) -> AsyncIterator[IO[bytes]]:
    """Yield open archives of named files, each of *largest* bytes at most.

    An archive is on the disk, in a file without a name, until the next is asked for; one
    of the files is in memory. A file that is larger is alone in its archive.
    """
    held: tuple[str, bytes] | None = await anext(files, None)
    while held is not None:
        with tempfile.TemporaryFile() as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                while held is not None:
                    name, data = held
                    if archive.filelist and file.tell() + len(data) > largest:
                        break
                    await asyncio.to_thread(archive.writestr, name, data)
                    held = await anext(files, None)
            yield file
