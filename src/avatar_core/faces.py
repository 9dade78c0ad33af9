"""Faces as they were measured in a photo."""

import math

from collections.abc import Sequence
from typing import Never

import attrs

from .invariants import check


@attrs.frozen(kw_only=True)
class Face:
    """One face of a photo; only these numbers are stored."""

    #: How sure the detector is. Above 0 it is usually right.
    score: float
    #: The face without hair, chin to brows, in shares of the photo's width and height;
    #: beyond 0 or 1 the face is cut off.
    left: float
    top: float
    right: float
    bottom: float
    #: From the middle of one eye to that of the other, in pixels of the stored photo.
    eye_distance: float
    #: How far the base of the nose is beside the middle of the eyes, in eye distances: 0
    #: is a full face, and 0.15 about a quarter turn to one side.
    yaw: float
    #: How far the head is tilted, in degrees.
    roll: float
    #: How much the brightness around the eyes varies, relative to that of the cheeks:
    #: dark glasses leave less than 0.1.
    eye_contrast: float
    #: The variance of the Laplacian over that of the brightness, at one size for all
    #: faces: a sharp face has 0.15 or more.
    sharpness: float
    #: The mean brightness, from 0 to 1.
    brightness: float
    #: The brightness that 5 % of the face exceed, whatever the colour of the skin.
    highlight: float
    #: The share of pixels that are almost white.
    burnt: float
    #: How much redder than blue the light is, relative to the brightness.
    warmth: float
    #: How much brighter the right half is than the left, relative to their sum.
    side_light: float

    def __attrs_post_init__(self) -> None:
        numbers: Sequence[float] = attrs.astuple(self)
        check(
            (all(map(math.isfinite, numbers)), "the measures of a face are numbers"),
            (self.left < self.right, "a face has a width"),
            (self.top < self.bottom, "a face has a height"),
            (self.eye_distance > 0, "a face has two eyes"),
        )

    @property
    def area(self) -> float:
        """The share of the photo that it covers."""
        return (self.right - self.left) * (self.bottom - self.top)

    @property
    def outside(self) -> float:
        """The largest share of its width or height that is beyond an edge."""
        width, height = self.right - self.left, self.bottom - self.top
        across = max(-self.left, self.right - 1) / width
        return max(0.0, across, max(-self.top, self.bottom - 1) / height)


@attrs.frozen
class Descriptor:
    """128 numbers that are close for two faces of one person: biometric data.

    It is compared in memory and nowhere else: it does not show its numbers, and cannot
    be pickled.
    """

    _numbers: tuple[float, ...] = attrs.field(repr=False)

    def distance(self, other: "Descriptor", /) -> float:
        """Return the Euclidean distance: 0.2 to 0.45 within a person, as a rule.

        Two people are 0.6 or more apart; `docs/photos.md` has the measurements.
        """
        return math.dist(self._numbers, other._numbers)

    def __reduce__(self) -> Never:
        raise TypeError("a descriptor stays in memory")


@attrs.frozen
class FoundFaces:
    """What was found in a photo."""

    #: Largest first.
    faces: tuple[Face, ...]
    #: Of the largest face, if it was asked for.
    descriptor: Descriptor | None = None
