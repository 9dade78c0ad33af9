"""The chunks of a PNG file (W3C, third edition) that carry marks.

XMP is in an iTXt chunk (Adobe's XMP specification, part 3), C2PA in caBX (C2PA
specification, appendix A), IPTC in a text of ImageMagick's form.
"""

import struct
import zlib

from contextlib import suppress
from typing import Final

from .split import IrregularFileError, Split


_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS: Final = 10_000
_C2PA: Final = b"caBX"
#: Pixels, how they are shown, and C2PA.
_KEPT: Final = frozenset(
    {
        *(b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"pHYs", b"sBIT"),
        *(b"iCCP", b"sRGB", b"gAMA", b"cHRM", b"cICP", b"mDCV", b"cLLI", _C2PA),
    }
)
_TEXTS: Final = frozenset({b"tEXt", b"zTXt", b"iTXt"})
_XMP: Final = b"XML:com.adobe.xmp\0"
_IPTC: Final = b"Raw profile type iptc\0"
_LONGEST_XMP: Final = 64 * 1024


def split(data: bytes) -> Split:
    """Split a PNG; what follows its end is cut off.

    Raises:
        IrregularFileError: A chunk has a wrong checksum, or there is no end.
    """
    kept: list[bytes] = [_SIGNATURE]
    xmp: bytes | None = None
    c2pa: list[bytes] = []
    at, cut = len(_SIGNATURE), False
    for _ in range(_MOST_CHUNKS):
        if len(data) - at < 12:  # noqa: PLR2004 - length, kind, checksum
            break
        length, kind = struct.unpack_from(">I4s", data, at)
        chunk = data[at : at + 12 + length]
        body = chunk[8:-4]
        if chunk != _chunk(kind, body):
            break
        at += len(chunk)
        if kind == b"iTXt" and body.startswith(_XMP):
            xmp = xmp or _text(body)
        elif kind in _KEPT or (kind in _TEXTS and body.startswith(_IPTC)):
            kept.append(chunk)
            c2pa += [body] if kind == _C2PA else []
        else:
            cut = True
        if kind == b"IEND":
            # After the header, because some readers stop at the pixels.
            return Split(
                segments=tuple(kept),
                place=2,
                xmp=xmp,
                c2pa=b"".join(c2pa),
                cut=cut or at < len(data),
            )
    raise IrregularFileError


def join(parts: Split, xmp: bytes) -> bytes:
    """Return the file with an XMP packet."""
    # Keyword, not compressed, no language, no translated keyword.
    chunk = _chunk(b"iTXt", _XMP + bytes(4) + xmp)
    kept, place = parts.segments, parts.place
    return b"".join([*kept[:place], chunk, *kept[place:]])


def _chunk(kind: bytes, body: bytes) -> bytes:
    checksum = zlib.crc32(body, zlib.crc32(kind))
    return b"".join(
        [struct.pack(">I", len(body)), kind, body, struct.pack(">I", checksum)]
    )


def _text(body: bytes) -> bytes | None:
    """Return the text of an iTXt chunk, inflated to at most 64 KiB."""
    compressed = body[len(_XMP) : len(_XMP) + 1] == b"\1"
    text = body[len(_XMP) + 2 :].split(b"\0", 2)[-1]
    if not compressed:
        return text
    with suppress(zlib.error):
        return zlib.decompressobj().decompress(text, _LONGEST_XMP)
    return None
