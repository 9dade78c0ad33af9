"""Write the database and all blobs into one file, and restore them from it.

The file is a tar: the database first, then the blobs, and at the end what makes it whole.
A blob made meanwhile is not in that database; one deleted meanwhile was to go.
"""

import asyncio
import io
import json
import tarfile
import tempfile

from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import IO, Final

from adapters.blobs import ObstoreBlobs, SignedLinks, keys, opened
from adapters.sql.address import SqliteAddress, parse
from adapters.sql.copies import CopyError, dump, is_empty, load
from adapters.sql.migrate import current

from .clock import wall_clock
from .database import existing_database, require_known, require_latest
from .environment import StartError
from .narrow_settings import PlaceSettings
from .parts import make_storage, require_writable


_DATABASES: Final = {True: "database.sqlite", False: "database.pgdump"}
_BLOBS: Final = "blobs/"
_END: Final = "avatar-bot.json"
_CHUNK: Final = 1 << 20


class _Chunks(io.RawIOBase):
    """Chunks of bytes as a file that is read once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        piece = self._rest or next(self._chunks, b"")
        count = min(len(buffer), len(piece))
        buffer[:count], self._rest = piece[:count], piece[count:]
        return count


async def back_up(
    settings: PlaceSettings, environment: Mapping[str, str], file: Path
) -> int:
    """Write everything to *file*; return how many blobs. The bot may run meanwhile.

    Raises:
        StartError: It cannot; the text says what to do, and there is no file.
    """
    url = settings.database_url
    async with existing_database(url) as engine:
        version = None if engine is None else await current(engine)
    if version is None:
        raise StartError("DATABASE_URL: there is nothing in it yet to back up.")
    require_latest(version)
    try:
        with file.open("xb") as target:
            try:
                return await _written(settings, environment, target, version)
            except BaseException:
                await asyncio.to_thread(file.unlink)
                raise
    except FileExistsError:
        raise StartError(f"{file} exists; name a new file.") from None
    except OSError as error:
        raise StartError(
            f"{file} cannot be written ({error.strerror}); name another file."
        ) from None


async def _written(
    settings: PlaceSettings,
    environment: Mapping[str, str],
    target: IO[bytes],
    version: str,
) -> int:
    url = settings.database_url
    with (
        closing(_storage(settings, environment)) as blobs,
        tempfile.TemporaryDirectory() as folder,
    ):
        copy = Path(folder, "copy")
        try:
            await dump(url, copy)
        except CopyError as error:
            raise StartError(f"DATABASE_URL: {error}.") from None
        return await asyncio.to_thread(
            _archived, target, copy, _name_of(url), blobs, version
        )


def _archived(
    target: IO[bytes], copy: Path, name: str, blobs: ObstoreBlobs, version: str
) -> int:
    count = 0
    with tarfile.open(fileobj=target, mode="w") as archive:
        archive.add(copy, name)
        copy.unlink()
        for key in keys(blobs):
            if (found := opened(blobs, key)) is None:
                continue
            info = tarfile.TarInfo(f"{_BLOBS}{key}")
            info.size, chunks = found
            archive.addfile(info, io.BufferedReader(_Chunks(chunks), _CHUNK))
            count += 1
        end = json.dumps({"version": version, "blobs": count}).encode()
        info = tarfile.TarInfo(_END)
        info.size = len(end)
        archive.addfile(info, io.BytesIO(end))
    return count


async def restore(
    settings: PlaceSettings, environment: Mapping[str, str], file: Path
) -> int:
    """Restore everything from *file* into an empty place; return how many blobs.

    The database comes last, so that no bot starts on half of it.

    Raises:
        StartError: It cannot; the text says what to do.
    """
    url = settings.database_url
    try:
        with (
            tarfile.open(file) as archive,
            closing(_storage(settings, environment)) as blobs,
        ):
            members = archive.getmembers()
            database, *files = _checked(archive, members, file, _name_of(url))
            await _require_empty(url, blobs)
            for member in files:
                key = member.name.removeprefix(_BLOBS)
                pieces = _pieces(archive.extractfile(member))
                await blobs.write(key, pieces, limit=member.size)
            with tempfile.TemporaryDirectory() as folder:
                archive.extract(database, folder, filter="data")
                await load(url, Path(folder, database.name))
            return len(files)
    except CopyError as error:
        raise StartError(f"DATABASE_URL: {error}.") from None
    except (tarfile.TarError, EOFError):
        raise StartError(f"{file} is damaged, or no backup; name another.") from None
    except OSError as error:
        raise StartError(f"{error.filename or file}: {error.strerror}.") from None


def _checked(
    archive: tarfile.TarFile, members: list[tarfile.TarInfo], file: Path, name: str
) -> list[tarfile.TarInfo]:
    """Return the members except for the end, which says that they are all."""
    if len(members) < len(_DATABASES) or members[-1].name != _END:
        raise StartError(f"{file} is not whole, or no backup; name another.")
    if members[0].name != name:
        kind = "SQLite" if members[0].name == _DATABASES[True] else "PostgreSQL"
        raise StartError(f"DATABASE_URL: {file} is of {kind}; name such a database.")
    last = archive.extractfile(members[-1])
    end = json.loads(last.read()) if last else {}
    if end.get("blobs") != len(members) - 2:
        raise StartError(f"{file} is not whole; name another.")
    require_known(str(end["version"]))
    return members[:-1]


async def _require_empty(url: str, blobs: ObstoreBlobs) -> None:
    if not await is_empty(url):
        raise StartError(
            "DATABASE_URL: there is something in it; a backup is restored into an "
            "empty database only."
        )
    if await asyncio.to_thread(lambda: next(keys(blobs), None)) is not None:
        raise StartError(
            "STORAGE_URL: there is something in it; a backup is restored into an "
            "empty storage only."
        )
    await require_writable(blobs)


async def _pieces(file: IO[bytes] | None) -> AsyncIterator[bytes]:
    while file is not None and (piece := file.read(_CHUNK)):
        yield piece


def _storage(settings: PlaceSettings, environment: Mapping[str, str]) -> ObstoreBlobs:
    # Nobody is given links here, but storages other than S3 want to know how.
    nobodys = SignedLinks("", b"", wall_clock)
    return make_storage(settings.storage_url, nobodys, environment)


def _name_of(url: str) -> str:
    return _DATABASES[isinstance(parse(url), SqliteAddress)]
