"""Images that requests point to: fetched, really decoded, and of bearable size."""

import asyncio
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

from .models import Loc, Refusal, detail
from .storage import DownloadError, Downloads, download_refusal


MOST_PIXELS: Final = 60_000_000
_IMAGE_LIMIT: Final = 64 * 1024 * 1024
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


def too_many_pixels(loc: Loc) -> Refusal:
    """Return the answer to an image that is too large."""
    side = math.isqrt(MOST_PIXELS)
    return Refusal(
        detail(
            loc,
            "image_too_large",
            "The image has too many pixels.",
            ctx={"max_height": side, "max_width": side},
        )
    )


async def fetch_image(downloads: Downloads, url: str, loc: Loc) -> Image.Image:
    """Fetch and decode the image at *url*, upright, without transparency.

    Raises:
        Refusal: when it is not to be had, no image or too large.
    """
    try:
        data = await downloads.to_memory(url, _IMAGE_LIMIT)
    except DownloadError as error:
        raise download_refusal(loc, error) from error
    return await asyncio.to_thread(_decoded, data, loc)


def _decoded(data: bytes, loc: Loc) -> Image.Image:
    try:
        image = open_image(data)
        giant = image.width * image.height > MOST_PIXELS
        if not giant:
            return ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # hostile files break decoders in every way
        raise Refusal(
            detail(loc, "image_load_error", "Failed to load the image.")
        ) from error
    raise too_many_pixels(loc)
