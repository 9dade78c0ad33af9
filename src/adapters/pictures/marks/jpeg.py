"""The segments of a JPEG file (ISO/IEC 10918-1, annex B) that carry marks.

XMP is in APP1 (Adobe's XMP specification, part 3), C2PA in JUMBF boxes in APP11 (C2PA
specification, appendix A), IPTC in Photoshop's resources in APP13.
"""

import re
import struct

from typing import Final

from .split import IrregularFileError, Split


#: As many as `read_jpeg` accepts, each scan of which has tables before it.
_MOST_SEGMENTS: Final = 1000
_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_JFIF, _APP1, _ICC, _JUMBF, _PHOTOSHOP, _ADOBE = 0xE0, 0xE1, 0xE2, 0xEB, 0xED, 0xEE
#: Tables and frame headers.
_CODING: Final = frozenset({*range(0xC0, 0xD0), 0xDB, 0xDD}) - {0xC8}
#: What the body of a segment that is kept begins with.
_KEPT: Final = {
    _ICC: b"ICC_PROFILE\0",
    _JUMBF: b"JP",
    _ADOBE: b"Adobe",
}
_XMP: Final = b"http://ns.adobe.com/xap/1.0/\0"
_RESOURCES: Final = b"Photoshop 3.0\0"
_IPTC: Final = 0x0404
#: The end of the data of a scan: a marker that is neither a zero nor a restart.
_SCAN_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)
#: JFIF's body: identifier, version, density, width and height of a thumbnail.
_JFIF_LENGTH: Final = 14


def split(data: bytes) -> Split:
    """Split a JPEG; what follows its end is cut off.

    Raises:
        IrregularFileError: There are bytes between segments, or there is no end.
    """
    kept: list[bytes] = [data[:2]]
    found: dict[str, bytes] = {}
    c2pa: list[bytes] = []
    place, at, cut = 1, 2, False
    for _ in range(_MOST_SEGMENTS):
        if len(data) - at < 2 or data[at] != 0xFF:  # noqa: PLR2004 - a marker
            break
        marker = data[at + 1]
        if marker == _EOI:
            kept.append(data[at : at + 2])
            return Split(
                segments=tuple(kept),
                place=place,
                xmp=found.get("xmp"),
                c2pa=b"".join(c2pa),
                cut=cut or at + 2 < len(data),
            )
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        body = data[at + 4 : end]
        if marker == _SOS:
            scan = _SCAN_END.search(data, end)
            if scan is None:
                break
            end = scan.start()
        segment = data[at:end]
        at = end
        if marker == _APP1 and body.startswith(_XMP):
            found.setdefault("xmp", body[len(_XMP) :])
            continue
        replaced = _kept(marker, body, segment)
        cut |= replaced != segment
        kept += [replaced] if replaced else []
        if marker == _JFIF and len(kept) == 2:  # noqa: PLR2004 - it must be the first
            place = 2
        if marker == _JUMBF and replaced:
            c2pa.append(body)
    raise IrregularFileError


def join(parts: Split, xmp: bytes) -> bytes:
    """Return the file with an XMP packet of at most 65 000 bytes."""
    segment = _segment(_APP1, _XMP + xmp)
    kept, place = parts.segments, parts.place
    return b"".join([*kept[:place], segment, *kept[place:]])


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, 2 + len(body)) + body


def _kept(marker: int, body: bytes, segment: bytes) -> bytes:
    """Return what is kept of a segment; thumbnails and comments are not."""
    if marker in _CODING or marker == _SOS:
        return segment
    if marker == _JFIF and body.startswith(b"JFIF\0") and len(body) >= _JFIF_LENGTH:
        if len(body) == _JFIF_LENGTH:
            return segment
        return _segment(_JFIF, body[: _JFIF_LENGTH - 2] + bytes(2))
    if marker == _PHOTOSHOP and body.startswith(_RESOURCES):
        return _with_iptc_alone(body[len(_RESOURCES) :], segment)
    start = _KEPT.get(marker)
    return segment if start is not None and body.startswith(start) else b""


def _with_iptc_alone(resources: bytes, segment: bytes) -> bytes:
    """Return Photoshop's segment without other resources, such as thumbnails."""
    kept, at = [], 0
    while resources[at : at + 4] == b"8BIM":
        # A number, a name (both its length and it are padded to an even length), a
        # length, and the data, padded too.
        name = 1 + resources[at + 6 : at + 7][0] if at + 6 < len(resources) else 1
        head = at + 6 + name + name % 2
        length = int.from_bytes(resources[head : head + 4], "big")
        end = head + 4 + length + length % 2
        if int.from_bytes(resources[at + 4 : at + 6], "big") == _IPTC:
            kept.append(resources[at:end])
        at = end
    if not kept:
        return b""
    alone = _segment(_PHOTOSHOP, _RESOURCES + b"".join(kept))
    return segment if alone == segment else alone
