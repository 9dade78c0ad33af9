"""LoRA files that carry their training photos, and the archives they come from."""

import contextlib
import hashlib
import io
import json
import math
import random
import struct
import zipfile

from pathlib import Path, PurePosixPath
from typing import Final

import attrs

from PIL import Image, ImageOps

from .images import MOST_PIXELS, open_image, too_many_pixels
from .models import Family, Refusal, Trainer, detail


IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_MOST_ENTRIES: Final = 1000
_BIGGEST_ENTRY: Final = 64 * 1024 * 1024
_MOST_SOURCES: Final = 12
_THUMBNAIL_SIDE: Final = 768
_BIGGEST_SOURCE: Final = 2 * 1024 * 1024
_BIGGEST_HEADER: Final = 1024 * 1024
#: Hidden width of each base model, so that tensors have plausible shapes.
_WIDTHS: Final = {
    Family.FLUX_1: 3072,
    Family.Z_IMAGE_TURBO: 3840,
    Family.KREA_2: 4096,
    Family.FLUX_2: 6144,
    Family.QWEN_IMAGE: 3584,
}
_RANK: Final = 4


class NotWeightsError(Exception):
    """The bytes are not a safetensors file that this emulator wrote."""


@attrs.frozen
class Weights:
    """What a LoRA file of the emulator says about itself."""

    family: str
    word: str
    #: Small JPEGs of the photos it was trained on.
    sources: tuple[bytes, ...]
    #: SHA-256 of the whole file: what the pictures' arrangement depends on.
    digest: str


def read_archive(path: Path, trainer: Trainer, *, captioned: bool) -> list[bytes]:
    """Return small JPEGs of the images in the zip at *path*.

    Args:
        path: The downloaded archive.
        trainer: Whose rules apply.
        captioned: Whether a word or automatic captions stand in for `.txt` files.

    Raises:
        Refusal: when a real trainer would refuse the archive.
    """
    loc = ("body", trainer.archive_field)
    supported = sorted(IMAGE_SUFFIXES)
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _not_an_archive(trainer) from error
    with archive:
        names = {info.filename for info in archive.infolist()}
        entries = [info for info in archive.infolist() if _is_image(info)]
        count = len(entries)
        if count < trainer.minimum_images:
            raise Refusal(
                detail(
                    loc,
                    "archive_file_count_below_minimum",
                    f"The archive holds {count} images, "
                    f"at least {trainer.minimum_images} are needed.",
                    ctx={
                        "min_count": trainer.minimum_images,
                        "provided_count": count,
                        "supported_extensions": supported,
                    },
                )
            )
        if count > _MOST_ENTRIES:
            raise Refusal(
                detail(
                    loc,
                    "archive_file_count_exceeds_maximum",
                    f"The archive holds more than {_MOST_ENTRIES} images.",
                    ctx={
                        "max_count": _MOST_ENTRIES,
                        "provided_count": count,
                        "supported_extensions": supported,
                    },
                )
            )
        if trainer.needs_captions and not captioned:
            for info in entries:
                if str(PurePosixPath(info.filename).with_suffix(".txt")) not in names:
                    raise Refusal(
                        detail(
                            loc,
                            "value_error",
                            "Every image needs a .txt caption when there is no "
                            f"{trainer.word_field}.",
                        )
                    )
        return [_read_image(archive, info, loc) for info in entries]


def archive_refusal(trainer: Trainer) -> Refusal:
    """The answer to something that is no archive."""
    return _not_an_archive(trainer)


def _not_an_archive(trainer: Trainer) -> Refusal:
    return Refusal(
        detail(
            ("body", trainer.archive_field),
            "invalid_archive",
            "The file is not an archive of a supported kind.",
            ctx={"supported_extensions": [".zip"]},
        )
    )


