"""Makes image files, and returns the inspector's verdict on them."""

import io
import struct
import zlib

from typing import Any

import pillow_heif

from PIL import Image, ImageChops

from adapters.pictures import PillowPictures
from avatar_core.errors import PhotoFault, PhotoRejectedError


def drawn(size: tuple[int, int] = (900, 700), mode: str = "RGB") -> Image.Image:
    """Return a picture with detail in every row."""
    noise = Image.effect_noise(size, 20)
    gradient = Image.radial_gradient("L").resize(size)
    image = Image.merge("RGB", [ImageChops.add(gradient, noise, 2)] * 3)
    return image.convert(mode)


def encoded(image: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """Return the picture as a file."""
    file = io.BytesIO()
    if form == "HEIF":
        pillow_heif.from_pillow(image).save(
            file, quality=80, enc_params={"preset": "ultrafast"}, **options
        )
    else:
        image.save(file, form, **options)
    return file.getvalue()


def chunk(kind: bytes, body: bytes, *, wrong: bool = False) -> bytes:
    """Return a chunk of a PNG; its checksum may be *wrong*."""
    checksum = zlib.crc32(kind + body) ^ wrong
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", checksum)


def riff(*chunks: tuple[bytes, bytes], size: int | None = None) -> bytes:
    """Return a WebP of these chunks, whose header may claim another *size*."""
    body = b"".join(
        kind + struct.pack("<I", len(data)) + data + bytes(len(data) % 2)
        for kind, data in chunks
    )
    return b"RIFF" + struct.pack("<I", size or 4 + len(body)) + b"WEBP" + body


async def fault_of(pictures: PillowPictures, data: bytes) -> PhotoFault | None:
    """Return why a photo is refused; None if it is accepted."""
    try:
        await pictures.inspect(data)
    except PhotoRejectedError as error:
        return error.fault
    return None
