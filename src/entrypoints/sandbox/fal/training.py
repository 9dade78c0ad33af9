"""Imitate a training: read the archive as strictly as a real trainer, make weights."""

import asyncio
import io
import json
import zipfile

from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from .downloads import fetch
from .endpoints import Loc, Refusal, refusal
from .images import MOST_BYTES, decode, encode
from .pictures import stranger
from .records import Outcome, Record
from .service import Work, iso
from .weights import THUMBNAIL_SIDE, write_weights


_IMAGE_SUFFIXES: Final = frozenset({".jpg", ".jpeg", ".png", ".webp"})
_LEAST_IMAGES: Final = 4
_MOST_IMAGES: Final = 1000


def read_archive(data: bytes, loc: Loc, *, captions: bool) -> list[bytes]:
    """Return small JPEGs of the images in a zip, or raise a real trainer's refusal.

    With *captions* every image needs a `.txt` file.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise not_an_archive(loc) from error
    with archive:
        entries = [info for info in archive.infolist() if _is_image(info)]
        _check_count(len(entries), loc)
        names = set(archive.namelist())
        for info in entries if captions else ():
            if str(PurePosixPath(info.filename).with_suffix(".txt")) not in names:
                message = "Every image needs a .txt caption when there is no word."
                raise refusal(loc, "value_error", message)
        return [_read_image(archive, info, loc) for info in entries]


def not_an_archive(loc: Loc) -> Refusal:
    """Return the answer to something that is no archive."""
    message = "The file is not an archive of a supported kind."
    return refusal(loc, "invalid_archive", message, supported_extensions=[".zip"])


def _check_count(count: int, loc: Loc) -> None:
    if count < _LEAST_IMAGES:
        kind, limit = "below_minimum", {"min_count": _LEAST_IMAGES}
    elif count > _MOST_IMAGES:
        kind, limit = "exceeds_maximum", {"max_count": _MOST_IMAGES}
    else:
        return
    facts = {"provided_count": count, "supported_extensions": sorted(_IMAGE_SUFFIXES)}
    message = f"The archive holds {count} images."
    raise refusal(loc, f"archive_file_count_{kind}", message, **facts, **limit)


def _is_image(info: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(info.filename)
    return (
        not info.is_dir()
        and path.suffix.lower() in _IMAGE_SUFFIXES
        and not any(part.startswith((".", "__MACOSX")) for part in path.parts)
        and not path.stem.endswith("_mask")
    )


def _read_image(archive: zipfile.ZipFile, info: zipfile.ZipInfo, loc: Loc) -> bytes:
    if info.file_size > MOST_BYTES:
        message = "A file in the archive is too large."
        raise refusal(loc, "file_too_large", message, max_size=MOST_BYTES)
    name = PurePosixPath(info.filename).name
    message = f"Could not load {name!r} as an image."
    try:
        with archive.open(info) as entry:
            data = entry.read(MOST_BYTES)
    except Exception as error:  # hostile archives break in every way
        raise refusal(loc, "image_load_error", message) from error
    image = decode(data, loc, message, THUMBNAIL_SIDE)
    image.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
    return encode(image, "jpeg")


_ARCHIVE_LIMIT: Final = 512 * 1024 * 1024
#: How many steps of a training are in its log.
_LOGGED_STEPS: Final = 40


async def train(work: Work) -> Outcome:
    """Return the trainer's answer, or refuse the archive."""
    trainer, values = work.endpoint, work.values
    url, loc = values[trainer.archive_field], ("body", trainer.archive_field)
    if not _says_zip(url, values.get("data_archive_format")):
        raise not_an_archive(loc)
    word = values[trainer.word_field] or ""
    captioned = bool(word) or values.get("auto_captioning", "Off") != "Off"
    data = await fetch(work.fal.session, url, _ARCHIVE_LIMIT, loc)
    sources = await asyncio.to_thread(
        read_archive, data, loc, captions=trainer.needs_captions and not captioned
    )
    work.record.images = len(sources)
    if work.fal.faults.train_somebody_else.take():
        sources = [stranger()]
    weights = await asyncio.to_thread(write_weights, trainer.family, word, sources)
    settings = {
        name: value for name, value in values.items() if name != trainer.archive_field
    }
    config = json.dumps(settings, indent=2).encode()
    name = "pytorch_lora_weights.safetensors"
    return Outcome(
        200,
        {
            trainer.weights_field: work.file(name, "application/octet-stream", weights),
            "config_file": work.file("config.json", "application/json", config),
        },
    )


def _says_zip(url: str, archive_format: str | None) -> bool:
    """Return whether fal can tell that it is a zip: by suffix, type or field."""
    if archive_format:
        return archive_format.lstrip(".").lower() == "zip"
    if url.startswith("data:"):
        return url.startswith(("data:application/zip", "data:application/x-zip"))
    try:
        return urlsplit(url).path.lower().endswith(".zip")
    except ValueError:
        return False


def training_log(record: Record, now: float) -> list[dict[str, str]]:
    """Return the log of a training up to *now*.

    It follows from the clock alone, so a restart loses no line.
    """
    if record.started_at is None or record.prepared is None:
        return []
    body = record.input if isinstance(record.input, dict) else {}
    steps = body.get("steps")
    steps = steps if isinstance(steps, int) and steps > 0 else 1000
    span = max(record.duration, 0.001)
    end = record.completed_at or now
    done = min(max((end - record.started_at) / span, 0.0), 1.0)
    shares = [tick / _LOGGED_STEPS for tick in range(_LOGGED_STEPS + 1)]
    lines = [
        (0.0, f"Downloading the archive: {record.images} images found"),
        (0.02, "Preprocessing: " + _bar(record.images, record.images)),
        (0.04, "Loading the base model"),
        *((0.05 + 0.93 * x, "train: " + _bar(round(steps * x), steps)) for x in shares),
        (0.99, "Saving the weights"),
    ]
    return [
        {
            "message": message,
            "timestamp": iso(record.started_at + at * span),
            "level": "INFO",
            "source": "USER",
        }
        for at, message in lines
        if at <= done
    ]


def _bar(step: int, steps: int) -> str:
    share = step / steps if steps else 1.0
    blocks = round(share * 10)
    return (
        f"{round(share * 100):3d}%|{'█' * blocks}{' ' * (10 - blocks)}| {step}/{steps}"
    )
