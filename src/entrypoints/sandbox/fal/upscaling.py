"""Enlarge a picture."""

import asyncio
import secrets

from PIL import Image

from .downloads import fetch
from .images import MOST_BYTES, MOST_PIXELS, SUFFIXES, decode, encode, too_many_pixels
from .records import Outcome
from .service import Work


async def upscale(work: Work) -> Outcome:
    """Return the upscaler's answer, or refuse a picture that is too large."""
    loc, encoding = ("body", "image_url"), work.values["output_format"]
    data = await fetch(work.fal.session, work.values["image_url"], MOST_BYTES, loc)
    source = await asyncio.to_thread(decode, data, loc)
    scale = float(work.values["scale"])
    size = (round(source.width * scale), round(source.height * scale))
    if size[0] * size[1] > MOST_PIXELS:
        raise too_many_pixels(loc)
    data = await asyncio.to_thread(
        lambda: encode(source.resize(size, Image.Resampling.BICUBIC), encoding)
    )
    name = f"{secrets.token_hex(8)}.{SUFFIXES[encoding]}"
    image = work.file(name, f"image/{encoding}", data)
    return Outcome(200, {"image": image | {"width": size[0], "height": size[1]}})
