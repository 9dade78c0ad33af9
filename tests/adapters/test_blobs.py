"""Blobs in memory, in a directory and in S3."""

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
import unittest

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import ClassVar
from urllib.parse import parse_qs, urlsplit
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest

from moto.server import ThreadedMotoServer

from adapters.blobs import (
    ObstoreBlobs,
    SignedLinks,
    UploadedLinks,
    open_blobs,
)
from avatar_core.errors import BlobNotFoundError
from avatar_core.testing import ManualClock
from avatar_core.testing.blobs import MemoryBlobs
from avatar_core.testing.contracts.blobs import BlobStorageContract


NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
KEY = "people/1/pictures/a.jpg"
MIB = 1024 * 1024
CREDENTIALS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret"}


def signed_links() -> SignedLinks:
    return SignedLinks("https://bot.example", b"a secret", ManualClock(NOW))


async def broken() -> AsyncIterator[bytes]:
    """Give pieces of a stream that breaks."""
    yield b"x" * 15 * MIB
    yield b"x" * 5 * MIB
    raise ConnectionResetError


#: Is killed while it stores a blob.
_DIES = """
import asyncio, os, signal, sys
from pathlib import Path
from adapters.blobs import SignedLinks, open_blobs

root, kind = sys.argv[1:]
blobs = open_blobs(root, SignedLinks("https://bot.example", b"", lambda: None))

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

async def chunks():
    yield b"x" * 6 * 1024 * 1024
    die()

async def store():
    await blobs.put("1.jpg", b"x" * 1024)
    Path.replace = die
    if kind == "write":
        await blobs.write("people/1/weights.safetensors", chunks(), limit=10**9)
    elif kind == "pack":
        await blobs.pack("people/1/archive.zip", {"1.jpg": "1.jpg"})
    else:
        await blobs.put("people/1/2.jpg", b"x" * 1024)

asyncio.run(store())
"""


class TestMemoryTwin(BlobStorageContract, unittest.IsolatedAsyncioTestCase):
    """The in-memory storage of `avatar_core.testing`."""

    async def open_blobs(self) -> MemoryBlobs:
        return MemoryBlobs()


class TestDirectory(BlobStorageContract, unittest.IsolatedAsyncioTestCase):
    """A directory."""

    async def open_blobs(self) -> ObstoreBlobs:
        directory = TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        blobs = open_blobs(directory.name, signed_links())
        self.addCleanup(blobs.close)
        return blobs


