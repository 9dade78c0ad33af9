"""Draw the sample photos of the sandbox.

    python -m docs.samples

writes them to `src/entrypoints/sandbox/samples`. Everything is deterministic, and a
test holds the files against what is drawn here. A face detector finds the face in each
of them, and a face descriptor tells Anna from Boris; `docs/photos.md` has the figures.
"""

from pathlib import Path
from typing import Final

from PIL import Image

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


def drawn(person: int, index: int, side: int = 1024) -> Image.Image:
    """Draw a photo of a person, a number from 1; *side* is the shorter one."""
    return Portrait(PEOPLE[person - 1], scene_of(person, index), side).draw()
