"""Decoding to upright pixels in sRGB, encoding as JPEG, and comparing how they look."""

import io

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from PIL import Image, ImageChops, ImageCms, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile
from pillow_heif.as_plugin import HeifImageFile

from avatar_core.errors import PhotoFault, PhotoRejectedError

from .files import CleanFile, Format, check_size, format_of
from .heif import read_heif
from .jpeg import read_jpeg
from .png import read_png
from .webp import read_webp


#: JPEG leaves noise even in black.
_BLACKEST: Final = 10
#: Rows processed at a time, so that a large picture is not in memory twice.
_BAND: Final = 256
_LARGEST_PROFILE: Final = 4 * 1024 * 1024
#: EXIF's orientations and the transpositions that make them upright.
_UPRIGHT: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_READERS: Final = {
    Format.JPEG: read_jpeg,
    Format.PNG: read_png,
    Format.WEBP: read_webp,
    Format.HEIF: read_heif,
}
#: Called by name, so that no other plugin of Pillow is used.
_PLUGINS: Final[dict[Format, type[ImageFile.ImageFile]]] = {
    Format.JPEG: JpegImageFile,
    Format.PNG: PngImageFile,
    Format.WEBP: WebPImageFile,
    Format.HEIF: HeifImageFile,
}


@contextmanager
def opened(
    data: bytes, max_pixels: int
) -> Iterator[tuple[CleanFile, ImageFile.ImageFile]]:
    """Open a picture, undecoded; any failure in the block means that it is damaged.

    Raises:
        PhotoRejectedError: It cannot be decoded.
    """
    form = format_of(data)
    try:
        clean = _READERS[form](data, max_pixels)
        with _PLUGINS[form](io.BytesIO(clean.data)) as image:
            check_size(image.width, image.height, max_pixels)
            yield clean, image
    except (PhotoRejectedError, MemoryError):
        raise
    except Exception as error:
        # The plugins raise OSError, SyntaxError, struct.error, IndexError, zlib.error,
        # the errors of libheif and others.
        raise PhotoRejectedError(PhotoFault.DAMAGED) from error


def upright_rgb(
    clean: CleanFile, image: ImageFile.ImageFile, scale: float
) -> Image.Image:
    """Decode, scale, turn upright, and convert to sRGB on white."""
    width, height = (max(1, round(side * scale)) for side in image.size)
    profile = clean.profile or image.info.get("icc_profile")
    small: Image.Image
    if isinstance(image, JpegImageFile):
        image.draft(None, (width, height))
        image.load()
        _check_whole(clean, image)
        small = image
    else:
        image.load()
        small = _flattened(image, image.width // width)
    if small.size != (width, height):
        small = small.resize((width, height), Image.Resampling.LANCZOS)
    small = _in_srgb(small, profile)
    if clean.orientation in _UPRIGHT:
        small = small.transpose(_UPRIGHT[clean.orientation])
    return small


def _check_whole(clean: CleanFile, decoded: JpegImageFile) -> None:
    """Refuse pixels that depend on the noise after the file's last byte."""
    if clean.with_noise is None:
        return
    with JpegImageFile(io.BytesIO(clean.with_noise)) as other:
        other.draft(None, decoded.size)
        other.load()
        if ImageChops.difference(decoded, other).getbbox(alpha_only=False) is not None:
            raise PhotoRejectedError(PhotoFault.DAMAGED)


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
        # An unreadable profile, or one for another mode, is ignored.
        with suppress(ImageCms.PyCMSError, OSError):
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if source.profile.xcolor_space.strip() == image.mode:
                converted = ImageCms.profileToProfile(
                    image, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
                )
                if converted is not None:
                    return converted
    return image if image.mode == "RGB" else image.convert("RGB")


def to_jpeg(image: Image.Image, quality: int) -> bytes:
    """Return the picture as a JPEG without metadata."""
    image.info = {}  # otherwise its comment is also written
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def is_black(picture: Image.Image) -> bool:
    """Return whether no pixel is brighter than noise, mostly after the first strip."""
    for top in range(0, picture.height, _BAND):
        bottom = min(picture.height, top + _BAND)
        extremes = picture.crop((0, top, picture.width, bottom)).getextrema()
        if any(highest > _BLACKEST for _, highest in extremes):  # type: ignore[misc]  # of RGB: pairs
            return False
    return True


#: Rows of the shrunk picture, and bits of the hash in each.
_HASH_SIDE: Final = 16
#: A visible difference of two neighbours, of 255; JPEG makes smaller ones.
_VISIBLE: Final = 2
#: A picture with fewer visible differences cannot be told from others.
_FEWEST: Final = 96


def perceptual_hash(picture: Image.Image) -> str | None:
    """Return the 256-bit difference hash in hex, or None if there is little to see.

    The picture is shrunk to 17 by 16 grey pixels. Each bit says whether a pixel is
    darker than its right neighbour.
    """
    grey = picture.convert("L").resize(
        (_HASH_SIDE + 1, _HASH_SIDE), Image.Resampling.LANCZOS
    )
    pixels = grey.tobytes()
    differences = [
        pixels[at + 1] - pixels[at]
        for row in range(0, len(pixels), _HASH_SIDE + 1)
        for at in range(row, row + _HASH_SIDE)
    ]
    if sum(abs(difference) >= _VISIBLE for difference in differences) < _FEWEST:
        return None
    bits = "".join("1" if difference > 0 else "0" for difference in differences)
    return f"{int(bits, 2):064x}"
