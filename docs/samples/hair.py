"""How hair falls; measured in half widths of the head, from its middle."""

from collections.abc import Sequence
from enum import Enum, auto
from typing import Final

from .canvas import Point, curve, mirrored, oval


class Hair(Enum):
    """The styles that somebody wears."""

    LONG = auto()
    QUIFF = auto()
    BOB = auto()


_LONG_BEHIND: Final[list[Point]] = [
    (0.0, -1.5),
    (0.9, -1.22),
    (1.3, -0.4),
    (1.22, 0.4),
    (1.42, 1.1),
    (1.24, 1.8),
    (1.36, 2.5),
    (0.8, 2.75),
    (0.0, 2.2),
]
_BOB_BEHIND: Final[list[Point]] = [
    (0.0, -1.5),
    (0.92, -1.2),
    (1.28, -0.3),
    (1.26, 0.7),
    (1.0, 1.14),
    (0.4, 1.0),
    (0.0, 0.9),
]
_FRINGES: Final[dict[Hair, list[Point]]] = {
    # Parted at the side.
    Hair.LONG: [
        (0.25, -1.36),
        (0.86, -1.16),
        (1.12, -0.5),
        (1.05, 0.12),
        (0.93, -0.36),
        (0.62, -0.76),
        (0.3, -1.02),
        (-0.1, -0.74),
        (-0.62, -0.52),
        (-0.92, -0.2),
        (-1.05, 0.16),
        (-1.13, -0.5),
        (-0.84, -1.16),
        (-0.25, -1.4),
    ],
    Hair.QUIFF: [
        (-1.03, -0.02),
        (-1.1, -0.62),
        (-0.9, -1.2),
        (-0.5, -1.52),
        (0.1, -1.68),
        (0.74, -1.56),
        (1.0, -1.2),
        (1.1, -0.6),
        (1.03, -0.02),
        (0.94, -0.5),
        (0.7, -0.86),
        (0.2, -0.86),
        (-0.4, -0.96),
        (-0.84, -0.6),
    ],
    # Straight.
    Hair.BOB: [
        (-1.08, 0.5),
        (-1.16, -0.4),
        (-0.84, -1.2),
        (0, -1.46),
        (0.84, -1.2),
        (1.16, -0.4),
        (1.08, 0.5),
        (0.96, -0.1),
        (0.86, -0.6),
        (0.4, -0.72),
        (0, -0.68),
        (-0.4, -0.72),
        (-0.86, -0.6),
        (-0.96, -0.1),
    ],
}


def behind(hair: Hair) -> Sequence[Point]:
    """Return what the head covers."""
    match hair:
        case Hair.LONG:
            return curve(mirrored(_LONG_BEHIND))
        case Hair.BOB:
            return curve(mirrored(_BOB_BEHIND))
        case Hair.QUIFF:
            return oval(0, -0.42, 1.09, 1.04)


def in_front(hair: Hair) -> Sequence[Point]:
    """Return what covers the head."""
    return curve(_FRINGES[hair])
