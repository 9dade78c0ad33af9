"""What it costs to look at a photo for faces: processor time and memory."""

import asyncio
import io
import statistics
import time

from typing import Final

from PIL import Image, ImageOps
from tests.proofs.figures import Figure

from adapters.faces import DlibFaces, is_installed
from entrypoints.sandbox.sample_photos import sample_photos

from .meter import Meter, memory


#: The longer side of a stored photo, in pixels.
_SIDE: Final = 1536
#: Every photo is measured so many times: ten sets of twelve.
_ROUNDS: Final = 10
_PATIENCE: Final = 120.0


def _photo(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        stored = ImageOps.contain(image.convert("RGB"), (_SIDE, _SIDE))
    file = io.BytesIO()
    stored.save(file, "JPEG", quality=92)
    return file.getvalue()


def _decoding(photos: list[bytes]) -> float:
    """Return the processor time of decoding one, in milliseconds."""
    began = time.process_time()
    for photo in photos:
        with Image.open(io.BytesIO(photo)) as image:
            image.convert("RGB").resize((640, 640))
    return 1000 * (time.process_time() - began) / len(photos)


async def _measured(photos: list[bytes]) -> tuple[float, float, float]:
    """Return the milliseconds for a photo, and the memory early and later, in MB."""
    faces = DlibFaces(patience_seconds=_PATIENCE)
    try:
        await faces.find(photos[0], describe=True)
        [pid] = faces._process._processes
        meter, costs, early = Meter(pid), [], 0.0
        for _ in range(_ROUNDS):
            for photo in photos:
                before = meter.seconds()
                await faces.find(photo, describe=True)
                costs.append(1000 * (meter.seconds() - before))
            early = early or memory(pid, "VmRSS")
        return statistics.median(costs), early, memory(pid, "VmRSS")
    finally:
        faces.close()


def measure() -> list[Figure]:
    """Compare with decoding the photo, and with the same process after one set."""
    if not is_installed():
        return []
    photos = [_photo(data) for _, data in sample_photos()]
    spent, early, later = asyncio.run(_measured(photos))
    return [
        Figure(
            name="a photo looked at for faces, with a descriptor",
            floor=f"decoding and shrinking it: {_decoding(photos):.0f} ms",
            value=spent,
            bound=300,
            unit="ms",
        ),
        Figure(
            name=f"{(_ROUNDS - 1) * len(photos)} more photos add to its process",
            floor=f"the same process after the first twelve: {early:.0f} MB",
            value=later - early,
            bound=20,
            unit="MB",
        ),
    ]
