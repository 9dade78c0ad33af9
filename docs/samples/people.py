"""Who is drawn, and what differs from photo to photo."""

import random

from typing import Final

import attrs

from .canvas import Colour
from .hair import Hair
from .places import PLACES


#: Drawings are measured in this many units along the shorter side.
UNITS: Final = 100.0


@attrs.frozen
class Look:
    """What makes a person the same in every photo.

    Lengths are measured in half widths of the head.
    """

    name: str
    skin: Colour
    hair: Colour
    eyes: Colour
    clothes: Colour
    style: Hair
    #: How much wider the jaw, and how much lower the chin, than an ordinary one.
    jaw: float
    chin: float
    #: From the nose to the middle of an eye; half the height of an open one.
    eye_gap: float
    eye_height: float
    #: How far the nose's tip lies under the eyes, and half its width.
    nose: float
    nostrils: float
    #: How far the mouth lies lower than an ordinary one, and how thick lips are.
    mouth: float
    lips: float
    brows: float
    beard: bool = False
    freckles: bool = False
    earrings: bool = False


ANNA: Final = Look(
    name="anna",
    skin=(250, 213, 186),
    hair=(84, 50, 36),
    eyes=(72, 128, 92),
    clothes=(226, 94, 84),
    style=Hair.LONG,
    jaw=0.9,
    chin=0.0,
    eye_gap=0.44,
    eye_height=0.165,
    nose=0.36,
    nostrils=0.11,
    mouth=0.0,
    lips=0.07,
    brows=0.06,
    freckles=True,
    earrings=True,
)
BORIS: Final = Look(
    name="boris",
    skin=(222, 168, 130),
    hair=(48, 38, 36),
    eyes=(70, 118, 176),
    clothes=(58, 110, 165),
    style=Hair.QUIFF,
    jaw=1.14,
    chin=0.14,
    eye_gap=0.37,
    eye_height=0.09,
    nose=0.54,
    nostrils=0.21,
    mouth=0.1,
    lips=0.04,
    brows=0.13,
    beard=True,
)
OLGA: Final = Look(
    name="olga",
    skin=(206, 150, 110),
    hair=(38, 30, 36),
    eyes=(110, 72, 44),
    clothes=(238, 176, 64),
    style=Hair.BOB,
    jaw=1.1,
    chin=-0.12,
    eye_gap=0.45,
    eye_height=0.13,
    nose=0.44,
    nostrils=0.19,
    mouth=0.03,
    lips=0.11,
    brows=0.08,
    earrings=True,
)
#: Resembles none of the others: whom fal.ai's emulator draws instead of the person.
STRANGER: Final = Look(
    name="stranger",
    skin=(150, 104, 76),
    hair=(180, 80, 40),
    eyes=(70, 50, 40),
    clothes=(120, 80, 160),
    style=Hair.LONG,
    jaw=1.1,
    chin=-0.04,
    eye_gap=0.395,
    eye_height=0.133,
    nose=0.397,
    nostrils=0.277,
    mouth=0.164,
    lips=0.122,
    brows=0.2,
)
#: In the order of the sandbox's chat page.
PEOPLE: Final = (ANNA, BORIS, OLGA)


@attrs.frozen
class Scene:
    """What differs from photo to photo."""

    place: int
    width: float
    height: float
    x: float
    y: float
    size: float
    tilt: float
    turn: float
    look_x: float
    mouth: int
    wink: bool
    brows: float
    outfit: int
    light: int
    grain: int


_SHAPES: Final = ((1.0, 1.0), (1.0, 1.25), (1.0, 1.0), (1.333, 1.0), (1.0, 1.25))


def scene_of(person: int, index: int) -> Scene:
    """Return where and how the person, a number from 1, is seen in that photo."""
    rng = random.Random(f"scene {person} {index}")  # noqa: S311 - the same again
    width, height = _SHAPES[index % len(_SHAPES)]
    side = -1 if index % 2 else 1
    close = index % 4 == 0
    size = rng.uniform(25, 27) if close else rng.uniform(18, 22)
    return Scene(
        place=(index + person - 1) % len(PLACES),
        width=width * UNITS,
        height=height * UNITS,
        x=width * 50 + side * rng.uniform(0, 4 if close else 9),
        y=height * 46 + rng.uniform(-2, 2) - (0 if close else 3),
        size=size,
        tilt=side * rng.uniform(0, 9),
        turn=-side * rng.uniform(0.02, 0.2),
        look_x=rng.uniform(-0.5, 0.5),
        mouth=(index * 3 + person) % 4,
        wink=index % 9 == 5,
        brows=rng.uniform(-0.05, 0.08),
        outfit=index % 4,
        light=index % 3,
        grain=index,
    )
