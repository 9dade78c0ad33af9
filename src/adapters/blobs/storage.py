"""Blobs in a directory, an S3-compatible bucket or memory, through obstore.

obstore's blocking functions are called in threads of our own. Its asyncio functions end
in a Rust thread that may still hold Python when the interpreter exits, which then
aborts: up to one short process in ten.
"""

import asyncio
import re
import tempfile
import zipfile

from collections.abc import AsyncIterator, Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from queue import SimpleQueue
from typing import Final, ParamSpec, Protocol, TypeVar

import obstore

from obstore.store import LocalStore, ObjectStore, S3Store

from avatar_core.blob_keys import content_type
from avatar_core.errors import BadArtefactError, BlobNotFoundError


P = ParamSpec("P")
R = TypeVar("R")

#: The size of an upload's pieces; S3 accepts none smaller.
PIECE: Final = 5 * 1024 * 1024
#: Pieces of one upload sent at the same time.
_PIECES_UNDER_WAY: Final = 2
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


class _BrokenOffError(Exception):
    """The source of an upload broke off."""


class ObstoreBlobs:
    """`avatar_core.ports.BlobStorage` over an obstore store.

    Besides the port it has `size` and `stream`, for serving blobs over HTTP.

    A process killed during an upload leaves an unfinished multipart upload in S3, which
    a lifecycle rule of the bucket clears, or a file ``<key>#<n>`` in a directory;
    neither can be read as a blob.
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
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="blobs")

    async def put(self, key: str, data: bytes, /) -> None:
        """Store *data* under *key*, replacing any other blob."""
        await self._in_thread(self._put, _checked(key), data)

    async def write(
        self, key: str, chunks: AsyncIterator[bytes], /, *, limit: int
    ) -> int:
        """Store a stream of at most *limit* bytes; return its size in bytes.

        About four pieces of 5 MiB are in memory at most.
        """
        key = _checked(key)
        size = 0
        held = b""
        upload: _Upload | None = None
        try:
            async for piece in _pieces(chunks, limit):
                size += len(piece)
                if upload is None and held:
                    upload = _Upload(self._threads, self._put, key)
                if upload is not None:
                    await upload.feed(held)
                held = piece
            if upload is None:
                await self.put(key, held)
                return size
            await upload.feed(held)
        except BaseException:
            if upload is not None:
                await upload.break_off()
            raise
        await upload.finish()
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

        The archive is built in a file; one member at a time is in memory.
        """
        key = _checked(key)
        for member in members.values():
            _checked(member)
        await self._in_thread(self._pack, key, members)

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs; missing ones are ignored."""
        # obstore's bulk deletion makes one request per key, too.
        await asyncio.gather(
            *(self._in_thread(self._delete, _checked(key)) for key in keys)
        )

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

    def _put(self, key: str, data: bytes | Path | Iterator[bytes]) -> None:
        obstore.put(
            self.store,
            key,
            data,
            chunk_size=PIECE,
            max_concurrency=_PIECES_UNDER_WAY,
            # A directory keeps no attributes; our web server sets this type itself.
            attributes={"Content-Type": content_type(key)}
            if isinstance(self.store, S3Store)
            else None,
        )

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
        with tempfile.NamedTemporaryFile(suffix=".zip") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
                for name, member in members.items():
                    archive.writestr(
                        zipfile.ZipInfo(name, date_time=_ZIP_EPOCH),
                        self._get(member),
                    )
            file.flush()
            self._put(key, Path(file.name))

    def _delete(self, key: str) -> None:
        try:
            obstore.delete(self.store, key)
        except FileNotFoundError:
            # A missing bucket or an unmounted disk is not an empty one: its blobs
            # would reappear with it.
            if not self._is_there():
                raise

    def _is_there(self) -> bool:
        match self.store:
            case LocalStore(prefix=Path() as root):
                return root.is_dir()
            case S3Store():
                return False  # S3 reports no missing keys, only a missing bucket
            case _:
                return True


class _Upload:
    """A blocking upload in a thread, fed by a task that is at most one piece ahead."""

    def __init__(
        self,
        threads: ThreadPoolExecutor,
        put: Callable[[str, Iterator[bytes]], None],
        key: str,
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._room = asyncio.Semaphore(1)
        #: None breaks off; an empty piece is the end.
        self._pieces: SimpleQueue[bytes | None] = SimpleQueue()
        self._done = self._loop.run_in_executor(threads, put, key, self._taken())
        # Wake `feed` to raise the error of an upload that failed.
        self._done.add_done_callback(lambda _: self._room.release())

    async def feed(self, piece: bytes) -> None:
        await self._room.acquire()
        if self._done.done():
            self._done.result()
        self._pieces.put(piece)

    async def finish(self) -> None:
        self._pieces.put(b"")
        await self._done

    async def break_off(self) -> None:
        self._pieces.put(None)
        await asyncio.wait({self._done})
        # Otherwise asyncio reports it as never retrieved.
        self._done.exception()

    def _taken(self) -> Iterator[bytes]:
        while piece := self._pieces.get():
            yield piece
            self._loop.call_soon_threadsafe(self._room.release)
        if piece is None:
            raise _BrokenOffError


async def _pieces(chunks: AsyncIterator[bytes], limit: int) -> AsyncIterator[bytes]:
    """Join chunks to pieces of at least 5 MiB, except for the last one."""
    size = 0
    piece = bytearray()
    async for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise BadArtefactError(f"longer than {limit} bytes")
        piece += chunk
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    if piece:
        yield bytes(piece)


def _checked(key: str) -> str:
    """Return the key, which comes from `blob_keys` or from a URL.

    Raises:
        ValueError: It could lead out of the storage, or is ambiguous.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"not a key of a blob: {key!r}")
    return key
