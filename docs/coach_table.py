"""Measure which marks the coach gives to spoiled photos; for the table in `photos.md`.

    python docs/coach_table.py FILE...

Each file shows one face, and is a good photo. It is judged as it is, and spoiled in each
way in three strengths.
"""

import asyncio
import io
import itertools
import sys

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeAlias
from uuid import uuid4

import attrs

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from adapters.faces import DlibFaces
from avatar_core import Photo
from avatar_core.coach import Mark, marks_of
from avatar_core.faces import Face
from avatar_core.ids import AvatarId, PhotoId
from avatar_core.testing.time import EPOCH


Spoil: TypeAlias = Callable[[Image.Image, Face, float], Image.Image]

_PATIENCE: Final = 600.0


def _blurred(photo: Image.Image, face: Face, share: float) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(share * face.eye_distance))


def _lit(photo: Image.Image, _: Face, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(factor)


def _cut(photo: Image.Image, face: Face, share: float) -> Image.Image:
    left = face.left + share * (face.right - face.left)
    return photo.crop((round(left * photo.width), 0, photo.width, photo.height))


def _small(photo: Image.Image, face: Face, pixels: float) -> Image.Image:
    small = photo.copy()
    side = max(photo.size) * pixels / face.eye_distance
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    around = Image.new("RGB", (1024, 1024), (128, 128, 128))
    around.paste(small, (300, 300))
    return around


def _with_another(photo: Image.Image, _: Face, scale: float) -> Image.Image:
    other = photo.resize((round(photo.width * scale), round(photo.height * scale)))
    both = Image.new("RGB", (photo.width + other.width, photo.height), "white")
    both.paste(photo, (0, 0))
    both.paste(other, (photo.width, 0))
    return both


def _behind_glasses(photo: Image.Image, face: Face, grey: float) -> Image.Image:
    dark = photo.copy()
    draw = ImageDraw.Draw(dark)
    middle = (face.left + face.right) / 2 * photo.width
    # The eyes lie a third below the upper edge of the box.
    height = (face.top + (face.bottom - face.top) / 3) * photo.height
    half = face.eye_distance / 2
    for x in (middle - half, middle + half):
        size = (0.9 * half, 0.6 * half)
        box = (x - size[0], height - size[1], x + size[0], height + size[1])
        draw.ellipse(box, fill=(round(grey),) * 3)
    return dark


def _without_a_face(photo: Image.Image, face: Face, share: float) -> Image.Image:
    top = face.bottom + share * (1 - face.bottom)
    return photo.crop((0, round(top * photo.height), *photo.size))


_WAYS: Final[list[tuple[Mark, Spoil, tuple[float, float, float]]]] = [
    (Mark.BLURRED, _blurred, (0.03, 0.06, 0.1)),
    (Mark.TOO_DARK, _lit, (0.3, 0.2, 0.15)),
    (Mark.TOO_BRIGHT, _lit, (2.5, 3, 4)),
    (Mark.CUT_OFF, _cut, (0.2, 0.3, 0.4)),
    (Mark.SMALL_FACE, _small, (24, 20, 16)),
    (Mark.SEVERAL_FACES, _with_another, (1, 0.8, 0.6)),
    (Mark.DARK_GLASSES, _behind_glasses, (15, 35, 55)),
    (Mark.NO_FACE, _without_a_face, (0.05, 0.15, 0.25)),
]


def _jpeg(photo: Image.Image) -> bytes:
    file = io.BytesIO()
    photo.save(file, "JPEG", quality=92)
    return file.getvalue()


def _opened(file: Path) -> Image.Image:
    with Image.open(file) as image:
        photo = image.convert("RGB")
    photo.thumbnail((1536, 1536))
    return photo


def _spoiled(photo: Image.Image, face: Face) -> Iterator[tuple[Mark, int, bytes]]:
    for mark, spoil, strengths in _WAYS:
        for number, strength in enumerate(strengths):
            yield mark, number, _jpeg(spoil(photo, face, strength))


async def _measure(files: list[Path]) -> None:
    bare = Photo(
        id=PhotoId(uuid4()),
        avatar=AvatarId(uuid4()),
        added_at=EPOCH,
        digest="",
        key="k",
        width=1,
        height=1,
    )
    inspector = DlibFaces(patience_seconds=_PATIENCE)
    right: Counter[tuple[Mark, int]] = Counter()
    good: Counter[str] = Counter()
    counted = 0

    async def marks(data: bytes) -> tuple[tuple[Face, ...], tuple[Mark, ...]]:
        faces = (await inspector.find(data, describe=False)).faces
        return faces, marks_of(attrs.evolve(bare, faces=faces))

    for file in files:
        photo = _opened(file)
        faces, found = await marks(_jpeg(photo))
        good[", ".join(found) or "none"] += 1
        if found:
            print(f"{file.name}: {', '.join(found)}")
            continue
        counted += 1
        for mark, number, data in _spoiled(photo, faces[0]):
            _, found = await marks(data)
            # What makes a face impossible to find is noticed as well.
            right[mark, number] += mark in found or Mark.NO_FACE in found
    inspector.close()
    print(f"Good photos: {dict(good)}")
    for (mark, _, strengths), number in itertools.product(_WAYS, range(3)):
        print(f"{mark} {strengths[number]}: {right[mark, number]} of {counted}")


if __name__ == "__main__":
    asyncio.run(_measure([Path(name) for name in sys.argv[1:]]))
