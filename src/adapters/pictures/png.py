"""The chunks of a PNG, parsed as libpng does.

Critical chunks must have correct checksums; any other broken chunk is ignored. Texts are
not decompressed. Decoding tells whether pixels are missing.
"""

import struct
import zlib

from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from avatar_core.errors import PhotoFault, PhotoRejectedError

from .files import CleanFile, check_size, orientation_in_exif, orientation_in_xmp


#: A photo has about 20 to 5 000 chunks.
MOST_CHUNKS: Final = 10_000
_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CRITICAL: Final = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})
#: The chunks kept besides the pixels, in this order.
_NEEDED: Final = (b"IHDR", b"PLTE", b"tRNS")
_LARGEST_PROFILE: Final = 4 * 1024 * 1024
_LONGEST_EXIF: Final = 256 * 1024
_XMP: Final = b"XML:com.adobe.xmp\0"
#: ImageMagick's form: a few lines, then hexadecimal digits.
_RAW_EXIF: Final = b"Raw profile type exif\0"
#: How chunks begin that may hold the orientation, the most trusted first.
_WITH_ORIENTATION: Final = {
    b"eXIf": b"",
    b"zTXt": _RAW_EXIF,
    b"tEXt": _RAW_EXIF,
    b"iTXt": _XMP,
}
#: How the chunks begin that are read.
_READ: Final = dict.fromkeys((*_NEEDED, b"acTL", b"iCCP"), b"") | _WITH_ORIENTATION


def read_png(data: bytes, max_pixels: int) -> CleanFile:
    """Return the picture's chunks without metadata.

    Raises:
        PhotoRejectedError: Decoding would fail or take too long, or it is animated.
    """
    chunks: dict[bytes, bytes] = {}
    pixels: list[bytes] = []
    at = len(_SIGNATURE)
    for _ in range(MOST_CHUNKS):
        if len(data) - at < 8:  # noqa: PLR2004 - length and kind
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        checksum = data[at + 8 + length : at + 12 + length]
        at += 12 + length
        sound = zlib.crc32(body, zlib.crc32(kind)) == int.from_bytes(checksum, "big")
        if kind in _CRITICAL and not sound and len(checksum) == 4:  # noqa: PLR2004
            raise PhotoRejectedError(PhotoFault.DAMAGED)
        if kind == b"IEND":
            break
        if kind == b"IDAT":
            pixels.append(body)
        elif sound and kind in _READ and body.startswith(_READ[kind]):
            # Only the first of each: ten thousand may each decompress to 256 KB.
            chunks.setdefault(kind, body)
    else:
        raise PhotoRejectedError(PhotoFault.DAMAGED)
    width, height = struct.unpack_from(">II", chunks.get(b"IHDR", bytes(8)))
    check_size(width, height, max_pixels)
    if int.from_bytes(chunks.get(b"acTL", b"")[:4], "big") > 1:
        raise PhotoRejectedError(PhotoFault.ANIMATED)
    needed = [_chunk(kind, chunks[kind]) for kind in _NEEDED if kind in chunks]
    return CleanFile(
        data=b"".join(
            [_SIGNATURE, *needed, _chunk(b"IDAT", b"".join(pixels)), _chunk(b"IEND")]
        ),
        orientation=next(
            filter(None, (_orientation(kind, chunks) for kind in _WITH_ORIENTATION)), 1
        ),
        # A name, a zero, the method of compression, the compressed profile.
        profile=_inflated(
            chunks.get(b"iCCP", b"").partition(b"\0")[2][1:], _LARGEST_PROFILE
        )
        or None,
    )


def _chunk(kind: bytes, body: bytes = b"") -> bytes:
    checksum = zlib.crc32(body, zlib.crc32(kind))
    return b"".join(
        [struct.pack(">I", len(body)), kind, body, struct.pack(">I", checksum)]
    )


def _orientation(kind: bytes, chunks: Mapping[bytes, bytes]) -> int | None:
    body = chunks.get(kind, b"")
    match kind:
        case b"eXIf":
            return orientation_in_exif(body)
        case b"zTXt":
            return _orientation_in_raw_exif(
                _inflated(body[len(_RAW_EXIF) + 1 :], _LONGEST_EXIF)
            )
        case b"tEXt":
            return _orientation_in_raw_exif(body[len(_RAW_EXIF) :][:_LONGEST_EXIF])
    return orientation_in_xmp(body)


def _orientation_in_raw_exif(text: bytes) -> int | None:
    digits = b"".join(text.split(b"\n")[3:])
    try:
        return orientation_in_exif(bytes.fromhex(digits.decode("ascii")))
    except ValueError:
        return None


def _inflated(data: bytes, most: int) -> bytes:
    """Return at most *most* decompressed bytes; none if the data are invalid."""
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(data, most)
    return b""
