"""Enlargements: the very picture, with more pixels."""

import asyncio
import secrets

from typing import Any, Final

import attrs

from PIL import Image

from .books import Outcome
from .images import MOST_PIXELS, fetch_image, too_many_pixels
from .pictures import encode
from .storage import Downloads, Files


_SUFFIXES: Final = {"jpeg": "jpg", "png": "png"}


@attrs.define
class Darkroom:
    """Enlarges pictures."""

    files: Files
    downloads: Downloads

    async def enlarge(self, values: dict[str, Any]) -> Outcome:
        """Return the upscaler's answer to the checked *values*.

        Raises:
            Refusal: when the picture is not to be had, none or too large.
        """
        loc = ("body", "image_url")
        source = await fetch_image(self.downloads, values["image_url"], loc)
        scale = float(values["scale"])
        width, height = round(source.width * scale), round(source.height * scale)
        if width * height > MOST_PIXELS:
            raise too_many_pixels(loc)
        encoding = values["output_format"]
        data = await asyncio.to_thread(_enlarged, source, width, height, encoding)
        name = f"{secrets.token_hex(8)}.{_SUFFIXES[encoding]}"
        return Outcome(
            200,
            {
                "image": {
                    "url": self.files.save(name, data),
                    "content_type": f"image/{encoding}",
                    "file_name": name,
                    "file_size": len(data),
                    "width": width,
                    "height": height,
                }
            },
        )


def _enlarged(source: Image.Image, width: int, height: int, encoding: str) -> bytes:
    return encode(source.resize((width, height), Image.Resampling.BICUBIC), encoding)
