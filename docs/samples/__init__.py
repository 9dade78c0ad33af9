"""Draw the sample photos of the sandbox.

    python -m docs.samples

writes them to `src/entrypoints/sandbox/samples`. Everything is deterministic, and a
test holds the files against what is drawn here. A face detector finds the face in each
of them, and a face descriptor tells Anna from Boris; `docs/photos.md` has the figures.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PIL import Image, ImageEnhance, ImageFilter

from .people import PEOPLE, scene_of
from .portrait import Portrait


FOLDER: Final = Path(__file__).parents[2] / "src/entrypoints/sandbox/samples"
#: Photos of each person.
COUNT: Final = 12
#: Person, index and file name of each photo.
FILES: Final = [
    (person, index, f"{look.name}-{index + 1:02d}.webp")
    for person, look in enumerate(PEOPLE, 1)
    for index in range(COUNT)
]


def _blurred(photo: Image.Image) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(min(photo.size) / 100))


def _moved(photo: Image.Image) -> Image.Image:
    """Return the next shot of a series, in which the camera has moved."""
    width, height = photo.size
    moved = photo.crop((width // 40, height // 60, width, height))
    return moved.resize(photo.size, Image.Resampling.LANCZOS)


#: Anna's photos that are spoiled, by file name: the index, and how.
POOR: Final[dict[str, tuple[int, Callable[[Image.Image], Image.Image]]]] = {
    "poor-blurred-1.webp": (6, _blurred),
    "poor-blurred-2.webp": (7, _blurred),
    "poor-dark.webp": (8, lambda photo: ImageEnhance.Brightness(photo).enhance(0.2)),
    "poor-repeated-1.webp": (0, _moved),
    "poor-repeated-2.webp": (1, _moved),
}


def spoiled(name: str, side: int = 1024) -> Image.Image:
    """Draw one of the spoiled photos."""
    index, spoil = POOR[name]
    return spoil(drawn(1, index, side))


def drawn(person: int, index: int, side: int = 1024) -> Image.Image:
    """Draw a photo of a person, a number from 1; *side* is the shorter one."""
    return Portrait(PEOPLE[person - 1], scene_of(person, index), side).draw()
