"""What fal charges for a unit of each model, as its pricing route says it.

Source: the models' own pages and llms.txt files, read on 2026-11-20.
"""

from typing import Final

import attrs


@attrs.frozen
class UnitPrice:
    """A price in US dollars, and what it is for."""

    amount: float
    unit: str


PRICES: Final = {
    "fal-ai/flux-lora-portrait-trainer": UnitPrice(0.0024, "steps"),
    "fal-ai/flux-lora-fast-training": UnitPrice(0.002, "steps"),
    "fal-ai/z-image-turbo-trainer-v2": UnitPrice(0.00085, "steps"),
    "fal-ai/krea-2-trainer": UnitPrice(0.003, "steps"),
    "fal-ai/flux-2-trainer-v2": UnitPrice(0.0064, "steps"),
    "fal-ai/qwen-image-2512-trainer": UnitPrice(0.0015, "steps"),
    "fal-ai/flux-lora": UnitPrice(0.035, "megapixels"),
    "fal-ai/z-image/turbo/lora": UnitPrice(0.0085, "megapixels"),
    "fal-ai/krea-2/turbo/lora": UnitPrice(0.01, "megapixels"),
    "fal-ai/flux-2/lora": UnitPrice(0.021, "megapixels"),
    "fal-ai/qwen-image-2512/lora": UnitPrice(0.035, "megapixels"),
    # Billed in units that say nothing about one call.
    "openrouter/router": UnitPrice(0.001, "1000 tokens"),
    "openrouter/router/vision": UnitPrice(0.001, "1000 tokens"),
    "fal-ai/esrgan": UnitPrice(0.00111, "compute seconds"),
}
