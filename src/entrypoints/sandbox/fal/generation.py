"""Generations: pictures composed of the photos inside the LoRAs."""

import asyncio
import base64
import secrets

from typing import Any, Final

import attrs

from .books import Outcome
from .models import Generator, Refusal, detail, picture_size
from .pictures import Order, compose
from .storage import DownloadError, Downloads, Files, download_refusal
from .weights import NotWeightsError, Weights, read_weights


_WEIGHTS_LIMIT: Final = 128 * 1024 * 1024
_SUFFIXES: Final = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@attrs.define
class Studio:
    """Makes pictures of weights."""

    files: Files
    downloads: Downloads
    #: The `timings.inference` to report.
    seconds: float

    async def generate(self, generator: Generator, values: dict[str, Any]) -> Outcome:
        """Return the generator's answer to the checked *values*.

        Raises:
            Refusal: when a LoRA is not to be had or made for another model.
        """
        loras = [
            await self._fetch(generator, index, lora["path"])
            for index, lora in enumerate(values["loras"])
        ]
        seed = values["seed"]
        # Like fal's, these may exceed a signed 64-bit integer.
        seed = secrets.randbits(64) if seed is None else int(seed)
        width, height = picture_size(values["image_size"])
        count = int(values["num_images"])
        encoding = values["output_format"]
        pictures = await asyncio.to_thread(
            lambda: [
                compose(
                    Order(
                        prompt=values["prompt"],
                        seed=seed + index,
                        width=width,
                        height=height,
                        label=f"{index + 1} of {count}",
                        encoding=encoding,
                    ),
                    loras,
                )
                for index in range(count)
            ]
        )
        content_type = f"image/{encoding}"
        images = [
            {
                "url": self._address(values, content_type, encoding, data),
                "width": width,
                "height": height,
                "content_type": content_type,
            }
            for data in pictures
        ]
        body: dict[str, Any] = {
            "images": images,
            "timings": {"inference": self.seconds},
            "seed": seed,
            "has_nsfw_concepts": [False] * count,
            "prompt": values["prompt"],
        }
        if generator.tells_actual_prompt:
            body["actual_prompt"] = values["prompt"]
        return Outcome(200, body)

    def _address(
        self, values: dict[str, Any], content_type: str, encoding: str, data: bytes
    ) -> str:
        if values["sync_mode"]:
            return f"data:{content_type};base64,{base64.b64encode(data).decode()}"
        name = f"{secrets.token_hex(8)}.{_SUFFIXES[encoding]}"
        return self.files.save(name, data)

    async def _fetch(self, generator: Generator, index: int, url: str) -> Weights:
        loc = ("body", "loras", index, "path")
        try:
            data = await self.downloads.to_memory(url, _WEIGHTS_LIMIT)
        except DownloadError as error:
            raise download_refusal(loc, error) from error
        try:
            weights = read_weights(data)
        except NotWeightsError as error:
            raise Refusal(
                detail(loc, "value_error", f"Failed to load the LoRA weights. {error}")
            ) from error
        if weights.family != generator.family:
            raise Refusal(
                detail(
                    loc,
                    "value_error",
                    "Failed to load the LoRA weights. "
                    f"They belong to {weights.family[:40]}, not {generator.family}.",
                    ctx={"family": weights.family[:40], "expected": generator.family},
                )
            )
        return weights