class TestBucket(BlobStorageContract, unittest.IsolatedAsyncioTestCase):
    """A bucket of S3, below a prefix."""

    server: ClassVar[ThreadedMotoServer]
    endpoint: ClassVar[str]

    @classmethod
    def setUpClass(cls) -> None:
        cls.server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
        cls.server.start()
        cls.endpoint = "http://{}:{}".format(*cls.server.get_host_and_port())

    @classmethod
    def tearDownClass(cls) -> None:
        cls.server.stop()

    async def open_blobs(self) -> ObstoreBlobs:
        self.bucket = f"bucket-{uuid4().hex[:8]}"
        await asyncio.to_thread(self._ask, "PUT", f"/{self.bucket}")
        blobs = open_blobs(
            f"s3://{self.bucket}/some/prefix?endpoint={self.endpoint}",
            environment=CREDENTIALS,
        )
        self.addCleanup(blobs.close)
        return blobs

    def _ask(self, method: str, path: str) -> bytes:
        with urlopen(Request(self.endpoint + path, method=method)) as answer:  # noqa: S310 - our own
            body: bytes = answer.read()
        return body

    async def test_a_presigned_link_can_be_fetched(self) -> None:
        """A presigned link can be fetched without our key."""
        await self.blobs.put(KEY, b"a picture")
        url = await self.blobs.link(KEY, lifetime=HOUR)
        assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["3600"]
        path = url.removeprefix(self.endpoint)
        assert await asyncio.to_thread(self._ask, "GET", path) == b"a picture"

    async def test_a_lent_file_says_what_it_is(self) -> None:
        """The content type follows from the suffix."""

        async def chunks() -> AsyncIterator[bytes]:
            yield b"x" * 15 * MIB

        await self.blobs.put("a/photo.jpg", b"a picture")
        await self.blobs.pack("a/photos.zip", {"01.jpg": "a/photo.jpg"})
        await self.blobs.write("a/large.jpg", chunks(), limit=20 * MIB)

        kinds = [
            await asyncio.to_thread(
                self._content_type, await self.blobs.link(key, lifetime=HOUR)
            )
            for key in ("a/photo.jpg", "a/photos.zip", "a/large.jpg")
        ]
        assert ["image/jpeg", "application/zip", "image/jpeg"] == kinds

    def _content_type(self, url: str) -> str:
        with urlopen(url) as answer:  # noqa: S310 - our own
            kind: str = answer.headers["Content-Type"]
        return kind

    async def test_a_link_is_presigned_for_a_week_at_most(self) -> None:
        """A link is presigned for a week at most."""
        url = await self.blobs.link(KEY, lifetime=timedelta(days=30))
        assert parse_qs(urlsplit(url).query)["X-Amz-Expires"] == ["604800"]

    async def test_a_broken_stream_leaves_no_upload_behind(self) -> None:
        """A broken stream leaves no multipart upload."""

        with pytest.raises(ConnectionResetError):
            await self.blobs.write(KEY, broken(), limit=45 * MIB)
        uploads = await asyncio.to_thread(self._ask, "GET", f"/{self.bucket}?uploads")
        assert b"<UploadId>" not in uploads

    async def test_a_large_blob_is_one_request(self) -> None:
        """A killed process cannot leave an unfinished multipart upload."""

        async def chunks() -> AsyncIterator[bytes]:
            for _ in range(12):
                yield b"x" * MIB
            self.under_way = await asyncio.to_thread(
                self._ask, "GET", f"/{self.bucket}?uploads"
            )

        await self.blobs.write("a/weights.safetensors", chunks(), limit=12 * MIB)

        assert b"<UploadId>" not in self.under_way
        url = urlsplit(await self.blobs.link("a/weights.safetensors", lifetime=HOUR))
        tag = await asyncio.to_thread(self._tag, url.geturl())
        # That of a multipart upload would end in the number of its parts.
        assert "-" not in tag

    def _tag(self, url: str) -> str:
        with urlopen(url) as answer:  # noqa: S310 - our own
            tag: str = answer.headers["ETag"]
        return tag

    async def test_an_unreachable_bucket_is_an_error_of_the_stream(self) -> None:
        """A failing upload ends the write with an error."""

        async def chunks() -> AsyncIterator[bytes]:
            yield b"x" * 15 * MIB

        with pytest.raises(Exception, match="NoSuchBucket"):
            await self._nowhere().write(KEY, chunks(), limit=20 * MIB)

    async def test_nothing_is_deleted_in_a_bucket_that_is_away(self) -> None:
        """A failed deletion raises an error."""
        with pytest.raises(Exception, match="NoSuchBucket"):
            await self._nowhere().delete([KEY])

    def _nowhere(self) -> ObstoreBlobs:
        url = f"s3://no-such-bucket?endpoint={self.endpoint}"
        blobs = open_blobs(url, environment=CREDENTIALS)
        self.addCleanup(blobs.close)
        return blobs


@pytest.fixture
def directory(tmp_path: Path) -> Iterator[ObstoreBlobs]:
    blobs = open_blobs(tmp_path.as_uri(), signed_links())
    yield blobs
    blobs.close()


def files(below: Path) -> list[str]:
    """Return what is in a directory, but for its empty folder of scratch files."""
    found = (str(path.relative_to(below)) for path in below.rglob("*"))
    return sorted(path for path in found if not path.endswith(".scratch"))


def modes_below(folder: Path) -> list[int]:
    return [path.stat().st_mode for path in folder.rglob("*")]


