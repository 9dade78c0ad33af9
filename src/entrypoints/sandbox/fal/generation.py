"""Generate pictures from the photos inside the LoRAs, and enlarge pictures."""

import asyncio
import secrets

from typing import Any, Final

from PIL import Image

from .downloads import fetch
from .endpoints import picture_size, refusal
from .images import MOST_BYTES, MOST_PIXELS, SUFFIXES, decode, encode, too_many_pixels
from .pictures import Order, compose, stranger
from .records import Outcome
from .service import Work
from .weights import NotWeightsError, Weights, read_weights


_WEIGHTS_LIMIT: Final = 128 * 1024 * 1024


async def generate(work: Work) -> Outcome:
    """Return the generator's answer, or refuse LoRAs of another base model."""
    values = work.values
    loras = [
        await _fetched(work, index, lora["path"])
        for index, lora in enumerate(values["loras"])
    ]
    if work.fal.faults.draw_somebody_else.take():
        loras = [Weights(work.endpoint.family, (stranger(),), "stranger")]
    seed = values["seed"]
    # Like fal's, these may exceed a signed 64-bit integer.
    seed = secrets.randbits(64) if seed is None else int(seed)
    width, height = picture_size(values["image_size"])
    count, encoding = int(values["num_images"]), values["output_format"]
    orders = [
        Order(
            prompt=values["prompt"],
            seed=seed + index,
            width=width,
            height=height,
            label=f"{index + 1} of {count}",
            encoding=encoding,
        )
        for index in range(count)
    ]
    pictures = await asyncio.to_thread(
        lambda: [compose(order, loras) for order in orders]
    )
    images = [
        {
            "url": work.fal.files.save(
                f"{secrets.token_hex(8)}.{SUFFIXES[encoding]}", data
            ),
            "width": width,
            "height": height,
            "content_type": f"image/{encoding}",
        }
        for data in pictures
    ]
    body: dict[str, Any] = {
        "images": images,
        "timings": {"inference": work.record.duration},
        "seed": seed,
        "has_nsfw_concepts": [False] * count,
        "prompt": values["prompt"],
    }
    if work.endpoint.tells_actual_prompt:
        body["actual_prompt"] = values["prompt"]
    return Outcome(200, body)


async def _fetched(work: Work, index: int, url: str) -> Weights:
    loc = ("body", "loras", index, "path")
    data = await fetch(work.fal.session, url, _WEIGHTS_LIMIT, loc)
    failed = "Failed to load the LoRA weights."
    try:
        weights = read_weights(data)
    except NotWeightsError as error:
        raise refusal(loc, "value_error", f"{failed} {error}") from error
    family, expected = weights.family[:40], work.endpoint.family
    if weights.family != expected:
        message = f"{failed} They belong to {family}, not {expected}."
        raise refusal(loc, "value_error", message, family=family, expected=expected)
    return weights


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