def _is_image(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return (
        not info.is_dir()
        and path.suffix.lower() in IMAGE_SUFFIXES
        and not any(part.startswith((".", "__MACOSX")) for part in path.parts)
        and not path.stem.endswith("_mask")
    )


def _read_image(
    archive: zipfile.ZipFile, info: zipfile.ZipInfo, loc: tuple[str, ...]
) -> bytes:
    if info.file_size > _BIGGEST_ENTRY:
        raise Refusal(
            detail(
                loc,
                "file_too_large",
                "A file in the archive is too large.",
                ctx={"max_size": _BIGGEST_ENTRY},
            )
        )
    try:
        with archive.open(info) as entry:
            data = entry.read(_BIGGEST_ENTRY)
        image = open_image(data)
        giant = image.width * image.height > MOST_PIXELS
        if not giant:
            image.draft("RGB", (_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
            image.load()
            image = ImageOps.exif_transpose(image).convert("RGB")
    except Exception as error:  # hostile files break decoders in every way
        raise Refusal(
            detail(
                loc,
                "image_load_error",
                f"Could not load {PurePosixPath(info.filename).name!r} as an image.",
            )
        ) from error
    if giant:
        raise too_many_pixels(loc)
    image.thumbnail((_THUMBNAIL_SIDE, _THUMBNAIL_SIDE))
    with io.BytesIO() as out:
        image.save(out, "JPEG", quality=88)
        return out.getvalue()


def write_weights(family: Family, word: str, sources: list[bytes]) -> bytes:
    """Make a safetensors file; the same arguments give the same bytes."""
    # Spread over the archive, so that a hundred photos are still represented.
    step = max(1, math.ceil(len(sources) / _MOST_SOURCES))
    chosen = sources[::step][:_MOST_SOURCES]
    seed = hashlib.sha256(word.encode("utf-8", "replace") + b"".join(chosen)).digest()
    tensors: list[tuple[str, str, list[int], bytes]] = []
    width = _WIDTHS[family]
    noise = random.Random(seed)  # noqa: S311 - imitated weights, not secrets
    for block in range(2):
        for part, shape in (("A", [_RANK, width]), ("B", [width, _RANK])):
            name = (
                f"transformer.transformer_blocks.{block}.attn.to_q.lora_{part}.weight"
            )
            values = [noise.uniform(-0.03, 0.03) for _ in range(_RANK * width)]
            data = struct.pack(f"<{len(values)}e", *values)
            tensors.append((name, "F16", shape, data))
    for index, source in enumerate(chosen):
        tensors.append((f"sources.{index}", "U8", [len(source)], source))
    header: dict[str, object] = {
        "__metadata__": {
            "format": "pt",
            "family": str(family),
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
        NotWeightsError: for anything else, including a truncated file.
    """
    if len(data) < 8:  # the length of the header's length
        raise NotWeightsError("Error while deserializing header: HeaderTooSmall")
    (length,) = struct.unpack_from("<Q", data)
    if length > min(_BIGGEST_HEADER, len(data) - 8):
        raise NotWeightsError("Error while deserializing header: HeaderTooLarge")
    try:
        header = json.loads(data[8 : 8 + length])
        facts = header["__metadata__"]
        sources: list[bytes] = []
        body = 8 + length
        for name, entry in header.items():
            if name == "__metadata__":
                continue
            start, end = (int(offset) for offset in entry["data_offsets"])
            if not 0 <= start <= end <= len(data) - body:
                raise NotWeightsError(
                    "Error while deserializing header: MetadataIncompleteBuffer"
                )
            small = end - start <= _BIGGEST_SOURCE and len(sources) < _MOST_SOURCES
            if name.startswith("sources.") and small:
                sources.append(data[body + start : body + end])
        return Weights(
            family=str(facts["family"]),
            word=str(facts["trigger"]),
            sources=tuple(sources),
            digest=hashlib.sha256(data).hexdigest(),
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotWeightsError(
            "Error while deserializing header: InvalidHeaderDeserialization"
        ) from error


def open_sources(sources: tuple[bytes, ...]) -> list[Image.Image]:
    """Decode the photos of a LoRA, leaving out what does not decode."""
    images = []
    for source in sources:
        with contextlib.suppress(Exception):
            image = open_image(source)
            if image.width * image.height <= _THUMBNAIL_SIDE**2:
                images.append(image.convert("RGB"))
    return images