async def test_a_file_url_names_a_directory(
    directory: ObstoreBlobs, tmp_path: Path
) -> None:
    """A blob is a file at its key."""
    await directory.put("a/b.jpg", b"photo")
    assert (tmp_path / "a" / "b.jpg").read_bytes() == b"photo"


async def test_deleting_the_last_blob_removes_its_directories(
    directory: ObstoreBlobs, tmp_path: Path
) -> None:
    """Deleting the last blob removes its directories."""
    await directory.put(KEY, b"photo")
    await directory.delete([KEY])
    assert files(tmp_path) == []


async def test_what_cannot_be_reached_is_not_deleted(tmp_path: Path) -> None:
    """While the disk is not mounted a deletion fails, and succeeds later."""
    blobs = open_blobs(str(tmp_path / "disk"), signed_links())
    await blobs.put(KEY, b"photo")
    (tmp_path / "disk").rename(tmp_path / "elsewhere")

    with pytest.raises(FileNotFoundError):
        await blobs.delete([KEY])
    (tmp_path / "elsewhere").rename(tmp_path / "disk")
    await blobs.delete([KEY])
    blobs.close()

    assert files(tmp_path) == ["disk"]


async def test_a_broken_stream_leaves_no_file(
    directory: ObstoreBlobs, tmp_path: Path
) -> None:
    """A broken stream leaves no file."""

    with pytest.raises(ConnectionResetError):
        await directory.write("a.bin", broken(), limit=45 * MIB)
    assert files(tmp_path) == []


async def test_a_cancelled_write_leaves_no_file(
    directory: ObstoreBlobs, tmp_path: Path
) -> None:
    """A cancelled write leaves no file."""
    under_way = asyncio.Event()

    async def hanging() -> AsyncIterator[bytes]:
        for _ in range(15):
            yield b"x" * MIB
        under_way.set()
        await asyncio.Event().wait()

    writing = asyncio.create_task(directory.write("a", hanging(), limit=45 * MIB))
    await under_way.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert files(tmp_path) == []


async def test_blobs_are_private(tmp_path: Path) -> None:
    """With the program's umask other users can read no blob, not even while it grows."""
    modes = []

    async def growing() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"x" * MIB
        modes.extend(modes_below(tmp_path))

    umask = os.umask(0o077)
    try:
        blobs = open_blobs(str(tmp_path / "blobs"), signed_links())
        await blobs.put(KEY, b"photo")
        await blobs.write("people/1/weights/a", growing(), limit=9 * MIB)
        await blobs.pack("people/1/archives/a.zip", {"a.jpg": KEY})
        blobs.close()
    finally:
        os.umask(umask)

    assert len(modes) >= 5
    assert not any(mode & 0o077 for mode in [*modes, *modes_below(tmp_path)])


async def test_packing_leaves_no_temporary_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The temporary file of an archive is deleted, even if packing fails."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    blobs = open_blobs("memory://", signed_links())
    await blobs.put("1.jpg", b"x")
    await blobs.pack("a.zip", {"1.jpg": "1.jpg"})
    with pytest.raises(BlobNotFoundError):
        await blobs.pack("b.zip", {"2.jpg": "2.jpg"})
    blobs.close()
    assert files(tmp_path) == []


@pytest.mark.parametrize("kind", ["write", "pack", "put"])
def test_a_killed_process_leaves_a_scratch_file_at_most(
    tmp_path: Path, kind: str
) -> None:
    """What it leaves is in the scratch folder, which the next start empties."""
    done = subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-c", _DIES, str(tmp_path), kind],
        check=False,
        timeout=60,
    )
    left = files(tmp_path)
    blobs = open_blobs(str(tmp_path), signed_links())
    recent = asyncio.run(blobs.clear_scratch())
    cleared = asyncio.run(blobs.clear_scratch(timedelta(0)))
    blobs.close()

    assert -signal.SIGKILL == done.returncode
    assert ["1.jpg"] == [name for name in left if not name.startswith(".scratch/")]
    assert (0, 1) == (recent, cleared)
    assert ["1.jpg"] == files(tmp_path)


