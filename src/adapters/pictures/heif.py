"""The boxes of a HEIC, as far as they tell how much memory its parts will take.

libheif reads all metadata of a file, although nothing here needs them: their extents may
all be the same 20 MB, and each image gets copies of its own.
"""

from collections.abc import Iterator
from typing import Final

from avatar_core.errors import PhotoFault, PhotoRejectedError

from .files import CleanFile


#: A photo has about ten boxes at either level.
_MOST_BOXES: Final = 1000
#: A photo has about fifty items, most of them tiles, with one extent each.
MOST_EXTENTS: Final = 5000
#: The reference from metadata to an image, and one that libheif does not know.
_DESCRIBES, _UNKNOWN = b"cdsc", b"none"


def read_heif(data: bytes, _: int) -> CleanFile:
    """Return the photo without the references to its metadata.

    Raises:
        PhotoRejectedError: Its parts overlap, or there are too many.
    """
    metas = [box for kind, *box in _boxes(data, 0, len(data)) if kind == b"meta"]
    if len(metas) != 1:
        raise _damaged()
    [(start, end)] = metas
    locations = [box for kind, *box in _boxes(data, start + 4, end) if kind == b"iloc"]
    if len(locations) != 1 or _located(data, *locations[0]) > 2 * len(data):
        raise _damaged()
    meta = data[start:end].replace(_DESCRIBES, _UNKNOWN)
    return CleanFile(data=b"".join([data[:start], meta, data[end:]]))


def _boxes(data: bytes, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    """Yield the kind of each box, and where its contents begin and end."""
    for _ in range(_MOST_BOXES):
        if stop - at < 8:  # noqa: PLR2004 - length and kind
            return
        length, header = _number(data, at, 4), 8
        if length == 1:
            length, header = _number(data, at + 8, 8), 16
        end = stop if length == 0 else at + length
        if length and length < header:
            raise _damaged()
        yield data[at + 4 : at + 8], at + header, min(end, stop)
        at = end
    raise _damaged()


def _located(data: bytes, at: int, end: int) -> int:
    """Return the bytes that all items of an `iloc` box have together."""
    version, sizes = data[at], data[at + 4 : at + 6]
    offset_size, length_size = sizes[0] >> 4, sizes[0] & 15
    base_size, index_size = sizes[1] >> 4, sizes[1] & 15 if version else 0
    id_size = 4 if version == 2 else 2  # noqa: PLR2004 - as in ISO/IEC 14496-12
    items = _number(data, at + 6, id_size)
    at += 6 + id_size
    total = extents = 0
    for _ in range(min(items, MOST_EXTENTS + 1)):
        at += id_size + (2 if version else 0) + 2 + base_size
        count = _number(data, at, 2)
        at += 2
        extents += max(1, count)
        if extents > MOST_EXTENTS or at > end:
            raise _damaged()
        for _ in range(count):
            at += index_size + offset_size
            # None, or zero, is everything.
            total += _number(data, at, length_size) or len(data)
            at += length_size
    return total


def _number(data: bytes, at: int, size: int) -> int:
    return int.from_bytes(data[at : at + size], "big")


def _damaged() -> PhotoRejectedError:
    return PhotoRejectedError(PhotoFault.DAMAGED)
