"""The good photos of the labelled set: drawings in four skin tones, and portraits."""

import hashlib

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

import attrs

from docs.samples import COUNT
from docs.samples.canvas import Colour, light_of, mix
from docs.samples.people import PEOPLE, STRANGER, scene_of
from docs.samples.portrait import Portrait
from PIL import Image


#: The longer side of a stored photo.
_SIDE: Final = 1536
_PHOTOGRAPHS: Final = "photographs"
_TONES: Final[dict[str, Colour]] = {
    "light": (250, 213, 186),
    "tan": (206, 150, 110),
    "brown": (141, 90, 62),
    "deep": (88, 54, 40),
}
#: The columns of the tables.
TONES: Final = (*_TONES, _PHOTOGRAPHS)
#: So many of a person's drawings are spoiled, too.
_SPOILED: Final = 4
_DRAWN: Final = (*PEOPLE, STRANGER)
#: Portraits in the public domain, by SHA-256, and who they show.
_PORTRAITS: Final = {
    # face-recognition 1.3.0, tests/test_images: official portraits, US government.
    "0930e3aa8cae5920329c0c8cbc6a2ab70f47b0e67b432875beaa95cbf7e741f6": "obama",
    "a7efcc907375274796f39646510704aa86672d59f6d5469d69af3c85590976a6": "obama",
    "76ac6bf97c36dc2da0ad16a537d6a5ac1b10f48d49aac29a0cca9a17cdbc3ca3": "obama",
    "3c17508bb91554c637a2eabddfae790e5bb1caba93130814fc2ac50be9760c4c": "biden",
    # matplotlib, sample_data/grace_hopper.jpg: US Navy; she wears glasses.
    "a8ca6d734765703b09728ab47fe59f473d93ae3967fc24c7c0288c3c7adb7130": "hopper",
    # scikit-image, data/astronaut.png: NASA.
    "88431cd9653ccd539741b555fb0a46b61558b301d4110412b5bc28b5e3ea6cb5": "collins",
}


@attrs.frozen
class Subject:
    """One good photo, and who it shows."""

    tone: str
    person: str
    #: Of the drawing, among those of the person.
    index: int
    spoiled: bool
    file: Path | None = None

    def photo(self) -> Image.Image:
        """Draw or open it."""
        if self.file is not None:
            with Image.open(self.file) as image:
                photo = image.convert("RGB")
            photo.thumbnail((_SIDE, _SIDE))
            return photo
        [number] = [n for n, look in enumerate(_DRAWN, 1) if look.name == self.person]
        look = attrs.evolve(_DRAWN[number - 1], skin=_TONES[self.tone])
        if light_of(look.hair) > light_of(look.skin) / 2:
            look = attrs.evolve(look, hair=mix(look.skin, (0, 0, 0), 0.6))
        return Portrait(look, scene_of(number, self.index), 1024).draw()


def subjects(folders: Sequence[Path]) -> Iterator[Subject]:
    """List the labelled set; the portraits are searched for in *folders*.

    Raises:
        FileNotFoundError: A portrait is missing.
    """
    for tone in _TONES:
        for look in _DRAWN:
            for index in range(COUNT):
                yield Subject(tone, look.name, index, spoiled=index < _SPOILED)
    found = {
        hashlib.sha256(file.read_bytes()).hexdigest(): file
        for folder in folders
        for kind in ("*.jpg", "*.png")
        for file in sorted(folder.rglob(kind))
    }
    for index, (digest, person) in enumerate(_PORTRAITS.items()):
        if digest not in found:
            raise FileNotFoundError(f"no portrait of {person} has SHA-256 {digest}")
        yield Subject(_PHOTOGRAPHS, person, index, spoiled=True, file=found[digest])
