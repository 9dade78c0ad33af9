"""Photo files that viewers open although they break the rules, and bombs."""

import io
import random
import struct
import time
import zlib

from collections.abc import Callable
from typing import Final

import pytest

from PIL import Image, ImageChops, ImageStat
from tests.adapters.image_files import chunk, drawn, encoded, fault_of, riff

from adapters.pictures import PillowPictures
from avatar_core.errors import PhotoFault


PHOTO: Final = drawn()
JPEG: Final = encoded(PHOTO, quality=90)
PROGRESSIVE: Final = encoded(PHOTO, quality=90, progressive=True)
RESTARTS: Final = encoded(PHOTO, quality=90, restart_marker_rows=1)
PNG: Final = encoded(PHOTO, "PNG", compress_level=1)
WEBP: Final = encoded(PHOTO, "WEBP", quality=90)
LOSSLESS_WEBP: Final = encoded(PHOTO, "WEBP", lossless=True, method=0)
JPEGS: Final = {"baseline": JPEG, "progressive": PROGRESSIVE, "restarts": RESTARTS}
every_jpeg = pytest.mark.parametrize("jpeg", list(JPEGS.values()), ids=list(JPEGS))


async def taken(pictures: PillowPictures, data: bytes) -> Image.Image:
    return Image.open(io.BytesIO((await pictures.inspect(data)).data))


def same(one: Image.Image, other: Image.Image) -> bool:
    difference = ImageStat.Stat(ImageChops.difference(one, other))
    return one.size == other.size and max(difference.mean) < 3


def offsets_of_segments(data: bytes) -> list[int]:
    """Return where the segments before the first scan begin."""
    at, found = 2, []
    while data[at + 1] != 0xDA:
        found.append(at)
        at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return [*found, at]


# --- JPEG -----------------------------------------------------------------


@pytest.mark.parametrize(
    "stray",
    [
        b"\0",
        b"\n",
        bytes(7),
        b"\xff\0",
        b"\xff\xff",
        b"\xff" * 9,
        b"rubbish" * 99,
        b"\xff\xe1\0\x65http://ns.adobe.com/xmp/extension/\0" + bytes(64),
    ],
    ids=[
        "zero",
        "newline",
        "seven zeros",
        "FF 00",
        "fill",
        "much fill",
        "rubbish",
        "extended XMP",
    ],
)
@every_jpeg
async def test_stray_bytes_between_segments_are_skipped(
    pictures: PillowPictures, jpeg: bytes, stray: bytes
) -> None:
    """Stray bytes and unknown segments are skipped, as decoders do."""
    for at in offsets_of_segments(jpeg):
        photo = await taken(pictures, jpeg[:at] + stray + jpeg[at:])
        assert same(photo, PHOTO), at


@pytest.mark.parametrize(
    "trailer",
    [
        b"",
        b"SEFH" + bytes(100) + b"SEFT",
        b"\xff\xe2" + b"Panorama" * 9999,
        b"\0\0\0\x18ftypmp42" + random.Random(0).randbytes(2_000_000),  # noqa: S311 - no secret
        bytes(99_999),
        b"\xff",
        b"\xff" * 99_999,
        JPEG,
    ],
    ids=["none", "sef", "segment", "film", "zeros", "FF", "FFs", "another photo"],
)
@every_jpeg
async def test_a_jpeg_without_end_is_taken_if_its_pixels_are_whole(
    pictures: PillowPictures, jpeg: bytes, trailer: bytes
) -> None:
    """A missing end marker is accepted if all pixels are there."""
    assert jpeg.endswith(b"\xff\xd9")
    assert same(await taken(pictures, jpeg[:-2] + trailer), PHOTO)


