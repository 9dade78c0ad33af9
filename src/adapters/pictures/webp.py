"""The chunks of a WebP, parsed as libwebp does."""

import struct

from typing import Final

from avatar_core.errors import PhotoFault, PhotoRejectedError

from .files import CleanFile, check_size, orientation_in_exif, orientation_in_xmp


#: A photo has one to ten chunks.
MOST_CHUNKS: Final = 1000
#: Decoding a pixel of WebP takes 15 bytes, of PNG and HEIC about 7, of JPEG 1.
MOST_PIXELS: Final = 25_000_000
_PIXELS: Final = frozenset({b"VP8 ", b"VP8L"})
_READ: Final = frozenset({b"VP8X", b"ALPH", b"ICCP", b"EXIF", b"XMP "})
_ANIMATED: Final = 0x02
_ALPHA: Final = 0x10


def read_webp(data: bytes, max_pixels: int) -> CleanFile:
    """Return the picture's chunks without metadata, with their true length.

    Raises:
        PhotoRejectedError: Decoding would fail or take too long, or it is animated.
    """
    chunks: dict[bytes, bytes] = {}
    pixels: tuple[bytes, bytes] | None = None
    at = 12
    for _ in range(MOST_CHUNKS):
        if len(data) - at < 8:  # noqa: PLR2004 - kind and length
            break
        kind, length = struct.unpack_from("<4sI", data, at)
        body = data[at + 8 : at + 8 + length]
        at += 8 + length + length % 2
        if kind in {b"ANIM", b"ANMF"}:
            raise PhotoRejectedError(PhotoFault.ANIMATED)
        if kind in _PIXELS and pixels is None:
            if len(body) < length:
                break
            pixels = kind, body
        elif kind in _READ:
            chunks.setdefault(kind, body)
    extended = chunks.get(b"VP8X")
    if extended is not None and extended[0] & _ANIMATED:
        raise PhotoRejectedError(PhotoFault.ANIMATED)
    max_pixels = min(max_pixels, MOST_PIXELS)
    check_size(*_canvas(extended), max_pixels)
    if pixels is None:
        raise PhotoRejectedError(PhotoFault.DAMAGED)
    check_size(*_size(*pixels), max_pixels)
    kept = [_chunk(*pixels)]
    if b"ALPH" in chunks and extended is not None:
        flags = bytes([extended[0] & _ALPHA])
        kept = [
            _chunk(b"VP8X", flags + extended[1:]),
            _chunk(b"ALPH", chunks[b"ALPH"]),
            *kept,
        ]
    body = b"".join([b"WEBP", *kept])
    return CleanFile(
        data=b"".join([b"RIFF", struct.pack("<I", len(body)), body]),
        orientation=orientation_in_exif(chunks.get(b"EXIF", b""))
        or orientation_in_xmp(chunks.get(b"XMP ", b""))
        or 1,
        profile=chunks.get(b"ICCP"),
    )


def _size(kind: bytes, body: bytes) -> tuple[int, int]:
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", body, 1)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    width, height = struct.unpack_from("<HH", body, 6)
    return width & 0x3FFF, height & 0x3FFF


def _canvas(extended: bytes | None) -> tuple[int, int]:
    if extended is None:
        return 1, 1
    return (
        int.from_bytes(extended[4:7], "little") + 1,
        int.from_bytes(extended[7:10], "little") + 1,
    )


def _chunk(kind: bytes, body: bytes) -> bytes:
    return b"".join([kind, struct.pack("<I", len(body)), body, bytes(len(body) % 2)])
