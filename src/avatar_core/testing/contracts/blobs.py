"""What every `BlobStorage` promises, as tests.

class TestMyBlobs(BlobStorageContract, unittest.IsolatedAsyncioTestCase):
    async def open_blobs(self):
        return MyBlobs(...)
"""

import io
import zipfile

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

from ...errors import BadArtefactError, BlobNotFoundError
from ...ports import BlobStorage
from . import Contract


_MIB: Final = 1024 * 1024
KEY: Final = "people/1/avatars/a0/photos/b1.jpg"


class _LineDroppedError(Exception):
    """The source failed."""


async def _stream(
    *chunks: bytes, then: BaseException | None = None
) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk
    if then is not None:
        raise then


class BlobStorageContract(Contract):
    """Mix into `unittest.IsolatedAsyncioTestCase` and implement `open_blobs`."""

    async def open_blobs(self) -> BlobStorage:
        """Return an empty storage."""
        raise NotImplementedError

    async def asyncSetUp(self) -> None:
        """Open the storage."""
        await super().asyncSetUp()
        self.blobs = await self.open_blobs()

    async def _assert_nothing_lies_under(self, key: str) -> None:
        with self.assertRaises(BlobNotFoundError) as caught:
            await self.blobs.get(key)
        self.assertEqual(caught.exception.key, key)

    async def test_what_was_put_is_returned(self) -> None:
        """The last blob put under a key comes back, even one of no bytes."""
        for data in (b"\x00photo, the first\xff", b"second", b""):
            await self.blobs.put(KEY, data)
            self.assertEqual(await self.blobs.get(KEY), data)

    async def test_getting_what_is_not_there(self) -> None:
        """An unknown key raises an error, which names it."""
        await self._assert_nothing_lies_under(KEY)
        with self.assertRaises(BlobNotFoundError):
            await self.blobs.part(KEY, start=0, length=8)

    async def test_a_stream_is_kept(self) -> None:
        """A stream replaces the blob under its key, and its bytes are counted."""
        for chunks in ([b"ab", b"", b"cde"], [], [b"after"]):
            size = await self.blobs.write(KEY, _stream(*chunks), limit=5)
            self.assertEqual(size, len(b"".join(chunks)))
            self.assertEqual(await self.blobs.get(KEY), b"".join(chunks))

    async def test_a_long_stream_is_kept(self) -> None:
        """A stream of many megabytes arrives whole and in order."""
        chunks = [bytes([number]) * (_MIB + number) for number in range(17)]
        size = await self.blobs.write(KEY, _stream(*chunks), limit=20 * _MIB)
        whole = b"".join(chunks)
        self.assertEqual(size, len(whole))
        self.assertTrue(await self.blobs.get(KEY) == whole)

    async def test_a_stream_over_its_limit_is_refused(self) -> None:
        """A stream over the limit is refused and nothing is stored."""
        for chunks, limit in (
            ([b"abc", b"def"], 5),
            ([b"x" * _MIB] * 16, 16 * _MIB - 1),
        ):
            with self.subTest(limit=limit):
                with self.assertRaises(BadArtefactError):
                    await self.blobs.write(KEY, _stream(*chunks), limit=limit)
                await self._assert_nothing_lies_under(KEY)

    async def test_a_broken_stream_changes_nothing(self) -> None:
        """If the source fails, its error is raised, and what was there stays."""
        for before in (None, b"before"):
            if before is not None:
                await self.blobs.put(KEY, before)
            for count in (0, 1, 16):
                broken = _stream(*[b"x" * _MIB] * count, then=_LineDroppedError())
                with self.subTest(count=count, before=before):
                    with self.assertRaises(_LineDroppedError):
                        await self.blobs.write(KEY, broken, limit=20 * _MIB)
                    if before is None:
                        await self._assert_nothing_lies_under(KEY)
                    else:
                        self.assertEqual(await self.blobs.get(KEY), before)

    async def test_parts(self) -> None:
        """A part has the requested bytes, as far as they exist."""
        await self.blobs.put(KEY, b"0123456789")
        for start, length, expected in (
            (0, 4, b"0123"),
            (4, 4, b"4567"),
            (8, 4, b"89"),
            (0, 10, b"0123456789"),
            (0, 99, b"0123456789"),
            (10, 1, b""),
            (99, 1, b""),
            (3, 0, b""),
        ):
            with self.subTest(start=start, length=length):
                part = await self.blobs.part(KEY, start=start, length=length)
                self.assertEqual(part, expected)

    async def test_an_archive_holds_its_members(self) -> None:
        """Packing stores a zip of the members, uncompressed, under their names."""
        await self.blobs.put("a/1.jpg", b"one")
        await self.blobs.put("a/2.jpg", b"two" * 3 * _MIB)
        await self.blobs.pack(
            "a/all.zip", {"photo_1.jpg": "a/1.jpg", "photo_2.jpg": "a/2.jpg"}
        )
        packed = await self.blobs.get("a/all.zip")
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            self.assertEqual(archive.namelist(), ["photo_1.jpg", "photo_2.jpg"])
            self.assertIsNone(archive.testzip())
            self.assertEqual(archive.read("photo_1.jpg"), b"one")
            for member in archive.infolist():
                self.assertEqual(member.compress_type, zipfile.ZIP_STORED)

    async def test_the_same_members_make_the_same_archive(self) -> None:
        """Packing the same members again gives the same bytes."""
        await self.blobs.put("a/1.jpg", b"one")
        await self.blobs.pack("a/x.zip", {"1.jpg": "a/1.jpg"})
        await self.blobs.pack("a/y.zip", {"1.jpg": "a/1.jpg"})
        self.assertEqual(
            await self.blobs.get("a/x.zip"), await self.blobs.get("a/y.zip")
        )

    async def test_an_archive_needs_all_its_members(self) -> None:
        """A missing member is named, and no archive is stored."""
        await self.blobs.put("a/1.jpg", b"one")
        with self.assertRaises(BlobNotFoundError) as caught:
            await self.blobs.pack("a/x.zip", {"1.jpg": "a/1.jpg", "2.jpg": "a/2.jpg"})
        self.assertEqual(caught.exception.key, "a/2.jpg")
        await self._assert_nothing_lies_under("a/x.zip")

    async def test_deleting(self) -> None:
        """Only the given keys are deleted; unknown ones are ignored."""
        await self.blobs.put("a/1.jpg", b"one")
        await self.blobs.put("a/2.jpg", b"two")
        await self.blobs.put("a/3.jpg", b"three")
        await self.blobs.delete(["a/1.jpg", "a/0.jpg", "b/4.jpg", "a/2.jpg"])
        await self._assert_nothing_lies_under("a/1.jpg")
        await self._assert_nothing_lies_under("a/2.jpg")
        self.assertEqual(await self.blobs.get("a/3.jpg"), b"three")
        await self.blobs.delete([])
        await self.blobs.delete({"a/1.jpg"})

    async def test_deleting_a_prefix(self) -> None:
        """All that lies below it is deleted, known or not, and nothing beside it."""
        for key in ("p/1/a.jpg", "p/1/b/c/d.zip", "p/11/a.jpg", "p/1.jpg"):
            await self.blobs.put(key, b"one")
        await self.blobs.delete(["p/1/", "p/2/"])
        await self._assert_nothing_lies_under("p/1/a.jpg")
        await self._assert_nothing_lies_under("p/1/b/c/d.zip")
        self.assertEqual(await self.blobs.get("p/11/a.jpg"), b"one")
        self.assertEqual(await self.blobs.get("p/1.jpg"), b"one")
        for prefix in ("p/", "/", "../p/", "p//"):
            with self.subTest(prefix=prefix), self.assertRaises(ValueError):
                await self.blobs.delete([prefix])

    async def test_a_links_path_ends_as_the_key_does(self) -> None:
        """The path of a link ends in the file name, by which trainers tell the format."""
        await self.blobs.put("a/all.zip", b"PK")
        url = await self.blobs.link("a/all.zip", lifetime=timedelta(hours=1))
        parts = urlsplit(url)
        self.assertTrue(f"{parts.netloc}{parts.path}".endswith("all.zip"), url)

    async def test_keys_cannot_lead_out_of_the_storage(self) -> None:
        """A key that is no plain path raises `ValueError`."""
        for key in ("", "/etc/passwd", "../secret", "a/../../b", "a//b", "./a"):
            with self.subTest(key=key), self.assertRaises(ValueError):
                await self.blobs.put(key, b"")
            with self.subTest(key=key), self.assertRaises(ValueError):
                await self.blobs.get(key)
