"""Read the training photos out of an archive, as strictly as a real trainer."""

import io
import zipfile

from pathlib import PurePosixPath
from typing import Final

from .endpoints import Loc, Refusal, refusal
from .images import MOST_BYTES, decode, encode
from .weights import THUMBNAIL_SIDE


_IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_LEAST_IMAGES: Final = 4
_MOST_IMAGES: Final = 1000


def read_archive(data: bytes, loc: Loc, *, captions: bool) -> list[bytes]:
    """Return small JPEGs of the images in a zip, or raise a real trainer's refusal.

    With *captions* every image needs a `.txt` file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise not_an_archive(loc) from error
    with archive:
        entries = [info for info in archive.infolist() if _is_image(info)]
        _check_count(len(entries), loc)
        names = set(archive.namelist())
        for info in entries if captions else ():
            if str(PurePosixPath(info.filename).with_suffix(".txt")) not in names:
                message = "Every image needs a .txt caption when there is no word."
                raise refusal(loc, "value_error", message)
        return [_read_image(archive, info, loc) for info in entries]


def not_an_archive(loc: Loc) -> Refusal:
    """Return the answer to something that is no archive."""
    message = "The file is not an archive of a supported kind."
    return refusal(loc, "invalid_archive", message, supported_extensions=[".zip"])


def _check_count(count: int, loc: Loc) -> None:
    if count < _LEAST_IMAGES:
        kind, limit = "below_minimum", {"min_count": _LEAST_IMAGES}
    elif count > _MOST_IMAGES:
        kind, limit = "exceeds_maximum", {"max_count": _MOST_IMAGES}
    else:
        return
    raise refusal(
        loc,
        f"archive_file_count_{kind}",
        f"The archive holds {count} images.",
        provided_count=count,
        supported_extensions=sorted(_IMAGE_SUFFIXES),
        **limit,
    )


def _is_image(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return (
        not info.is_dir()
        and path.suffix.lower() in _IMAGE_SUFFIXES
        and not any(part.startswith((".", "__MACOSX")) for part in path.parts)
        and not path.stem.endswith("_mask")
    )


def _read_image(archive: zipfile.ZipFile, info: zipfile.ZipInfo, loc: Loc) -> bytes:
    if info.file_size > MOST_BYTES:
        message = "A file in the archive is too large."
        raise refusal(loc, "file_too_large", message, max_size=MOST_BYTES)
    name = PurePosixPath(info.filename).name
    message = f"Could not load {name!r} as an image."
    try:
        with archive.open(info) as entry:
            data = entry.read(MOST_BYTES)
    except Exception as error:  # hostile archives break in every way
        raise refusal(loc, "image_load_error", message) from error
    image = decode(data, loc, message, THUMBNAIL_SIDE)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return encode(image, "jpeg")
