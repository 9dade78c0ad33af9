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
_FOREIGN_XMP: Final = (
    b"http://ns.adobe.com/xap/1.0/\0<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
    b"xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><rdf:Description "
    b"xmlns:plus='http://ns.useplus.org/ldf/xmp/1.0/' plus:ImageCreatorID='a model'/>"
    b"</rdf:RDF></x:xmpmeta>"
)
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


def with_foreign_marks(jpeg: bytes) -> bytes:
    """Return a JPEG with a C2PA manifest (unsigned), XMP and EXIF with a place."""
    exif = Image.Exif()
    exif.get_ifd(0x8825)[2] = (52.0, 30.0, 0.0)
    # A JUMBF superbox with a description box: type, toggles, label.
    label = bytes.fromhex("6332706100110010800000aa00389b71") + b"\3c2pa\0"
    described = (8 + len(label)).to_bytes(4) + b"jumd" + label
    manifest = (8 + len(described)).to_bytes(4) + b"jumb" + described
    segments = {
        0xE1: [b"Exif\0\0" + exif.tobytes()[6:], _FOREIGN_XMP],
        0xEB: [b"JP\0\1\0\0\0\1" + manifest],
    }
    added = [
        bytes([0xFF, marker]) + (2 + len(body)).to_bytes(2) + body
        for marker, bodies in segments.items()
        for body in bodies
    ]
    return b"".join([jpeg[:2], *added, jpeg[2:]])


def too_many_pixels(loc: Loc) -> Refusal:
    """Return the answer to an image that is too large."""
    side, message = math.isqrt(MOST_PIXELS), "The image has too many pixels."
    return refusal(loc, "image_too_large", message, max_height=side, max_width=side)
