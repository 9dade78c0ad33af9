"""Imitate a training: the archive is really read, the weights are a real file."""

import asyncio
import json

from typing import Final
from urllib.parse import urlsplit

from .archive import not_an_archive, read_archive
from .downloads import fetch
from .records import Outcome, Record
from .service import Work
from .uploads import iso
from .weights import write_weights


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
    lines = [
        (0.0, f"Downloading the archive: {record.images} images found"),
        (0.02, "Preprocessing: " + _bar(record.images, record.images)),
        (0.04, "Loading the base model"),
    ]
    for tick in range(_LOGGED_STEPS + 1):
        share = tick / _LOGGED_STEPS
        at = 0.05 + 0.93 * share
        step = round(steps * share)
        lines.append((at, "train: " + _bar(step, steps)))
    lines.append((0.99, "Saving the weights"))
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
