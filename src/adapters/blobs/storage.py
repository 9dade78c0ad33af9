"""Blobs in a directory, an S3-compatible bucket or memory, through obstore.

obstore's blocking functions are called in threads of our own. Its asyncio functions end
in a Rust thread that may still hold Python when the interpreter exits, which then
aborts: up to one short process in ten.
"""

import asyncio
import re
import shutil
import zipfile

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import IO, Final, ParamSpec, Protocol, TypeVar

import obstore

from obstore.store import LocalStore, ObjectStore, S3Store

from avatar_core.blob_keys import content_type
from avatar_core.errors import BadArtefactError, BlobNotFoundError

from .scratch import LONGEST_USE, clear, move, scratch_file
from .upload import upload


P = ParamSpec("P")
R = TypeVar("R")

#: The least size of the pieces that are written to a scratch file.
_PIECE: Final = 1024 * 1024
#: The least size of a download's chunks.
_CHUNK: Final = 256 * 1024
#: The earliest date of a zip; a fixed one makes archives of the same files equal.
_ZIP_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
#: Transfers at the same time.
_THREADS: Final = 16
#: The longest that a link signed for S3 is valid.
_LONGEST_S3_LINK: Final = timedelta(days=7)

_KEY: Final = re.compile(
    r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][\w.-]*", re.ASCII
)


class Links(Protocol):
    """A way to let the provider GET a blob."""

    async def link(
        self, blobs: "ObstoreBlobs", key: str, /, *, lifetime: timedelta
    ) -> str:
        """Return a URL that works for *lifetime*; its path ends as *key* does."""


