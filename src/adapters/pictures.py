"""Photos and pictures, judged and re-encoded by Pillow.

Whatever comes in was made by strangers: the format is told by its first bytes
and its size by its header, before anything is decoded. Pillow's plugins are
called by name, so nobody else's registrations, nor the other forty formats,
are within reach, and an MPO (a phone's JPEG with a second picture behind it)
is read as the JPEG it begins with.
"""

import asyncio
import copy
import io
import re
import struct

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from enum import Enum
from typing import Final, Self, TypeVar

import attrs

from PIL import Image, ImageCms, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif.as_plugin import HeifImageFile

from avatar_core.errors import BadArtefactError, PhotoFault, PhotoRejectedError
from avatar_core.ports import InspectedPhoto, MeasuredPicture


T = TypeVar("T")


@attrs.frozen(kw_only=True)
class PhotoLimits:
    """What a photo must be like, and how it is kept."""

    #: Of the file as it was sent.
    max_bytes: int = 20 * 1024 * 1024
    #: Of the shorter side, in pixels.
    min_side: int = 512
    #: Width times height, as the header tells them.
    max_pixels: int = 64_000_000
    #: The longer side over the shorter.
    max_aspect: float = 3.0
    #: A longer side than this, in pixels, is scaled down to it.
    keep_side: int = 1536


#: For a photo that is only looked at.
DESCRIBED: Final = PhotoLimits(min_side=64, max_aspect=20.0)


@attrs.frozen(kw_only=True)
class PictureLimits:
    """What a delivered picture may be like at most."""

    max_bytes: int = 50 * 1024 * 1024
    max_pixels: int = 32_000_000


