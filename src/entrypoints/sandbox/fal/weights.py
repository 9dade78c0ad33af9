"""LoRA files that carry their training photos."""

import contextlib
import hashlib
import json
import math
import struct

from typing import Final

import attrs

from PIL import Image

from .endpoints import FAMILIES
from .images import open_image


#: The longest side of the photos inside a LoRA.
THUMBNAIL_SIDE: Final = 768
_MOST_SOURCES: Final = 12
_BIGGEST_SOURCE: Final = 2 * 1024 * 1024
_BIGGEST_HEADER: Final = 1024 * 1024
_RANK: Final = 4


class NotWeightsError(Exception):
    """The bytes are not a safetensors file of this emulator."""


@attrs.frozen
class Weights:
    """What a LoRA file of the emulator holds."""

    family: str
    #: Small JPEGs of the photos it was trained on.
    sources: tuple[bytes, ...]
    #: SHA-256 of the whole file, on which the pictures depend.
    digest: str


def write_weights(family: str, word: str, sources: list[bytes]) -> bytes:
    """Make a safetensors file; equal arguments give equal bytes."""
    # Spread over the archive, so that a hundred photos are still represented.
    step = max(1, math.ceil(len(sources) / _MOST_SOURCES))
    chosen = sources[::step][:_MOST_SOURCES]
    # A real LoRA has its weights here, in the width of its base model.
    zeros = bytes(2 * _RANK * FAMILIES[family])
    name = "transformer.transformer_blocks.0.attn.to_q.lora_A.weight"
    tensors = [(name, "F16", [_RANK, FAMILIES[family]], zeros)]
    for index, source in enumerate(chosen):
        tensors.append((f"sources.{index}", "U8", [len(source)], source))
    header: dict[str, object] = {
        "__metadata__": {
            "format": "pt",
            "family": family,
            "trigger": word,
            "sources": str(len(chosen)),
        }
    }
    offset = 0
    for name, dtype, shape, data in tensors:
        end = offset + len(data)
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, end]}
        offset = end
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + b"".join(data for *_, data in tensors)


def read_weights(data: bytes) -> Weights:
    """Read what `write_weights` wrote.

    Raises:
        NotWeightsError: It is something else, or a truncated file.
    """
    failed = "Error while deserializing header"
    try:
        (length,) = struct.unpack_from("<Q", data)
        body = 8 + length
        if length > min(_BIGGEST_HEADER, len(data) - 8):
            raise NotWeightsError(f"{failed}: HeaderTooLarge")
        header = json.loads(data[8:body])
        facts = header.pop("__metadata__")
        sources: list[bytes] = []
        for name, entry in header.items():
            start, end = (body + int(offset) for offset in entry["data_offsets"])
            if not body <= start <= end <= len(data):
                raise NotWeightsError(f"{failed}: MetadataIncompleteBuffer")
            small = end - start <= _BIGGEST_SOURCE and len(sources) < _MOST_SOURCES
            if name.startswith("sources.") and small:
                sources.append(data[start:end])
        return Weights(
            family=str(facts["family"]),
            sources=tuple(sources),
            digest=hashlib.sha256(data).hexdigest(),
        )
    except (
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        RecursionError,
        struct.error,
    ) as error:
        raise NotWeightsError(f"{failed}: InvalidHeaderDeserialization") from error


def open_sources(sources: tuple[bytes, ...]) -> list[Image.Image]:
    """Decode the photos of a LoRA, without those that cannot be decoded."""
    images = []
    for source in sources:
        with contextlib.suppress(Exception):
            image = open_image(source)
            if image.width * image.height <= THUMBNAIL_SIDE**2:
                images.append(image.convert("RGB"))
    return images
