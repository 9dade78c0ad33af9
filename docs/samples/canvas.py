"""A picture to draw on, with its colours and curves."""

import colorsys
import math

from collections.abc import Sequence
from typing import TypeAlias

from PIL import Image, ImageDraw, ImageFilter


Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = tuple[int, ...]


def mix(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(x + (y - x) * share) for x, y in zip(a[:3], b[:3], strict=True))


def dark(colour: Colour, share: float) -> Colour:
    return mix(colour, (38, 20, 46), share)


def pale(colour: Colour, share: float) -> Colour:
    return mix(colour, (255, 250, 240), share)


def light_of(colour: Colour) -> float:
    """Return how bright it is, from 0 to 255."""
    red, green, blue = colour[:3]
    return 0.299 * red + 0.587 * green + 0.114 * blue


def turned(colour: Colour, turn: float) -> Colour:
    hue, light, rich = colorsys.rgb_to_hls(*(part / 255 for part in colour[:3]))
    parts = colorsys.hls_to_rgb((hue + turn) % 1, light, rich * 0.85)
    return tuple(round(part * 255) for part in parts)


def oval(x: float, y: float, rx: float, ry: float, turn: float = 0) -> list[Point]:
    c, s = math.cos(turn), math.sin(turn)
    points = []
    for step in range(64):
        a = step * math.tau / 64
        px, py = rx * math.cos(a), ry * math.sin(a)
        points.append((x + px * c - py * s, y + px * s + py * c))
    return points


def curve(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
    """Run a smooth line (Catmull-Rom) through *points*."""
    count = len(points)
    if count == 3 and not closed:
        return _bow(*points)
    out: list[Point] = []
    for i in range(count if closed else count - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            p0, p1 = points[max(i - 1, 0)], points[i]
            p2, p3 = points[i + 1], points[min(i + 2, count - 1)]
        for step in range(12):
            t = step / 12
            out.append(
                (
                    _spline(p0[0], p1[0], p2[0], p3[0], t),
                    _spline(p0[1], p1[1], p2[1], p3[1], t),
                )
            )
    if not closed:
        out.append(points[-1])
    return out


def _bow(start: Point, top: Point, end: Point) -> list[Point]:
    """Run a parabola through three points: rounder than a spline there."""
    bend = [2 * top[i] - (start[i] + end[i]) / 2 for i in (0, 1)]
    out = []
    for step in range(25):
        t = step / 24
        a, b, c = (1 - t) ** 2, 2 * t * (1 - t), t * t
        out.append(
            (
                a * start[0] + b * bend[0] + c * end[0],
                a * start[1] + b * bend[1] + c * end[1],
            )
        )
    return out


def _spline(a: float, b: float, c: float, d: float, t: float) -> float:
    return 0.5 * (
        2 * b
        + (c - a) * t
        + (2 * a - 5 * b + 4 * c - d) * t * t
        + (3 * b - a - 3 * c + d) * t**3
    )


def mirrored(half: Sequence[Point]) -> list[Point]:
    """Close a right half, given from top to bottom, with its mirror image."""
    return [*half, *((-x, y) for x, y in reversed(half) if abs(x) > 1e-9)]


class Canvas:
    """A picture to draw on in units, whatever its size in pixels."""

    def __init__(self, width: float, height: float, pixels_per_unit: float) -> None:
        self.scale = pixels_per_unit
        self.width = width
        self.height = height
        size = (round(width * pixels_per_unit), round(height * pixels_per_unit))
        self.image = Image.new("RGB", size)
        self._pen = ImageDraw.Draw(self.image, "RGBA")

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon; a fourth part of *colour* is its opacity."""
        self._pen.polygon([(x * self.scale, y * self.scale) for x, y in points], colour)

    def box(self, x: float, y: float, x2: float, y2: float, colour: Colour) -> None:
        """Fill a rectangle."""
        self.fill([(x, y), (x2, y), (x2, y2), (x, y2)], colour)

    def disk(self, x: float, y: float, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        self.fill(oval(x, y, radius, radius), colour)

    def line(self, points: Sequence[Point], width: float, colour: Colour) -> None:
        """Draw a line with round ends."""
        scaled = [(x * self.scale, y * self.scale) for x, y in points]
        self._pen.line(scaled, colour, round(width * self.scale), joint="curve")
        for x, y in (points[0], points[-1]):
            self.disk(x, y, width / 2, colour)

    def sky(self, top: Colour, bottom: Colour) -> None:
        """Fill everything with a vertical gradient."""
        ramp = Image.linear_gradient("L").resize((2, 256))
        size = ramp.size
        sky = Image.composite(
            Image.new("RGB", size, bottom), Image.new("RGB", size, top), ramp
        )
        self.image.paste(sky.resize(self.image.size, Image.Resampling.BILINEAR))

    def blur(self, radius: float) -> None:
        """Put everything drawn so far out of focus."""
        # Blurring a small copy looks the same and costs a sixteenth.
        small = self.image.reduce(4)
        small = small.filter(ImageFilter.GaussianBlur(radius * self.scale / 4))
        self.image.paste(small.resize(self.image.size, Image.Resampling.BILINEAR))

    def glow(
        self, x: float, y: float, radius: float, colour: Colour, strength: float
    ) -> None:
        """Add soft light around a point."""
        spot = Image.radial_gradient("L").point(
            lambda value: round(max(0, 255 - value * 1.4) * strength)
        )
        side = round(radius * 2 * self.scale)
        corner = (round((x - radius) * self.scale), round((y - radius) * self.scale))
        mask = spot.resize((side, side), Image.Resampling.BILINEAR)
        self.image.paste(
            colour[:3], (*corner, corner[0] + side, corner[1] + side), mask
        )