class ObstoreBlobs:
    """`avatar_core.ports.BlobStorage` over an obstore store.

    Besides the port it has `size` and `stream`, for serving blobs over HTTP.

    A blob is stored as a whole: by a rename in a directory, and by a single PUT in S3,
    never by a multipart upload, whose parts a killed process would leave behind.
    """

    def __init__(self, store: ObjectStore, links: Links | None = None) -> None:
        """Keep blobs in *store*; the provider accesses them by *links*, or by S3's.

        Raises:
            ValueError: The store is not S3 and needs *links*.
        """
        if links is None and not isinstance(store, S3Store):
            raise ValueError("this storage needs a way to link its blobs")
        self.store = store
        self._links = links
        self._root = (
            Path(store.prefix)
            if isinstance(store, LocalStore) and store.prefix is not None
            else None
        )
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")

    async def put(self, key: str, data: bytes, /) -> None:
        """Store *data* under *key*, replacing any other blob."""
        await self._in_thread(self._put, _checked(key), data)

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Store a stream of at most *limit* bytes; return its size in bytes.

        It is collected in a scratch file; about a MiB is in memory.
        """
        key = _checked(key)
        with scratch_file(self._root) as file:
            size = 0
            async for piece in _pieces(chunks):
                size += len(piece)
                if size > limit:
                    raise BadArtefactError(f"longer than {limit} bytes")
                await self._in_thread(file.write, piece)
            await self._in_thread(self._store, key, file)
        return size

    async def get(self, key: str, /) -> bytes:
        """Return the blob."""
        return await self._in_thread(self._get, _checked(key))

    async def part(self, key: str, /, *, start: int, length: int) -> bytes:
        """Return *length* bytes of the blob from *start*, fewer at its end."""
        return await self._in_thread(self._part, _checked(key), start, length)

    async def size(self, key: str, /) -> int:
        """Return the size of the blob in bytes.

        Raises:
            BlobNotFoundError: There is none.
        """
        return await self._in_thread(self._size, _checked(key))

    async def stream(self, key: str, /) -> AsyncIterator[bytes]:
        """Return the blob in chunks of about 256 KiB.

        Raises:
            BlobNotFoundError: There is none; raised before the first chunk.
        """
        chunks = await self._in_thread(self._open, _checked(key))

        async def received() -> AsyncIterator[bytes]:
            while chunk := await self._in_thread(next, chunks, b""):
                yield bytes(chunk)

        return received()

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Store a zip archive of *members*: name in the archive -> key.

        It is built in a scratch file; one member at a time is in memory.
        """
        key = _checked(key)
        for member in members.values():
            _checked(member)
        await self._in_thread(self._pack, key, members)

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs, and all below the keys that end in a slash.

        Missing ones are ignored.
        """
        # obstore's bulk deletion makes one request per key, too.
        await asyncio.gather(
            *(
                self._in_thread(self._delete_below, _checked_prefix(key))
                if key.endswith("/")
                else self._in_thread(self._delete, _checked(key))
                for key in keys
            )
        )

    async def clear_scratch(self, older_than: timedelta = LONGEST_USE) -> int:
        """Delete what killed processes left half written; return how many files."""
        if self._root is None:
            return 0
        return await self._in_thread(clear, self._root, older_than)

    async def link(self, key: str, /, *, lifetime: timedelta) -> str:
        """Return a URL at which the provider can GET the blob for *lifetime*.

        A presigned one is valid for 7 days at most.
        """
        key = _checked(key)
        if self._links is not None:
            return await self._links.link(self, key, lifetime=lifetime)
        assert isinstance(self.store, S3Store)  # noqa: S101 - which needs no links
        lifetime = min(lifetime, _LONGEST_S3_LINK)
        return await self._in_thread(obstore.sign, self.store, "GET", key, lifetime)

    def close(self) -> None:
        """Wait for the transfers under way and accept no more."""
        self._threads.shutdown()

    async def _in_thread(
        self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
    ) -> R:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, lambda: function(*args, **kwargs)
        )

    def _put(self, key: str, data: bytes) -> None:
        if self._root is not None:
            with scratch_file(self._root) as file:
                file.write(data)
                self._store(key, file)
            return
        obstore.put(
            self.store,
            key,
            data,
            use_multipart=False,
            attributes={"Content-Type": content_type(key)}
            if isinstance(self.store, S3Store)
            else None,
        )

    def _store(self, key: str, file: IO[bytes]) -> None:
        """Store a scratch file as the blob."""
        if self._root is not None:
            move(file, self._root / key)
            return
        file.seek(0)
        if isinstance(self.store, S3Store):
            url = obstore.sign(self.store, "PUT", key, LONGEST_USE)
            upload(url, file, content_type(key))
        else:
            self._put(key, file.read())

    def _get(self, key: str) -> bytes:
        try:
            return bytes(obstore.get(self.store, key).bytes())
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    def _open(self, key: str) -> Iterator[bytes]:
        try:
            return iter(obstore.get(self.store, key).stream(min_chunk_size=_CHUNK))
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    def _size(self, key: str) -> int:
        try:
            return obstore.head(self.store, key)["size"]
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    def _part(self, key: str, start: int, length: int) -> bytes:
        # Stores raise different errors for a range beyond the end.
        length = min(length, self._size(key) - start)
        if length <= 0:
            return b""
        try:
            return bytes(obstore.get_range(self.store, key, start=start, length=length))
        except FileNotFoundError:
            raise BlobNotFoundError(key) from None

    def _pack(self, key: str, members: Mapping[str, str]) -> None:
        with scratch_file(self._root) as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name, member in members.items():
                    archive.writestr(
                        zipfile.ZipInfo(name, date_time=_ZIP_EPOCH),
                        self._get(member),
                    )
            self._store(key, file)

    def _delete(self, key: str) -> None:
        try:
            obstore.delete(self.store, key)
        except FileNotFoundError:
            # A missing bucket or an unmounted disk is not an empty one: its blobs
            # would reappear with it.
            if not self._is_there():
                raise

    def _delete_below(self, prefix: str) -> None:
        if self._root is None:
            for page in obstore.list(self.store, prefix=prefix):
                for found in page:
                    self._delete(found["path"])
            return
        if not self._is_there():
            raise FileNotFoundError(self._root)
        folder = self._root / prefix
        while folder.exists():
            # Others may be deleting single blobs of it.
            with suppress(FileNotFoundError):
                shutil.rmtree(folder)

    def _is_there(self) -> bool:
        if self._root is not None:
            return self._root.is_dir()
        # S3 reports no missing keys, only a missing bucket.
        return not isinstance(self.store, S3Store)


async def _pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Join chunks to pieces of at least a MiB, except for the last one."""
    piece = bytearray()
    async for chunk in chunks:
        piece += chunk
        if len(piece) >= _PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _checked(key: str) -> str:
    """Return the key, which comes from `blob_keys` or from a URL.

    Raises:
        ValueError: It could lead out of the storage, or is ambiguous.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key of a blob: {key!r}")
    return key


def _checked_prefix(prefix: str) -> str:
    """Return a prefix without its slash.

    Raises:
        ValueError: It is none, or that of more than one person.
    """
    folder = _checked(prefix.removesuffix("/"))
    if "/" not in folder:
        raise ValueError(f"not a prefix of one person: {prefix!r}")
    return folder
