"""The format of a file, by its first bytes."""

from enum import Enum
from typing import Final

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
