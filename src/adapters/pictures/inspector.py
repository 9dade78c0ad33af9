"""Check photos that people send and pictures that a provider delivers."""

import asyncio
import copy

from collections.abc import AsyncIterable, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import Final, Self, TypeVar

import attrs

from PIL import Image, ImageFile, ImageOps

from avatar_core.errors import BadArtefactError, PhotoFault, PhotoRejectedError
from avatar_core.pictures import Origin, PictureFormat
from avatar_core.ports import InspectedPhoto, MeasuredPicture

from .files import CleanFile, Format, format_of
from .marks import Marker, PictureFile, draw_badge
from .pixels import is_black, opened, perceptual_hash, to_jpeg, upright_rgb
from .sheets import SIDE, draw_sheet


T = TypeVar("T")


@attrs.frozen(kw_only=True)
class PhotoLimits:
    """Limits of a photo, and the size it is stored in."""

    #: The size of the file as sent.
    max_bytes: int = 20 * 1024 * 1024
    #: The least length of the shorter side, in pixels.
    min_side: int = 512
    #: Width times height, according to the header.
    max_pixels: int = 64_000_000
    #: The longer side divided by the shorter.
    max_aspect: float = 3.0
    #: The greatest length of the longer side when stored, in pixels.
    keep_side: int = 1536


#: Limits of a photo that is only described.
DESCRIBED: Final = PhotoLimits(min_side=64, max_aspect=20.0)


@attrs.frozen(kw_only=True)
class PictureLimits:
    """Limits of a delivered picture."""

    max_bytes: int = 50 * 1024 * 1024
    max_pixels: int = 32_000_000


class PillowPictures:
    """`avatar_core.ports.PhotoInspector` and `PictureInspector` by Pillow.

    Only *workers* threads decode, so at most that many pictures are in memory decoded. A
    JPEG takes about 40 MB, since it is scaled down while it is decoded; the largest
    PNG, WebP, HEIC or progressive JPEG allowed takes up to 450 MB.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        photos: PhotoLimits | None = None,
        pictures: PictureLimits | None = None,
        marker: Marker | None = None,
        badge: bool = False,
    ) -> None:
        """Make the threads; *badge* is whether pictures are visibly marked as well."""
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        self._photos = photos or PhotoLimits()
        self._pictures = pictures or PictureLimits()
        self._marker = marker or Marker()
        self._badge = badge

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo upright, in sRGB, without metadata, as a JPEG."""
        return await self._in_thread(lambda: _inspected(data, self._photos))

    async def measure(self, data: bytes, origin: Origin, /) -> MeasuredPicture:
        """Return the picture marked, without people's metadata.

        Its pixels are encoded anew, as JPEG, only if they have to change: if they lie
        on their side, are of an unusual kind, or get a badge.
        """
        return await self._in_thread(lambda: self._measured(data, origin))

    async def draw_sheet(self, pictures: AsyncIterable[bytes | None], /) -> bytes:
        """Return numbered cut-outs of pictures beside one another, as a JPEG.

        None, and what cannot be decoded, leaves an empty place.
        """
        most = self._pictures.max_pixels
        cells = [
            await self._in_thread(partial(_cell, data, most)) if data else None
            async for data in pictures
        ]
        return await self._in_thread(lambda: self._drawn(cells))

    def _drawn(self, cells: Sequence[Image.Image | None]) -> bytes:
        sheet = draw_sheet(cells)
        if self._badge:
            draw_badge(sheet)
        return to_jpeg(sheet, _SHEET_QUALITY)

    def judging(self, limits: PhotoLimits) -> Self:
        """Return an inspector with other limits of photos and the same threads."""
        other = copy.copy(self)
        other._photos = limits
        return other

    def close(self) -> None:
        """Wait for the pictures being decoded and accept no more."""
        self._threads.shutdown(cancel_futures=True)

    def _measured(self, data: bytes, origin: Origin) -> MeasuredPicture:
        limits = self._pictures
        if len(data) > limits.max_bytes:
            raise BadArtefactError(
                f"the picture is longer than {limits.max_bytes} bytes"
            )
        with _delivered(data, limits.max_pixels) as (clean, image):
            form = _FORMS.get(format_of(data))
            delivered = PictureFile(data, form) if form else None
            plain = clean.orientation == 1 and image.mode in _PLAIN_MODES
            kept = delivered if plain and not self._badge else None
            # The noise after a file that breaks off is seen only in full size.
            small = kept is not None and clean.with_noise is None
            size = image.size
            picture = upright_rgb(clean, image, _GLANCE if small else 1.0)
        # A single bright pixel does not show in a small picture.
        if small and is_black(picture):
            picture, small = _in_full(data, limits), False
        width, height = size if kept else picture.size
        if is_black(picture):
            return MeasuredPicture(data, width, height, black=True)
        marked = self._marker.mark(kept, origin) if kept else None
        if marked is None:
            if small:
                picture = _in_full(data, limits)
            if self._badge:
                draw_badge(picture)
            encoded = to_jpeg(picture, _PICTURE_QUALITY)
            marked = self._marker.mark_encoded(encoded, delivered, origin)
        return MeasuredPicture(
            marked.data, width, height, black=False, form=marked.form
        )

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function)