async def test_a_blob_is_streamed_in_chunks(directory: ObstoreBlobs) -> None:
    """A blob is streamed in chunks."""
    data = bytes(range(256)) * 4 * 4096
    await directory.put(KEY, data)
    assert await directory.size(KEY) == len(data)
    chunks = [chunk async for chunk in await directory.stream(KEY)]
    assert b"".join(chunks) == data
    assert max(map(len, chunks)) < 1024 * 1024


async def test_streaming_what_is_not_there(directory: ObstoreBlobs) -> None:
    """A missing blob is reported before the first byte."""
    with pytest.raises(BlobNotFoundError):
        await directory.stream(KEY)
    with pytest.raises(BlobNotFoundError):
        await directory.size(KEY)


async def test_a_signed_link_is_verified(directory: ObstoreBlobs) -> None:
    """A signed link is valid for its lifetime and its key only."""
    links = signed_links()
    url = urlsplit(await directory.link(KEY, lifetime=HOUR))
    assert f"{url.scheme}://{url.netloc}{url.path}" == (
        f"https://bot.example/blobs/{KEY}"
    )
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    expires, signature = query["expires"], query["signature"]

    assert links.verify(KEY, expires, signature, NOW)
    assert links.verify(KEY, expires, signature, NOW + HOUR - timedelta(seconds=1))
    assert not links.verify(KEY, expires, signature, NOW + HOUR)
    assert not links.verify("people/2/pictures/a.jpg", expires, signature, NOW)
    later = str(int(expires) + 1)
    assert not links.verify(KEY, later, signature, NOW)
    for stranger in ("", "-1", "1e9", "٣", "9" * 99, f"{expires} "):
        assert not links.verify(KEY, stranger, signature, NOW)
    for stranger in ("", "é", "\udc80", signature.upper(), signature[:-1]):
        assert not links.verify(KEY, expires, stranger, NOW)
    assert not links.verify("\udc80", expires, signature, NOW)


async def test_a_secret_is_not_shown() -> None:
    """The repr of a link maker contains no secret."""
    assert "a secret" not in repr(signed_links())


async def test_uploaded_links_reuse_their_copies() -> None:
    """A blob is uploaded to the provider once, until the copy expires."""
    clock = ManualClock(NOW)
    uploaded: list[tuple[bytes, str]] = []

    async def upload(data: bytes, name: str) -> str:
        uploaded.append((data, name))
        return f"https://provider.example/{len(uploaded)}/{name}"

    links = UploadedLinks(upload, clock=clock, reuse=HOUR)
    blobs = open_blobs("memory://", links)
    await blobs.put(KEY, b"weights")
    first = await asyncio.gather(*[blobs.link(KEY, lifetime=HOUR) for _ in range(3)])
    assert set(first) == {"https://provider.example/1/a.jpg"}
    clock.advance(HOUR)
    assert await blobs.link(KEY, lifetime=HOUR) == "https://provider.example/2/a.jpg"
    assert uploaded == [(b"weights", "a.jpg")] * 2
    with pytest.raises(BlobNotFoundError):
        await blobs.link("nothing.jpg", lifetime=HOUR)
    blobs.close()


@pytest.mark.parametrize(
    "url", ["ftp://host/x", "s3:///prefix", "s3://bucket?region=x&acl=y", "memory://"]
)
def test_a_url_that_cannot_be_opened_is_refused(url: str) -> None:
    """An invalid URL is refused, and so is any other than S3's without links."""
    with pytest.raises(ValueError, match=r"."):
        open_blobs(url)


@pytest.mark.parametrize("key", ["a#1", "a/.hidden", "a\\b", "a b", "a\n", "é"])
async def test_a_key_is_plain_ascii(directory: ObstoreBlobs, key: str) -> None:
    """Only plain ASCII keys are accepted."""
    with pytest.raises(ValueError, match="not a key"):
        await directory.put(key, b"")
