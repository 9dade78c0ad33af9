"""Measure how the perceptual hash of photos changes; for the table in `photos.md`.

    python docs/same_photo.py FILE...

Each file is compared with itself encoded anew as Telegram does it, with itself as the
next shot of a burst would show it, and with the other files.
"""

import asyncio
import io
import itertools
import statistics
import sys

from collections import defaultdict
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from adapters.pictures import PhotoLimits, PillowPictures


_QUALITIES: Final = (60, 75, 87, 95)
#: Telegram scales the longer side to one of these.
_SIDES: Final = (2560, 1280, 800)
#: By how much of its width or height a burst moves.
_MOVES: Final = (0.01, 0.02, 0.04)
_TILTS: Final = (1, 2)


def _encoded(image: Image.Image, quality: int = 95) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=quality)
    return file.getvalue()


def _variants(image: Image.Image) -> dict[str, list[bytes]]:
    width, height = image.size
    anew: list[bytes] = []
    for side, quality in itertools.product(_SIDES, _QUALITIES):
        smaller = image.copy()
        smaller.thumbnail((side, side))
        anew.append(_encoded(smaller, quality))
    variants = {"encoded anew": anew, "mirrored": [_encoded(ImageOps.mirror(image))]}
    for move in _MOVES:
        x, y = int(width * move), int(height * move)
        shots = [(x, 0, width, height), (x, y // 2, width, height)]
        variants[f"moved by {move:.0%}"] = [_encoded(image.crop(s)) for s in shots]
        closer = image.crop((x // 2, y // 2, width - x // 2, height - y // 2))
        variants[f"{move:.0%} closer"] = [_encoded(closer)]
    for tilt in _TILTS:
        turned = image.rotate(tilt, Image.Resampling.BICUBIC)
        x, y = int(width * 0.04), int(height * 0.04)
        inner = turned.crop((x, y, width - x, height - y))
        variants[f"tilted by {tilt}°"] = [_encoded(inner)]
    return variants


async def _measure(files: list[Path]) -> None:
    pictures = PillowPictures(photos=PhotoLimits(min_side=64, max_aspect=20))
    distances: dict[str, list[int]] = defaultdict(list)
    originals: list[int] = []
    blank = 0

    async def bits_of(data: bytes) -> int | None:
        digits = (await pictures.inspect(data)).perceptual_hash
        return None if digits is None else int(digits, 16)

    for file in files:
        with Image.open(file) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
        original = await bits_of(_encoded(image))
        if original is None:
            blank += 1
            continue
        distances["other pictures"] += [(original ^ o).bit_count() for o in originals]
        originals.append(original)
        for kind, variants in _variants(image).items():
            for variant in variants:
                bits = await bits_of(variant)
                distances[kind].append(
                    256 if bits is None else (original ^ bits).bit_count()
                )
    pictures.close()
    print(f"{len(originals)} pictures, {blank} more without a hash")
    print("| compared with | how many | least | 5 % | median | 95 % | most |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for kind, found in sorted(distances.items(), key=lambda item: max(item[1])):
        parts = statistics.quantiles(found, n=20, method="inclusive")
        shown = (min(found), parts[0], statistics.median(found), parts[-1], max(found))
        print(f"| {kind} | {len(found)} |", " | ".join(f"{d:.0f}" for d in shown), "|")


if __name__ == "__main__":
    asyncio.run(_measure([Path(name) for name in sys.argv[1:]]))
