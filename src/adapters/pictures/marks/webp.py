"""The chunks of a WebP file (RFC 9649) that carry marks.

XMP is in a chunk that the header VP8X has to announce, C2PA in a chunk of its own (C2PA
specification, appendix A).
"""

import struct

from typing import Final

from .split import IrregularFileError, Split


_MOST_CHUNKS: Final = 1000
_PIXELS: Final = frozenset({b"VP8 ", b"VP8L"})
_C2PA: Final = b"C2PA"
_KEPT: Final = frozenset({b"VP8X", b"ICCP", b"ALPH", _C2PA}) | _PIXELS
#: VP8X's flags.
_HAS_XMP, _HAS_EXIF, _HAS_ALPHA = 0x04, 0x08, 0x10
_EXTENDED_LENGTH: Final = 10


def split(data: bytes) -> Split:
    """Split a WebP; what follows its end is cut off.

    Raises:
        IrregularFileError: A chunk breaks off, or there are no pixels.
    """
    kept: list[bytes] = []
    xmp: bytes | None = None
    c2pa = b""
    stop = 8 + int.from_bytes(data[4:8], "little")
    at, cut, place = 12, stop < len(data), 0
    for _ in range(_MOST_CHUNKS):
        if at >= stop:
            break
        kind, length = (
            data[at : at + 4],
            int.from_bytes(data[at + 4 : at + 8], "little"),
        )
        chunk = data[at : at + 8 + length + length % 2]
        at += 8 + length + length % 2
        if at > stop or at > len(data):
            raise IrregularFileError
        if kind in _KEPT:
            kept.append(chunk)
            if kind in _PIXELS:
                place = len(kept)
            if kind == _C2PA:
                c2pa += chunk[8 : 8 + length]
        elif kind == b"XMP ":
            xmp = xmp or chunk[8 : 8 + length]
        else:
            cut = True
    if at < stop or not place:
        raise IrregularFileError
    return Split(segments=tuple(kept), place=place, xmp=xmp, c2pa=c2pa, cut=cut)


def join(parts: Split, xmp: bytes) -> bytes:
    """Return the file with an XMP packet.

    Raises:
        IrregularFileError: Its headers contradict each other.
    """
    kept, place = parts.segments, parts.place
    if kept[0].startswith(b"VP8X"):
        header, rest = kept[0][8:], kept[1:place]
    else:
        header, rest = _extended(kept[0]), kept[:place]
    if len(header) != _EXTENDED_LENGTH:
        raise IrregularFileError
    flags = (header[0] | _HAS_XMP) & ~_HAS_EXIF
    body = b"".join(
        [
            b"WEBP",
            _chunk(b"VP8X", bytes([flags]) + header[1:]),
            *rest,
            _chunk(b"XMP ", xmp),
            *kept[place:],
        ]
    )
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _extended(pixels: bytes) -> bytes:
    """Return the body of a VP8X chunk for a file that has none."""
    flags = 0
    if pixels.startswith(b"VP8L"):
        bits = int.from_bytes(pixels[9:13], "little")
        width, height = bits & 0x3FFF, bits >> 14 & 0x3FFF
        flags = _HAS_ALPHA if bits >> 28 & 1 else 0
    elif pixels.startswith(b"VP8 "):
        width, height = (
            (int.from_bytes(pixels[at : at + 2], "little") & 0x3FFF) - 1
            for at in (14, 16)
        )
    else:
        raise IrregularFileError
    sides = b"".join(max(0, side).to_bytes(3, "little") for side in (width, height))
    return bytes([flags, 0, 0, 0]) + sides


def _chunk(kind: bytes, body: bytes) -> bytes:
    return b"".join([kind, struct.pack("<I", len(body)), body, bytes(len(body) % 2)])
