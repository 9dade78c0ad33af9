"""A picture's file: its format, its orientation, and what decoding needs of it."""

import re
import struct

from enum import Enum
from typing import Final

import attrs

from avatar_core.errors import PhotoFault, PhotoRejectedError


class Format(Enum):
    """The formats that are accepted."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIF = "heif"


_HEIC: Final = frozenset({b"heic", b"heix", b"heim", b"heis"})
_MOVING_HEIF: Final = frozenset({b"msf1", b"hevc", b"hevx", b"hevm", b"hevs"})
#: Other pictures in the container of HEIF: AVIF, Canon's raw files.
_OTHER_BRANDS: Final = frozenset({b"avif", b"avis", b"mif1", b"crx "})
#: BMP, TIFF (most cameras' raw files as well), JPEG 2000, JPEG XL.
_OTHERS: Final = (
    b"BM",
    b"II*\0",
    b"MM\0*",
    b"\0\0\0\x0cjP  ",
    b"\xff\x4f\xff\x51",
    b"\0\0\0\x0cJXL ",
    b"\xff\x0a",
)
_MOST_BRANDS: Final = 60


def format_of(data: bytes) -> Format:
    """Return the format.

    Raises:
        PhotoRejectedError: It is not accepted, or is animated.
    """
    if data.startswith(b"\xff\xd8"):
        return Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Format.WEBP
    brands = _brands(data)
    if brands[:1] and brands[0] in _MOVING_HEIF:
        raise PhotoRejectedError(PhotoFault.ANIMATED)
    if not _HEIC.isdisjoint(brands):
        return Format.HEIF
    if data.startswith(_OTHERS) or not _OTHER_BRANDS.isdisjoint(brands):
        raise PhotoRejectedError(PhotoFault.OTHER_FORMAT)
    raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)


def _brands(data: bytes) -> list[bytes]:
    """Return the main brand of a box file, then its compatible brands."""
    if data[4:8] != b"ftyp":
        return []
    end = min(int.from_bytes(data[:4], "big"), 16 + 4 * _MOST_BRANDS)
    return [data[8:12], *(data[at : at + 4] for at in range(16, end, 4))]


@attrs.frozen(kw_only=True)
class CleanFile:
    """A picture's file, rebuilt from the parts that decoding needs."""

    data: bytes = attrs.field(repr=False)
    #: As in EXIF, 1 to 8.
    orientation: int = 1
    #: An ICC profile, which may be invalid.
    profile: bytes | None = attrs.field(default=None, repr=False)
    #: The same file with noise after its last byte, if pixels may be missing there.
    #: None are missing if both files look the same.
    with_noise: bytes | None = attrs.field(default=None, repr=False)


def check_size(width: int, height: int, max_pixels: int) -> None:
    """Raise `PhotoRejectedError` if there are no pixels, or too many."""
    if width * height == 0:
        raise PhotoRejectedError(PhotoFault.DAMAGED)
    if width * height > max_pixels:
        raise PhotoRejectedError(PhotoFault.TOO_MANY_PIXELS)


#: EXIF's tag of the orientation, its byte orders, and its unsigned types, as `struct`
#: knows them.
_ORIENTATION: Final = 0x0112
_BYTE_ORDERS: Final = {b"II": "<", b"MM": ">"}
_UNSIGNED: Final = {1: "B", 3: "H", 4: "I"}
#: A camera's first directory has about twenty entries.
_MOST_ENTRIES: Final = 500
_IN_XMP: Final = re.compile(rb"tiff:Orientation(?:=\"|>)([1-8])")
_LONGEST_XMP: Final = 64 * 1024


def orientation_in_exif(exif: bytes) -> int | None:
    """Return the orientation, or None if it cannot be read."""
    exif = exif.removeprefix(b"Exif\0\0")
    order = _BYTE_ORDERS.get(exif[:2])
    if order is None:
        return None
    try:
        (directory,) = struct.unpack_from(f"{order}I", exif, 4)
        (entries,) = struct.unpack_from(f"{order}H", exif, directory)
        for number in range(min(entries, _MOST_ENTRIES)):
            at = directory + 2 + 12 * number
            tag, kind = struct.unpack_from(f"{order}HH", exif, at)
            if tag == _ORIENTATION and kind in _UNSIGNED:
                (value,) = struct.unpack_from(order + _UNSIGNED[kind], exif, at + 8)
                return value if 1 <= value <= 8 else None  # noqa: PLR2004 - as in EXIF
    except struct.error:
        pass
    return None


def orientation_in_xmp(xmp: bytes) -> int | None:
    """Return the orientation, or None if there is none."""
    found = _IN_XMP.search(xmp, 0, _LONGEST_XMP)
    return int(found[1]) if found else None