class PillowPictures:
    """`avatar_core.ports.PhotoInspector` and `PictureInspector` by Pillow.

    Decoding happens in *workers* threads and nowhere else, so at most that many
    pictures are in memory decoded. A JPEG takes some 40 MB, since it is scaled
    down while it is decoded; the largest PNG, WebP, HEIC or progressive JPEG
    allowed takes up to 450 MB. Callers hold the files that wait their turn.
    """

    def __init__(
        self,
        *,
        workers: int = 1,
        photos: PhotoLimits | None = None,
        pictures: PictureLimits | None = None,
    ) -> None:
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="pictures")
        self._photos = photos or PhotoLimits()
        self._pictures = pictures or PictureLimits()

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo upright, in sRGB, without metadata, as a JPEG.

        Raises:
            PhotoRejectedError: It cannot be trained with.
        """
        return await self._in_thread(lambda: _inspected(data, self._photos))

    async def measure(self, data: bytes, /) -> MeasuredPicture:
        """Return the picture as a JPEG without metadata.

        Raises:
            BadArtefactError: It is no decodable picture.
        """
        return await self._in_thread(lambda: _measured(data, self._pictures))

    def judging(self, limits: PhotoLimits) -> Self:
        """Return the same, threads included, with other limits of photos."""
        other = copy.copy(self)
        other._photos = limits
        return other

    def close(self) -> None:
        """Wait for the pictures being worked on and take no more."""
        self._threads.shutdown(cancel_futures=True)

    async def _in_thread(self, function: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, function)


# --- in the thread --------------------------------------------------------

_PHOTO_QUALITY: Final = 92
_PICTURE_QUALITY: Final = 95
#: JPEG leaves some noise even in black.
_BLACKEST: Final = 10
#: Rows gone through at a time, so a large picture is not in memory twice.
_BAND: Final = 256
#: A pixel of WebP takes 15 bytes to decode, of PNG and HEIC some 7, of JPEG 1.
_WEBP_PIXELS: Final = 25_000_000
_LARGEST_PROFILE: Final = 4 * 1024 * 1024
_ORIENTATION: Final = 0x0112
#: EXIF's orientations and what makes them upright.
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


class _Format(Enum):
    JPEG = JpegImageFile
    PNG = PngImageFile
    WEBP = WebPImageFile
    HEIF = HeifImageFile


def _inspected(data: bytes, limits: PhotoLimits) -> InspectedPhoto:
    if len(data) > limits.max_bytes:
        raise PhotoRejectedError(PhotoFault.TOO_BIG)
    with _opened(data, limits.max_pixels) as image:
        shorter, longer = sorted(image.size)
        if shorter < limits.min_side:
            raise PhotoRejectedError(PhotoFault.TOO_SMALL)
        if longer > shorter * limits.max_aspect:
            raise PhotoRejectedError(PhotoFault.TOO_NARROW)
        kept = _upright_rgb(image, min(1.0, limits.keep_side / longer))
    return InspectedPhoto(_jpeg(kept, _PHOTO_QUALITY), kept.width, kept.height)


def _measured(data: bytes, limits: PictureLimits) -> MeasuredPicture:
    if len(data) > limits.max_bytes:
        raise BadArtefactError(f"the picture is longer than {limits.max_bytes} bytes")
    try:
        with _opened(data, limits.max_pixels) as image:
            bare = image.mode == "RGB" and _is_bare_baseline_jpeg(data)
            picture = _upright_rgb(image, 1.0)
    except PhotoRejectedError as error:
        raise BadArtefactError(f"the picture is {error.fault}") from error
    return MeasuredPicture(
        data if bare else _jpeg(picture, _PICTURE_QUALITY),
        picture.width,
        picture.height,
        black=_is_black(picture),
    )


@contextmanager
def _opened(data: bytes, max_pixels: int) -> Iterator[ImageFile.ImageFile]:
    """Open a picture whose header is all right; what fails in here is damaged."""
    form = _format(data)
    try:
        if form is _Format.WEBP:
            _check_webp(data, max_pixels)
        image: ImageFile.ImageFile
        with form.value(io.BytesIO(data)) as image:
            _check_header(image, max_pixels)
            if form is _Format.JPEG:
                _check_jpeg_scans(data)
            if form is _Format.PNG:
                # Decoding looks at no checksums; a verified image is used up.
                PngImageFile(io.BytesIO(data)).verify()
            yield image
    except (PhotoRejectedError, MemoryError):
        raise
    except Exception as error:
        # The plugins raise whatever they stumble over: OSError, SyntaxError,
        # struct.error, IndexError, zlib.error, the errors of libheif...
        raise PhotoRejectedError(PhotoFault.DAMAGED) from error


def _format(data: bytes) -> _Format:
    if data.startswith(b"\xff\xd8\xff"):
        return _Format.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return _Format.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _Format.WEBP
    if data[4:8] == b"ftyp":
        length = min(int.from_bytes(data[:4], "big"), 256)
        main = data[8:12]
        brands = {main, *(data[at : at + 4] for at in range(16, length, 4))}
        if main in {b"msf1", b"hevc", b"hevx", b"hevm", b"hevs"}:
            raise PhotoRejectedError(PhotoFault.ANIMATED)
        if brands & {b"heic", b"heix", b"heim", b"heis"}:
            return _Format.HEIF
    raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)


def _check_header(image: ImageFile.ImageFile, max_pixels: int) -> None:
    if image.width * image.height > max_pixels:
        raise PhotoRejectedError(PhotoFault.TOO_MANY_PIXELS)
    # Several pictures in a HEIF file are a burst, of which one is the main one.
    if not isinstance(image, HeifImageFile) and getattr(image, "n_frames", 1) > 1:
        raise PhotoRejectedError(PhotoFault.ANIMATED)


def _check_webp(data: bytes, max_pixels: int) -> None:
    """Read the size ourselves: opening alone allocates twice the canvas."""
    if data[12:16] == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        height = int.from_bytes(data[27:30], "little") + 1
        if data[20] & 0x02:
            raise PhotoRejectedError(PhotoFault.ANIMATED)
    elif data[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", data, 21)
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    else:
        width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 26))
    if width * height > min(max_pixels, _WEBP_PIXELS):
        raise PhotoRejectedError(PhotoFault.TOO_MANY_PIXELS)


def _check_jpeg_scans(data: bytes) -> None:
    """Refuse a JPEG without an end, or with more scans than a photo can need.

    libjpeg takes zeros for grey pixels where the end is missing. And each scan
    has it go through every pixel again, at the price of some 100 bytes: a file
    of 20 MB could keep it busy for hours.
    """
    at, scans = _start_of_scan(data), 1
    while scans <= _MOST_SCANS:
        found = _next_marker(data, at)
        if found is None:
            break
        marker = data[found.end() - 1]
        if marker == _EOI:
            return
        scans += marker == _SOS
        (length,) = struct.unpack_from(">H", data, found.end())
        at = found.end() + length
    raise PhotoRejectedError(PhotoFault.DAMAGED)


def _next_marker(data: bytes, at: int) -> re.Match[bytes] | None:
    """Find it piece by piece: while one is searched, no other thread runs."""
    while at < len(data):
        found = _MARKER.search(data, at, at + _PIECE)
        if found is not None:
            return found
        at += _PIECE - 1  # the last byte may begin a marker
    return None


def _is_black(picture: Image.Image) -> bool:
    """Tell by strips, for the same reason: mostly the first says that it is not."""
    for top in range(0, picture.height, _BAND):
        bottom = min(picture.height, top + _BAND)
        extremes = picture.crop((0, top, picture.width, bottom)).getextrema()
        if any(highest > _BLACKEST for _, highest in extremes):  # type: ignore[misc]  # of RGB: pairs
            return False
    return True


def _upright_rgb(image: ImageFile.ImageFile, scale: float) -> Image.Image:
    """Decode, scale down, turn upright, convert to sRGB on white."""
    width, height = (max(1, round(side * scale)) for side in image.size)
    profile = image.info.get("icc_profile")
    orientation = 1
    with suppress(Exception):  # broken EXIF is no reason to refuse a photo
        orientation = image.getexif().get(_ORIENTATION, 1)
    small: Image.Image
    if isinstance(image, JpegImageFile):
        image.draft(None, (width, height))
        image.load()
        small = image
    else:
        image.load()
        small = _flattened(image, image.width // width)
    if small.size != (width, height):
        small = small.resize((width, height), Image.Resampling.LANCZOS)
    small = _in_srgb(small, profile)
    if orientation in _UPRIGHT:
        small = small.transpose(_UPRIGHT[orientation])
    return small


def _flattened(image: Image.Image, factor: int) -> Image.Image:
    """Return the picture *factor* times smaller, without transparency, as RGB."""
    if image.mode == "RGB" and not image.has_transparency_data and factor == 1:
        return image
    width, height = image.size
    flat = Image.new("RGB", (-(-width // factor), -(-height // factor)))
    rows = _BAND * factor
    for top in range(0, height, rows):
        band = image.crop((0, top, width, min(height, top + rows)))
        if band.mode.startswith("I"):  # 16 bits a pixel; Pillow would clip them
            band = band.point(lambda value: value * (1 / 257)).convert("L")
        if band.has_transparency_data:
            layer = band.convert("RGBA")
            band = Image.new("RGB", layer.size, "white")
            band.paste(layer, mask=layer)
        flat.paste(band.convert("RGB").reduce(factor), (0, top // factor))
    return flat


def _in_srgb(image: Image.Image, profile: object) -> Image.Image:
    if isinstance(profile, bytes) and len(profile) <= _LARGEST_PROFILE:
        # A profile that cannot be read, or is another mode's, counts as none.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == image.mode:
                converted = ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                if converted is not None:
                    return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    image.info = {}  # or its comment would be written, too
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


# --- the markers of a JPEG ------------------------------------------------


def _segments(data: bytes) -> Iterator[tuple[int, int]]:
    """Yield marker and offset of each segment up to the first scan's data."""
    at = 2
    while True:
        while data[at : at + 2] == b"\xff\xff":
            at += 1
        prefix, marker, length = struct.unpack_from(">BBH", data, at)
        if prefix != 0xFF:  # noqa: PLR2004 - every marker begins so
            raise PhotoRejectedError(PhotoFault.DAMAGED)
        yield marker, at
        at += 2 + length
        if marker == _SOS:
            yield _SCAN_DATA, at
            return


_SOS: Final = 0xDA
_EOI: Final = 0xD9
_SCAN_DATA: Final = -1
#: What ends the data of a scan: neither a stuffed 0xFF nor a restart.
_MARKER: Final = re.compile(rb"\xff+[^\xff\x00\x01\xd0-\xd7]", re.DOTALL)
#: Searched in some 5 ms.
_PIECE: Final = 1024 * 1024
#: Ten are usual in a progressive JPEG; encoders that try hard make some 70.
_MOST_SCANS: Final = 100
#: JFIF, tables, baseline frame, restart interval, scan, Adobe's colour flag.
_BARE: Final = frozenset({0xE0, 0xDB, 0xC4, 0xC0, 0xDD, _SOS, 0xEE, _SCAN_DATA})


def _start_of_scan(data: bytes) -> int:
    return next(at for marker, at in _segments(data) if marker == _SCAN_DATA)


def _is_bare_baseline_jpeg(data: bytes) -> bool:
    """Tell whether this is a JPEG of one scan, with nothing besides or behind."""
    if not data.startswith(b"\xff\xd8\xff"):
        return False
    if any(marker not in _BARE for marker, _ in _segments(data)):
        return False
    return data.find(b"\xff\xd9", _start_of_scan(data)) == len(data) - 2
