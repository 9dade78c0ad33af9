"""The orientation of a photo, read from EXIF or XMP."""

import re
import struct

from typing import Final


_TAG: Final = 0x0112
_ORDERS: Final = {b"II": "<", b"MM": ">"}
_TYPES: Final = {1: "B", 3: "H", 4: "I"}
#: A camera's first directory has about twenty entries.
_MOST_ENTRIES: Final = 500
_IN_XMP: Final = re.compile(rb"tiff:Orientation(?:=\"|>)([1-8])")
_LONGEST_XMP: Final = 64 * 1024


def orientation_in_exif(exif: bytes) -> int | None:
    """Return the orientation, or None if it cannot be read."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = _ORDERS.get(exif[:2])
    if order is None:
        return None
    try:
        (directory,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, directory)
        for number in range(min(entries, _MOST_ENTRIES)):
            at = directory + 2 + 12 * number
            tag, kind = struct.unpack_from(f"{order}HH", exif, at)
            if tag == _TAG and kind in _TYPES:
                (value,) = struct.unpack_from(order + _TYPES[kind], exif, at + 8)
                return value if 1 <= value <= 8 else None  # noqa: PLR2004 - as in EXIF
    except struct.error:
        pass
    return None


def orientation_in_xmp(xmp: bytes) -> int | None:
    """Return the orientation, or None if there is none."""
    found = _IN_XMP.search(xmp, 0, _LONGEST_XMP)
    return int(found[1]) if found else None