@pytest.mark.parametrize(
    "trailer",
    [b"", bytes(999_999), b"\xff" * 99, b"\xff\xe2" + bytes(9999)],
    ids=["none", "zeros", "FFs", "segment"],
)
@every_jpeg
async def test_part_of_a_jpeg_is_damaged(
    pictures: PillowPictures, jpeg: bytes, trailer: bytes
) -> None:
    """A truncated JPEG is damaged, whatever follows it."""
    for twentieth in range(1, 20):
        part = jpeg[: len(jpeg) * twentieth // 20] + trailer
        assert await fault_of(pictures, part) is PhotoFault.DAMAGED, twentieth


async def test_a_jpeg_that_breaks_off_between_restarts_is_damaged(
    pictures: PillowPictures,
) -> None:
    """A gap at a restart marker is detected."""
    start = offsets_of_segments(RESTARTS)[-1]
    marker = RESTARTS.index(b"\xff\xd5", start + len(RESTARTS[start:]) // 2)
    for kept in range(-1, 4):
        part = RESTARTS[: marker + kept]
        assert await fault_of(pictures, part) is PhotoFault.DAMAGED, kept


async def test_a_progressive_jpeg_that_lacks_scans_is_damaged(
    pictures: PillowPictures,
) -> None:
    """A progressive JPEG without its last scans is damaged."""
    scans = [
        at for at in range(len(PROGRESSIVE)) if PROGRESSIVE[at:][:2] == b"\xff\xda"
    ]
    assert len(scans) == 10
    for at in scans:
        assert await fault_of(pictures, PROGRESSIVE[:at]) is PhotoFault.DAMAGED


async def test_what_lies_behind_a_photo_does_not_matter(
    pictures: PillowPictures,
) -> None:
    """Bytes behind the end of the photo are ignored."""
    for data in (*JPEGS.values(), PNG, WEBP, LOSSLESS_WEBP):
        for trailer in (b"\0", b"\xff", bytes(9999), b"\xff\xda" * 1000, JPEG, PNG):
            assert same(await taken(pictures, data + trailer), PHOTO)


async def test_a_second_picture_may_be_cut(pictures: PillowPictures) -> None:
    """Only the first picture of an MPO matters."""
    second = drawn((300, 200))
    mpo = encoded(PHOTO, "MPO", quality=90, save_all=True, append_images=[second])
    first_end = mpo.index(b"\xff\xd9") + 2
    for kept in range(first_end, len(mpo), 5000):
        assert same(await taken(pictures, mpo[:kept]), PHOTO)


async def test_a_motion_jpeg_frame_needs_no_tables_of_its_own(
    pictures: PillowPictures,
) -> None:
    """A motion JPEG frame needs no Huffman tables of its own."""
    bare, at = JPEG[:2], 2
    for start, end in zip(
        offsets_of_segments(JPEG), offsets_of_segments(JPEG)[1:], strict=False
    ):
        bare += JPEG[start:end] if JPEG[start + 1] != 0xC4 else b""
        at = end
    assert same(await taken(pictures, bare + JPEG[at:]), PHOTO)


# --- PNG ------------------------------------------------------------------


def with_chunks(*chunks: bytes, at: int = 33) -> bytes:
    return PNG[:at] + b"".join(chunks) + PNG[at:]


_LONG: Final = zlib.compress(b"words " * 400_000)
ODD_PNGS: Final = {
    "much compressed text": with_chunks(chunk(b"zTXt", b"Comment\0\0" + _LONG)),
    "much international text": with_chunks(
        chunk(b"iTXt", b"Comment\0\1\0en\0\0" + _LONG)
    ),
    "many texts": with_chunks(*[chunk(b"zTXt", b"Comment\0\0" + _LONG)] * 40),
    "text behind the pixels": with_chunks(
        chunk(b"zTXt", b"Comment\0\0" + _LONG), at=len(PNG) - 12
    ),
    "text that is none": with_chunks(chunk(b"zTXt", b"Comment\0\0" + bytes(9))),
    "an unknown compression": with_chunks(chunk(b"zTXt", b"Comment\0\7" + _LONG)),
    "text with a wrong checksum": with_chunks(
        chunk(b"tEXt", b"Comment\0words", wrong=True)
    ),
    "a gamma with a wrong checksum": with_chunks(
        chunk(b"gAMA", struct.pack(">I", 45455), wrong=True)
    ),
    "an empty time": with_chunks(chunk(b"tIME", b"")),
    "a short resolution": with_chunks(chunk(b"pHYs", b"\0")),
    "a profile that is none": with_chunks(chunk(b"iCCP", b"name\0\0" + bytes(9))),
    "a huge profile": with_chunks(
        chunk(b"iCCP", b"name\0\0" + zlib.compress(bytes(99_000_000)))
    ),
    "no end": PNG[:-12],
    "half an end": PNG[:-5],
    "rubbish for an end": PNG[:-12] + b"rubbish, and more of it",
    "a film of one frame": with_chunks(
        chunk(b"acTL", struct.pack(">II", 1, 0)),
    ),
}


@pytest.mark.parametrize("data", list(ODD_PNGS.values()), ids=list(ODD_PNGS))
async def test_odd_pngs_are_taken(pictures: PillowPictures, data: bytes) -> None:
    """Chunks other than pixels may be broken, missing or large."""
    assert same(await taken(pictures, data), PHOTO)


async def test_a_png_filled_up_with_zeros_is_damaged(pictures: PillowPictures) -> None:
    """A PNG filled up with zeros is damaged."""
    for twentieth in range(1, 20):
        part = PNG[: len(PNG) * twentieth // 20]
        filled = part + bytes(len(PNG) - len(part))
        assert await fault_of(pictures, filled) is PhotoFault.DAMAGED, twentieth


# --- WebP -----------------------------------------------------------------


VP8: Final = (b"VP8 ", WEBP[20:])
VP8X: Final = (b"VP8X", b"\x2c\0\0\0" + (899).to_bytes(3, "little") + b"\xbb\x02\0")
ODD_WEBPS: Final = {
    "a length too long": riff(VP8, size=len(WEBP) + 999),
    "a length too short": riff(VP8, size=100),
    "metadata that breaks off": riff(VP8X, VP8, (b"EXIF", bytes(9999)))[:-99],
    "metadata first": riff((b"XMP ", b"<x/>"), VP8),
    "an unknown chunk": riff(VP8X, (b"WHAT", b"ever"), VP8),
    "a profile that is none": riff(VP8X, (b"ICCP", bytes(9)), VP8),
}


@pytest.mark.parametrize("data", list(ODD_WEBPS.values()), ids=list(ODD_WEBPS))
async def test_odd_webps_are_taken(pictures: PillowPictures, data: bytes) -> None:
    """Chunks other than pixels may be broken or missing."""
    assert same(await taken(pictures, data), PHOTO)


# --- other kinds of pictures ----------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        encoded(PHOTO, "BMP"),
        encoded(PHOTO, "TIFF"),
        encoded(PHOTO, "AVIF"),
        encoded(PHOTO, "JPEG2000"),
        b"MM\0*" + bytes(99),
        b"\xff\x0a" + bytes(99),
        b"\0\0\0\x0cJXL \r\n\x87\n" + bytes(99),
        b"\0\0\0\x18ftypcrx \0\0\0\1crx isom" + bytes(99),
    ],
    ids=["bmp", "tiff", "avif", "jp2", "raw", "jxl", "boxed jxl", "cr3"],
)
async def test_other_kinds_of_pictures_are_told_from_rubbish(
    pictures: PillowPictures, data: bytes
) -> None:
    """Other picture formats are distinguished from other files."""
    assert await fault_of(pictures, data) is PhotoFault.OTHER_FORMAT


# --- bombs ----------------------------------------------------------------


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + struct.pack(">H", 2 + len(body)) + body


def repeated_scans(size: tuple[int, int], times: int) -> bytes:
    """Return a JPEG whose first scan of details comes so many times."""
    flat = encoded(Image.new("L", (512, 512), 90), progressive=True)
    frame = flat.index(b"\xff\xc2") + 5
    flat = flat[:frame] + struct.pack(">HH", *size) + flat[frame + 4 :]
    scans = [at for at in range(len(flat)) if flat[at:][:2] == b"\xff\xda"]
    tables = flat.rindex(b"\xff\xc4", 0, scans[1])
    return flat[:tables] + flat[tables : scans[2]] * times + flat[scans[2] :]


_FULL: Final = 20 * 1024 * 1024
_TINY: Final = chunk(b"teXt", b"")
_RAW_EXIF: Final = chunk(
    b"zTXt", b"Raw profile type exif\0\0" + zlib.compress(b"\n" * 256 * 1024)
)
BOMBS: Final[dict[str, Callable[[], bytes]]] = {
    "fill bytes": lambda: JPEG[:2] + b"\xff" * (_FULL - len(JPEG)) + JPEG[2:],
    "stray bytes": lambda: JPEG[:2] + b"." * (_FULL - len(JPEG)) + JPEG[2:],
    "stuffed bytes": lambda: JPEG[:2] + b"\xff\0" * 10_000_000 + JPEG[2:],
    "empty segments": lambda: JPEG[:2] + segment(0xE0, b"") * 5_000_000 + JPEG[2:],
    "comments": lambda: JPEG[:2] + segment(0xFE, bytes(9)) * 1_500_000 + JPEG[2:],
    "tables": lambda: JPEG[:2] + segment(0xDD, b"\0\0") * 3_000_000 + JPEG[2:],
    "restarts": lambda: JPEG[:2] + b"\xff\xd0" * 10_000_000 + JPEG[2:],
    "fill bytes at the end": lambda: JPEG[:-2] + b"\xff" * (_FULL - len(JPEG)),
    "restarts at the end": lambda: JPEG[:-2] + b"\xff\xd0" * 10_000_000,
    "tiny chunks": lambda: with_chunks(_TINY * 1_600_000),
    "tiny chunks of pixels": lambda: with_chunks(chunk(b"IDAT", b"") * 1_600_000),
    "compressed orientations": lambda: with_chunks(_RAW_EXIF * 9_000),
    "tiny chunks at the end": lambda: PNG[:-12] + _TINY * 1_500_000,
    "tiny chunks of a webp": lambda: riff(VP8X) + b"WHAT\0\0\0\0" * 2_000_000,
    "a hundred scans": lambda: repeated_scans((8000, 8000), 100),
    "endless scans": lambda: repeated_scans((512, 512), 50_000),
}


@pytest.mark.parametrize("make", list(BOMBS.values()), ids=list(BOMBS))
async def test_bombs_are_told_by_a_bounded_walk(
    pictures: PillowPictures, make: Callable[[], bytes]
) -> None:
    """Inspecting a malicious file takes bounded time."""
    bomb = make()
    await pictures.inspect(JPEG)

    began = time.process_time()
    fault = await fault_of(pictures, bomb[:_FULL])
    spent = time.process_time() - began

    assert fault in {PhotoFault.DAMAGED, None}
    assert spent < 1.0, f"{spent:.1f} s"


def with_more_exif(times: int, size: int) -> bytes:
    """Return a HEIC with so many more EXIF items, which are all the same bytes."""
    data = encoded(PHOTO, "HEIF", exif=b"Exif\0\0MM\0*" + bytes(size))
    shift = times * (14 + 21 + 18)
    # From the last box to the first; the last entry of each is that of EXIF.
    for kind, length, id_at, count_at in (
        (b"iref", 14, 8, None),
        (b"iinf", 21, 12, 12),
        (b"iloc", 18, 0, 14),
    ):
        start = data.index(kind) - 4
        end = start + int.from_bytes(data[start : start + 4], "big")
        box = bytearray(data[start:end])
        for base in (20, 38) if kind == b"iloc" else ():
            (offset,) = struct.unpack_from(">I", box, base)
            struct.pack_into(">I", box, base, offset + shift)
        last = box[-length:]
        for number in range(times):
            struct.pack_into(">H", last, id_at, 1000 + number)
            box += last
        struct.pack_into(">I", box, 0, len(box))
        if count_at is not None:
            struct.pack_into(">H", box, count_at, 2 + times)
        data = data[:start] + bytes(box) + data[end:]
    meta = data.index(b"meta") - 4
    longer = int.from_bytes(data[meta : meta + 4], "big") + shift
    return data[:meta] + struct.pack(">I", longer) + data[meta + 4 :]


async def test_metadata_take_no_memory(pictures: PillowPictures) -> None:
    """A HEIC whose many items are the same bytes is refused before it is decoded."""
    assert await fault_of(pictures, with_more_exif(100, 100_000)) is PhotoFault.DAMAGED
    assert same(await taken(pictures, with_more_exif(1, 1000)), PHOTO)