# --- in the thread --------------------------------------------------------

_PHOTO_QUALITY: Final = 92
_PICTURE_QUALITY: Final = 95
_SHEET_QUALITY: Final = 85
#: The scale in which a picture is only looked at. A JPEG is decoded twice as fast.
_GLANCE: Final = 1 / 8
#: Formats that pictures are kept in.
_FORMS: Final = {
    Format.JPEG: PictureFormat.JPEG,
    Format.PNG: PictureFormat.PNG,
    Format.WEBP: PictureFormat.WEBP,
}
#: Pillow's modes that every viewer shows alike: not inks, nor 16 bits of grey.
_PLAIN_MODES: Final = frozenset({"1", "L", "LA", "P", "RGB", "RGBA"})


#: Where the middle of a cut-out is: faces are in the upper half.
_FACES: Final = (0.5, 0.3)


@contextmanager
def _delivered(
    data: bytes, max_pixels: int
) -> Iterator[tuple[CleanFile, ImageFile.ImageFile]]:
    try:
        with opened(data, max_pixels) as found:
            yield found
    except PhotoRejectedError as error:
        raise BadArtefactError(f"the picture is {error.fault}") from error


def _cell(data: bytes, max_pixels: int) -> Image.Image | None:
    """Return the middle of a picture as a square, or None if it cannot be decoded."""
    try:
        with opened(data, max_pixels) as (clean, image):
            scale = min(1.0, SIDE / min(image.size))
            picture = upright_rgb(clean, image, scale)
    except PhotoRejectedError:
        return None
    return ImageOps.fit(picture, (SIDE, SIDE), centering=_FACES)


def _in_full(data: bytes, limits: PictureLimits) -> Image.Image:
    with _delivered(data, limits.max_pixels) as (clean, image):
        return upright_rgb(clean, image, 1.0)


def _inspected(data: bytes, limits: PhotoLimits) -> InspectedPhoto:
    if len(data) > limits.max_bytes:
        raise PhotoRejectedError(PhotoFault.TOO_BIG)
    with opened(data, limits.max_pixels) as (clean, image):
        shorter, longer = sorted(image.size)
        if shorter < limits.min_side:
            raise PhotoRejectedError(PhotoFault.TOO_SMALL)
        if longer > shorter * limits.max_aspect:
            raise PhotoRejectedError(PhotoFault.TOO_NARROW)
        kept = upright_rgb(clean, image, min(1.0, limits.keep_side / longer))
    return InspectedPhoto(
        to_jpeg(kept, _PHOTO_QUALITY), kept.width, kept.height, perceptual_hash(kept)
    )
