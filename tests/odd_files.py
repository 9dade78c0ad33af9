"""Unusual and invalid files, as people upload them."""

import functools
import io
import struct
import zlib

import pillow_heif

from PIL import Image
from tests.small_photos import small_photos

from entrypoints.sandbox.sample_photos import sample_photos


@functools.cache
def _odd_files() -> tuple[tuple[str, bytes], ...]:
    ((_, jpeg),) = small_photos(1, side=1024)
    samples = sample_photos()
    picture, second, third = (
        Image.open(io.BytesIO(samples[index][1])).convert("RGB") for index in (0, 2, 5)
    )
    frames = [picture.resize((320, 320)).rotate(turn) for turn in (0, 5, 10)]
    animation = {"save_all": True, "append_images": frames[1:], "duration": 120}
    return (
        ("text.jpg", "Это не фотография, it only says so.\n".encode() * 40),
        ("empty.jpg", b""),
        ("truncated.jpg", jpeg[: len(jpeg) // 3]),
        ("pixel.png", _encoded(Image.new("RGB", (1, 1), (200, 80, 60)), "PNG")),
        ("small.jpg", _encoded(picture.resize((300, 300)), "JPEG", quality=85)),
        ("animated.gif", _encoded(frames[0], "GIF", **animation)),
        ("animated.webp", _encoded(frames[0], "WEBP", **animation)),
        ("phone.heic", _heic(picture)),
        ("photo.png", _encoded(second, "PNG", compress_level=1)),
        ("photo.webp", _encoded(third, "WEBP", quality=85)),
        ("bomb.png", _png(12_000, 9_000, filled=True)),
        ("giant_header.png", _png(60_000, 60_000, filled=False)),
    )


def odd_files() -> dict[str, bytes]:
    """Return hostile and unusual uploads by name.

    Two are decompression bombs: `bomb.png` has 108 megapixels, `giant_header.png`
    only claims to have 3.6 gigapixels.
    """
    return dict(_odd_files())


def _encoded(image: Image.Image, encoding: str, **options: object) -> bytes:
    with io.BytesIO() as out:
        image.save(out, encoding, **options)
        return out.getvalue()


def _heic(image: Image.Image) -> bytes:
    heif = pillow_heif.from_pillow(image)
    with io.BytesIO() as out:
        heif.save(out, quality=70)
        return bytes(out.getvalue())


def _png(width: int, height: int, *, filled: bool) -> bytes:
    """Make a one-bit PNG row by row, so that memory stays small."""
    pixels = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b""
    if filled:
        data = b"".join(pixels.compress(row) for _ in range(height))
    data += pixels.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
