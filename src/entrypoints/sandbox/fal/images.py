"""Decode, check and encode images."""

import io
import math

from typing import Final

from PIL import (
    Image,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from .endpoints import Loc, Refusal, refusal


MOST_PIXELS: Final = 60_000_000
MOST_BYTES: Final = 64 * 1024 * 1024
#: File suffixes by the value of `output_format`.
SUFFIXES: Final = {"jpeg": "jpg", "png": "png", "webp": "webp"}
_DECODERS: Final = (
    (b"\xff\xd8\xff", JpegImagePlugin.JpegImageFile),
    (b"\x89PNG", PngImagePlugin.PngImageFile),
    (b"RIFF", WebPImagePlugin.WebPImageFile),
)


def open_image(data: bytes) -> Image.Image:
    """Open a JPEG, PNG or WebP; its pixels are not decoded yet."""
    # Image.open would also warn about large images, and warnings are global.
    for start, decoder in _DECODERS:
        if data.startswith(start):
            return decoder(io.BytesIO(data))
    raise UnidentifiedImageError


def decode(
    data: bytes, loc: Loc, message: str = "Failed to load the image.", side: int = 0
) -> Image.Image:
    """Decode an image, upright and without transparency.

    A large JPEG is decoded faster if only *side* pixels are needed.

    Raises:
        Refusal: It is no image, or has too many pixels.
    """
    try:
        image = open_image(data)
        giant = image.width * image.height > MOST_PIXELS
        if not giant:
            if side:
                image.draft("RGB", (side, side))
            return ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # hostile files break decoders in every way
        raise refusal(loc, "image_load_error", message) from error
    raise too_many_pixels(loc)


def encode(image: Image.Image, encoding: str) -> bytes:
    """Return the image as a JPEG, PNG or WebP file."""
    with io.BytesIO() as out:
        image.save(out, encoding, quality=92, compress_level=1)
        return out.getvalue()


def black(width: int, height: int, content_type: str) -> bytes:
    """Return the black picture that fal gives instead of a flagged one."""
    image = Image.new("RGB", (width, height))
    return encode(image, content_type.removeprefix("image/"))


def too_many_pixels(loc: Loc) -> Refusal:
    """Return the answer to an image that is too large."""
    side, message = math.isqrt(MOST_PIXELS), "The image has too many pixels."
    return refusal(loc, "image_too_large", message, max_height=side, max_width=side)
