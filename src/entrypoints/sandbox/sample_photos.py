"""Photos for trying things out: a drawn person, and files that are no photos.

Everything is deterministic, so screenshots and tests stay the same.
"""

import colorsys
import functools
import io
import math
import random
import struct
import zlib

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeAlias

import attrs
import pillow_heif

from PIL import Image, ImageChops, ImageDraw, ImageFilter


Point: TypeAlias = tuple[float, float]
Colour: TypeAlias = tuple[int, ...]

_OVERSAMPLING: Final = 2
#: Drawings are measured in this many units along the shorter side.
_UNITS: Final = 100.0


def sample_photos(
    count: int = 12, *, person: int = 1, side: int = 1024
) -> list[tuple[str, bytes]]:
    """Draw *count* different photos of one and the same person.

    Args:
        count: How many.
        person: Who; any number is somebody.
        side: Length of the shorter side in pixels.

    Returns:
        Pairs of a file name and a JPEG.
    """
    # Pillow lets go of the interpreter while it draws.
    with ThreadPoolExecutor(max_workers=4) as pool:
        photos = pool.map(lambda index: _photo(person, index, side), range(count))
    return [
        (f"person{person}-{index + 1:02d}.jpg", photo)
        for index, photo in enumerate(photos)
    ]


@functools.lru_cache(maxsize=64)
def _photo(person: int, index: int, side: int) -> bytes:
    image = _Portrait(_look(person), _scene(person, index), side).draw()
    with io.BytesIO() as out:
        image.save(out, "JPEG", quality=90)
        return out.getvalue()


# -- who ---------------------------------------------------------------------


@attrs.frozen
class _Look:
    """What makes a person the same in every photo."""

    skin: Colour
    hair: Colour
    eyes: Colour
    clothes: Colour
    style: int
    glasses: bool
    beard: bool
    freckles: bool
    earrings: bool


_SKINS: Final = (
    (250, 213, 186),
    (236, 188, 150),
    (205, 146, 104),
    (255, 224, 203),
    (157, 104, 72),
    (246, 206, 176),
)
_HAIRS: Final = (
    (84, 50, 36),
    (38, 30, 36),
    (184, 84, 44),
    (214, 156, 78),
    (52, 38, 32),
    (130, 78, 48),
)
_EYES: Final = ((72, 128, 92), (70, 118, 176), (110, 72, 44), (92, 104, 120))
_CLOTHES: Final = (
    (226, 94, 84),
    (58, 110, 165),
    (238, 176, 64),
    (88, 150, 118),
    (126, 92, 168),
    (52, 62, 88),
)


def _look(person: int) -> _Look:
    # The first few are chosen by hand so that neighbours differ in everything.
    style = (person - 1) % 6
    rng = random.Random(f"look {person}")  # noqa: S311 - drawings, not secrets
    first = person in range(1, 7)
    return _Look(
        skin=_SKINS[(person - 1) % 6] if first else rng.choice(_SKINS),
        hair=_HAIRS[(person * 5 - 3) % 6] if first else rng.choice(_HAIRS),
        eyes=_EYES[(person - 1) % 4] if first else rng.choice(_EYES),
        clothes=_CLOTHES[(person - 1) % 6] if first else rng.choice(_CLOTHES),
        style=style,
        glasses=person % 3 == 2,
        beard=style == 1,
        freckles=person % 3 == 1,
        earrings=style in {0, 2, 4},
    )


# -- where and how -----------------------------------------------------------


@attrs.frozen
class _Scene:
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


def _scene(person: int, index: int) -> _Scene:
    rng = random.Random(f"scene {person} {index}")  # noqa: S311 - the same again
    width, height = _SHAPES[index % len(_SHAPES)]
    side = -1 if index % 2 else 1
    close = index % 4 == 0
    size = rng.uniform(25, 27) if close else rng.uniform(18, 22)
    return _Scene(
        place=(index + person - 1) % len(_PLACES),
        width=width * _UNITS,
        height=height * _UNITS,
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


# -- colours and curves ------------------------------------------------------


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(x + (y - x) * share) for x, y in zip(a[:3], b[:3], strict=True))


def _dark(colour: Colour, share: float) -> Colour:
    return _mix(colour, (38, 20, 46), share)


def _pale(colour: Colour, share: float) -> Colour:
    return _mix(colour, (255, 250, 240), share)


def _turned(colour: Colour, turn: float) -> Colour:
    hue, light, rich = colorsys.rgb_to_hls(*(part / 255 for part in colour[:3]))
    parts = colorsys.hls_to_rgb((hue + turn) % 1, light, rich * 0.85)
    return tuple(round(part * 255) for part in parts)


def _oval(x: float, y: float, rx: float, ry: float, turn: float = 0) -> list[Point]:
    c, s = math.cos(turn), math.sin(turn)
    points = []
    for step in range(64):
        a = step * math.tau / 64
        px, py = rx * math.cos(a), ry * math.sin(a)
        points.append((x + px * c - py * s, y + px * s + py * c))
    return points


def _curve(points: Sequence[Point], *, closed: bool = True) -> list[Point]:
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


def _mirrored(half: Sequence[Point]) -> list[Point]:
    """Close a right half, given from top to bottom, with its mirror image."""
    return [*half, *((-x, y) for x, y in reversed(half) if abs(x) > 1e-9)]


class _Canvas:
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
        self.fill(_oval(x, y, radius, radius), colour)

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


# -- places ------------------------------------------------------------------


def _studio(canvas: _Canvas, rng: random.Random) -> None:
    hue = rng.random()
    top = _turned((150, 190, 214), hue)
    canvas.sky(_pale(top, 0.25), _dark(top, 0.12))
    canvas.glow(canvas.width * 0.5, 42, 62, (255, 255, 250), 0.55)


def _park(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((176, 222, 240), (236, 246, 220))
    horizon = canvas.height * 0.62
    for layer, green in enumerate(((150, 196, 132), (112, 172, 108), (84, 148, 92))):
        for _ in range(9):
            x = rng.uniform(-5, canvas.width + 5)
            canvas.disk(x, horizon - 14 + layer * 9, rng.uniform(7, 15), green)
    canvas.box(0, horizon + 6, canvas.width, canvas.height, (132, 190, 104))
    canvas.blur(0.9)
    canvas.glow(canvas.width * 0.85, 8, 50, (255, 246, 196), 0.8)


def _seaside(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((122, 196, 232), (222, 242, 246))
    horizon = canvas.height * 0.5
    canvas.box(0, horizon, canvas.width, canvas.height, (44, 142, 178))
    for row in range(10):
        y = horizon + 2 + row * 3.2
        x = rng.uniform(0, canvas.width)
        canvas.line([(x, y), (x + rng.uniform(6, 20), y)], 0.5, (214, 240, 244, 150))
    beach = [(0.0, horizon + 27), (canvas.width / 2, horizon + 23)]
    shore = _curve([*beach, (canvas.width, horizon + 29)], closed=False)
    canvas.fill(
        [*shore, (canvas.width, canvas.height), (0, canvas.height)], (244, 222, 176)
    )
    for _ in range(3):
        _cloud(canvas, rng.uniform(5, canvas.width - 5), rng.uniform(7, 26), rng)
    canvas.blur(0.5)


def _cloud(canvas: _Canvas, x: float, y: float, rng: random.Random) -> None:
    for _ in range(5):
        radius = rng.uniform(2.5, 5)
        canvas.fill(
            _oval(x + rng.uniform(-8, 8), y + rng.uniform(-1, 1), radius * 1.7, radius),
            (255, 255, 255, 190),
        )


def _night_city(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((30, 26, 66), (96, 58, 110))
    for _ in range(70):
        colour = rng.choice(
            ((255, 196, 104), (255, 132, 112), (120, 196, 255), (255, 236, 190))
        )
        canvas.disk(
            rng.uniform(0, canvas.width),
            canvas.height * rng.uniform(0.25, 1),
            rng.uniform(1.2, 4.6),
            (*colour, rng.randint(50, 150)),
        )
    canvas.blur(0.35)


def _library(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((112, 76, 54), (84, 54, 42))
    shelf = -3.0
    while shelf < canvas.height:
        canvas.box(0, shelf + 20, canvas.width, shelf + 22.5, (146, 100, 66))
        x = rng.uniform(-3, 0)
        while x < canvas.width:
            width = rng.uniform(2.2, 4.6)
            colour = _mix(_turned((190, 96, 84), rng.random()), (120, 80, 60), 0.35)
            top = shelf + 20 - rng.uniform(12, 17.5)
            canvas.box(x, top, x + width - 0.3, shelf + 20, colour)
            canvas.box(x, top + 2, x + width - 0.3, top + 2.8, _pale(colour, 0.45))
            x += width
        shelf += 22.5
    canvas.blur(0.8)
    canvas.glow(8, 6, 60, (255, 214, 150), 0.6)


def _sunset(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((92, 70, 146), (255, 176, 122))
    x = canvas.width * rng.uniform(0.2, 0.8)
    canvas.glow(x, canvas.height * 0.55, 52, (255, 226, 160), 0.95)
    canvas.disk(x, canvas.height * 0.55, 9, (255, 240, 196))
    for layer, colour in enumerate(((150, 92, 140), (104, 66, 122), (66, 44, 92))):
        base = canvas.height * (0.62 + layer * 0.09)
        ridge = [
            (i * canvas.width / 8, base + rng.uniform(-6, 5)) for i in range(-1, 10)
        ]
        edge = [(canvas.width + 9, canvas.height + 9), (-9.0, canvas.height + 9)]
        canvas.fill([*_curve(ridge, closed=False), *edge], colour)
    canvas.blur(0.5)


def _room(canvas: _Canvas, rng: random.Random) -> None:
    wall = rng.choice(((240, 224, 204), (216, 228, 220), (232, 216, 222)))
    canvas.sky(wall, _dark(wall, 0.1))
    x = canvas.width * 0.08
    canvas.box(x - 1.5, 6, x + 29.5, 52, (255, 255, 255))
    canvas.box(x, 7.5, x + 28, 50.5, (176, 220, 240))
    canvas.disk(x + 6, 52, 12, (140, 194, 132))
    canvas.disk(x + 22, 54, 14, (118, 178, 116))
    canvas.box(x - 1.5, 50.5, x + 29.5, canvas.height, wall)
    canvas.box(x + 13.4, 7, x + 14.6, 50.5, (255, 255, 255))
    canvas.box(x, 28.4, x + 28, 29.4, (255, 255, 255))
    canvas.box(x - 3, 50.5, x + 31, 53, (250, 246, 238))
    pot = canvas.width * 0.88
    for step in range(9):
        lean = (step - 4) * 3.6
        leaf = [
            (pot, 64.0),
            (pot + lean * 0.7, 44.0),
            (pot + lean * 1.5, 30 + abs(lean)),
        ]
        canvas.line(_curve(leaf, closed=False), 2.2, (76 + step * 5, 142, 96))
    canvas.fill(
        [(pot - 8, 64), (pot + 8, 64), (pot + 6, 82), (pot - 6, 82)], (206, 116, 84)
    )
    canvas.blur(0.7)


def _bricks(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((198, 186, 178), (176, 164, 158))
    row = 0
    y = 0.0
    while y < canvas.height:
        x = -6.0 * (row % 2)
        while x < canvas.width:
            colour = _mix((188, 96, 78), (150, 70, 66), rng.random())
            canvas.box(x, y, x + 11.3, y + 5.2, colour)
            x += 12
        y += 6
        row += 1
    canvas.blur(0.35)
    canvas.glow(canvas.width * 0.3, 30, 70, (255, 232, 204), 0.35)


def _autumn(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((250, 226, 180), (236, 180, 116))
    for _ in range(5):
        x = rng.uniform(0, canvas.width)
        canvas.box(x, 20, x + rng.uniform(2, 4), canvas.height, (122, 84, 66))
    for _ in range(150):
        colour = rng.choice(
            ((222, 112, 48), (240, 164, 58), (196, 76, 52), (250, 200, 96))
        )
        x, y = rng.uniform(0, canvas.width), canvas.height * rng.random() ** 1.3 * 0.85
        canvas.fill(
            _oval(x, y, rng.uniform(1.5, 4), rng.uniform(1, 2.4), rng.uniform(0, 3)),
            (*colour, 215),
        )
    canvas.blur(0.8)


def _snow(canvas: _Canvas, rng: random.Random) -> None:
    canvas.sky((150, 182, 214), (226, 236, 246))
    for layer in range(2):
        base = canvas.height * (0.66 + layer * 0.1)
        colour = ((118, 152, 168), (74, 112, 124))[layer]
        for _ in range(9):
            x, tall = rng.uniform(-3, canvas.width + 3), rng.uniform(20, 36)
            for tier in range(3):
                top = base - tall + tier * tall * 0.26
                half = 4 + tier * 2.6
                canvas.fill(
                    [
                        (x, top),
                        (x + half, top + tall * 0.4),
                        (x - half, top + tall * 0.4),
                    ],
                    colour,
                )
    canvas.box(0, canvas.height * 0.74, canvas.width, canvas.height, (240, 246, 252))
    canvas.blur(0.7)
    for _ in range(60):
        canvas.disk(
            rng.uniform(0, canvas.width),
            rng.uniform(0, canvas.height),
            rng.uniform(0.3, 0.9),
            (255, 255, 255, 220),
        )


def _confetti(canvas: _Canvas, rng: random.Random) -> None:
    base = rng.choice(((255, 206, 122), (255, 182, 172), (150, 214, 204)))
    canvas.sky(_pale(base, 0.2), base)
    for _ in range(46):
        colour = _turned((236, 110, 96), rng.random())
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        if rng.random() < 0.5:
            canvas.disk(x, y, rng.uniform(0.8, 1.9), (*colour, 230))
        else:
            turn = rng.uniform(0, 3)
            dx, dy = math.cos(turn) * 3, math.sin(turn) * 3
            canvas.line([(x, y), (x + dx, y + dy)], 1.1, (*colour, 230))


def _stripes(canvas: _Canvas, rng: random.Random) -> None:
    base = _turned((92, 168, 176), rng.random())
    canvas.sky(base, _dark(base, 0.1))
    centre = (canvas.width / 2, canvas.height * 0.95)
    for step in range(0, 36, 2):
        a, b = step * math.tau / 36, (step + 1) * math.tau / 36
        far = 170
        canvas.fill(
            [
                centre,
                (centre[0] + far * math.cos(a), centre[1] + far * math.sin(a)),
                (centre[0] + far * math.cos(b), centre[1] + far * math.sin(b)),
            ],
            (*_pale(base, 0.3), 150),
        )


_PLACES: Final[tuple[Callable[[_Canvas, random.Random], None], ...]] = (
    _park,
    _studio,
    _night_city,
    _room,
    _seaside,
    _confetti,
    _library,
    _sunset,
    _stripes,
    _autumn,
    _bricks,
    _snow,
)


# -- the portrait ------------------------------------------------------------

_WHITE: Final = (255, 255, 255)


class _Portrait:
    """Draws one look in one scene; the head's half width is the unit inside."""

    def __init__(self, look: _Look, scene: _Scene, side: int) -> None:
        self.look = look
        self.scene = scene
        self.side = side
        scale = side * _OVERSAMPLING / _UNITS
        self.canvas = _Canvas(scene.width, scene.height, scale)
        self.shade = _mix(look.skin, (176, 72, 62), 0.28)

    def draw(self) -> Image.Image:
        """Draw everything, back to front."""
        scene = self.scene
        rng = random.Random(f"place {scene.grain} {scene.place}")  # noqa: S311 - the same again
        _PLACES[scene.place](self.canvas, rng)
        self._hair_behind()
        self._body()
        self._head()
        self._face()
        self._hair_in_front()
        if self.look.glasses:
            self._glasses()
        return self._lit(self.canvas.image.reduce(_OVERSAMPLING))

    # Coordinates: the body stands upright, the head tilts around the neck.

    def _upright(self, points: Sequence[Point]) -> list[Point]:
        s = self.scene
        return [(s.x + x * s.size, s.y + y * s.size) for x, y in points]

    def _tilted(self, points: Sequence[Point]) -> list[Point]:
        angle = math.radians(self.scene.tilt)
        c, s = math.cos(angle), math.sin(angle)
        pivot = 1.2
        turned = [
            (x * c - (y - pivot) * s, x * s + (y - pivot) * c + pivot)
            for x, y in points
        ]
        return self._upright(turned)

    def _turned(self, points: Sequence[Point], depth: float = 1.0) -> list[Point]:
        """Shift parts of the face sideways as a turning head does."""
        shift = self.scene.turn * depth
        return self._tilted([(x * 0.98 + shift, y) for x, y in points])

    def _fill(self, points: Sequence[Point], colour: Colour) -> None:
        self.canvas.fill(self._tilted(points), colour)

    def _feature(
        self, points: Sequence[Point], colour: Colour, depth: float = 1.0
    ) -> None:
        self.canvas.fill(self._turned(points, depth), colour)

    def _stroke(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        depth: float = 1.0,
    ) -> None:
        line = self._turned(_curve(points, closed=False), depth)
        self.canvas.line(line, width * self.scene.size, colour)

    def _body(self) -> None:
        look, scene = self.look, self.scene
        outfits = (
            look.clothes,
            _mix(_turned(look.clothes, 0.42), (84, 110, 120), 0.45),
            (246, 240, 230),
            _dark(_turned(look.clothes, 0.58), 0.35),
        )
        cloth = outfits[scene.outfit]
        torso = _curve(
            _mirrored(
                [
                    (0.0, 1.5),
                    (0.5, 1.48),
                    (1.2, 1.78),
                    (1.72, 2.2),
                    (2.0, 3.2),
                    (2.2, 6),
                ]
            )
        )
        self.canvas.fill(self._upright(torso), cloth)
        for side in (-1, 1):
            sleeve = [(side * 1.42, 2.9), (side * 1.34, 3.6), (side * 1.4, 4.6)]
            self.canvas.line(
                self._upright(_curve(sleeve, closed=False)),
                0.05 * scene.size,
                _dark(cloth, 0.22),
            )
        neckline = _oval(0, 1.56, 0.56, 0.34)
        if scene.outfit == 1:
            v = [(-0.5, 1.5), (0.5, 1.5), (0.3, 1.9), (0.0, 2.35), (-0.3, 1.9)]
            neckline = v
        self.canvas.fill(self._upright(neckline), _dark(self.look.skin, 0.16))
        neck = _curve(
            _mirrored([(0.0, 0.55), (0.4, 0.6), (0.38, 1.25), (0.5, 1.62), (0.0, 1.84)])
        )
        self.canvas.fill(self._upright(neck), look.skin)
        if scene.outfit == 1:
            self.canvas.fill(
                self._upright(
                    [(-0.42, 1.5), (0.42, 1.5), (0.24, 1.92), (0, 2.2), (-0.24, 1.92)]
                ),
                look.skin,
            )
        shadow = _oval(0, 1.08, 0.38, 0.36)
        self.canvas.fill(self._upright(shadow), (*_dark(self.shade, 0.12), 120))
        self._collar(cloth)

    def _collar(self, cloth: Colour) -> None:
        scene = self.scene
        if scene.outfit == 0:  # a round neck
            ring = _curve(
                [(-0.6, 1.5), (-0.4, 1.8), (0, 1.93), (0.4, 1.8), (0.6, 1.5)],
                closed=False,
            )
            self.canvas.line(self._upright(ring), 0.11 * scene.size, _dark(cloth, 0.16))
        elif scene.outfit == 2:  # a sailor's stripes
            for row in range(5):
                y = 2.15 + row * 0.32
                half = 1.66 + row * 0.1 - 0.1
                stripe = _curve(
                    [(-half, y + 0.18), (0, y + 0.05), (half, y + 0.18)], closed=False
                )
                self.canvas.line(
                    self._upright(stripe),
                    0.1 * scene.size,
                    _dark(self.look.clothes, 0.2),
                )
        elif scene.outfit == 3:  # a shirt with a collar
            for side in (-1, 1):
                flap = [
                    (side * 0.52, 1.38),
                    (0, 1.86),
                    (side * 0.34, 2.2),
                    (side * 0.8, 1.66),
                ]
                self.canvas.fill(self._upright(flap), _pale(cloth, 0.24))
            for row in range(4):
                x, y = self._upright([(0.0, 2.25 + row * 0.45)])[0]
                self.canvas.disk(x, y, 0.055 * scene.size, _pale(cloth, 0.6))

    def _head(self) -> None:
        look = self.look
        for side in (-1, 1):
            x = side * (0.99 - side * self.scene.turn * 0.35)
            self._fill(_oval(x, 0.14, 0.17, 0.27), look.skin)
            self._fill(_oval(x, 0.16, 0.09, 0.16), (*self.shade, 190))
            if look.earrings:
                self._fill(_oval(x, 0.46, 0.07, 0.07), (246, 204, 92))
        face = _curve(
            _mirrored(
                [
                    (0.0, -1.22),
                    (0.62, -1.08),
                    (0.97, -0.5),
                    (1.0, 0.08),
                    (0.86, 0.66),
                    (0.5, 1.1),
                    (0.0, 1.26),
                ]
            )
        )
        self._fill(face, look.skin)
        if look.beard:
            beard = _curve(
                [
                    (-0.99, 0.1),
                    (-0.88, 0.68),
                    (-0.52, 1.13),
                    (0, 1.3),
                    (0.52, 1.13),
                    (0.88, 0.68),
                    (0.99, 0.1),
                    (0.8, 0.34),
                    (0.46, 0.46),
                    (0, 0.43),
                    (-0.46, 0.46),
                    (-0.8, 0.34),
                ]
            )
            self._fill(beard, _mix(look.hair, look.skin, 0.12))

    def _face(self) -> None:
        look, scene = self.look, self.scene
        for side in (-1, 1):
            if not look.beard:
                for step in range(9):
                    radius = 0.28 - step * 0.025
                    cheek = _oval(side * 0.6, 0.42, radius, radius * 0.72)
                    self._feature(cheek, (236, 96, 92, 11))
            self._eye(side)
            lift = scene.brows
            brow = [
                (side * 0.2, -0.4 - lift),
                (side * 0.42, -0.48 - lift),
                (side * 0.65, -0.37 - lift * 0.5),
            ]
            self._stroke(brow, 0.075, _dark(look.hair, 0.15))
        if look.freckles:
            for x, y in ((0.42, 0.3), (0.54, 0.25), (0.5, 0.37), (0.63, 0.33)):
                for side in (-1, 1):
                    self._feature(_oval(side * x, y, 0.02, 0.02), (*self.shade, 230))
        nose = [(-0.1, 0.34), (0.0, 0.41), (0.1, 0.34)]
        self._stroke(nose, 0.055, self.shade, 1.5)
        self._mouth()

    def _eye(self, side: int) -> None:
        scene = self.scene
        x, y = side * 0.41, 0.0
        lash = _dark(self.look.hair, 0.5)
        if scene.wink and side == 1:
            lid = [(x - 0.19, y + 0.0), (x, y + 0.09), (x + 0.19, y + 0.0)]
            self._stroke(lid, 0.055, lash)
            return
        self._feature(_oval(x, y, 0.195, 0.185), _WHITE)
        ix = x + scene.look_x * 0.07 + scene.turn * 0.12
        self._feature(_oval(ix, y + 0.01, 0.132, 0.14), self.look.eyes)
        self._feature(_oval(ix, y + 0.045, 0.09, 0.09), _pale(self.look.eyes, 0.25))
        self._feature(_oval(ix, y + 0.01, 0.075, 0.08), (26, 20, 30))
        self._feature(_oval(ix + 0.05, y - 0.05, 0.042, 0.042), _WHITE)
        lid = [
            (x - side * 0.2, y - 0.05),
            (x - side * 0.08, y - 0.18),
            (x + side * 0.1, y - 0.17),
            (x + side * 0.235, y - 0.05),
        ]
        self._stroke(lid, 0.05, lash)

    def _mouth(self) -> None:
        lip = _mix((196, 72, 78), self.look.skin, 0.18)
        match self.scene.mouth:
            case 0:  # a broad smile with teeth
                shape = _curve(
                    [
                        (-0.34, 0.63),
                        (0, 0.68),
                        (0.34, 0.63),
                        (0.2, 0.87),
                        (0, 0.93),
                        (-0.2, 0.87),
                    ]
                )
                self._feature(shape, (140, 42, 58))
                teeth = [
                    (-0.3, 0.655),
                    (0, 0.69),
                    (0.3, 0.655),
                    (0.24, 0.745),
                    (0, 0.775),
                    (-0.24, 0.745),
                ]
                self._feature(_curve(teeth), _WHITE)
            case 1:  # a gentle smile
                self._stroke([(-0.28, 0.66), (0, 0.77), (0.28, 0.66)], 0.06, lip)
            case 2:  # laughing
                shape = _curve(
                    [
                        (-0.27, 0.62),
                        (0, 0.64),
                        (0.27, 0.62),
                        (0.19, 0.9),
                        (0, 0.99),
                        (-0.19, 0.9),
                    ]
                )
                self._feature(shape, (126, 36, 52))
                self._feature(_oval(0, 0.91, 0.14, 0.08), (232, 112, 112))
                teeth = [
                    (-0.23, 0.64),
                    (0, 0.66),
                    (0.23, 0.64),
                    (0.2, 0.71),
                    (0, 0.735),
                    (-0.2, 0.71),
                ]
                self._feature(_curve(teeth), _WHITE)
            case _:  # half a smile
                self._stroke([(-0.22, 0.73), (0.04, 0.77), (0.29, 0.65)], 0.06, lip)

    def _hair_behind(self) -> None:
        hair = _dark(self.look.hair, 0.2)
        match self.look.style:
            case 0:  # long and wavy
                half = [
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
                self._fill(_curve(_mirrored(half)), hair)
            case 2:  # a bob
                half = [
                    (0.0, -1.5),
                    (0.92, -1.2),
                    (1.28, -0.3),
                    (1.26, 0.7),
                    (1.0, 1.14),
                    (0.4, 1.0),
                    (0.0, 0.9),
                ]
                self._fill(_curve(_mirrored(half)), hair)
            case 3:  # curls
                for step in range(22):
                    a = math.radians(-205 + step * 230 / 21)
                    x, y = 1.08 * math.cos(a), -0.3 + 1.12 * math.sin(a)
                    self._fill(_oval(x, y, 0.36, 0.36), hair)
            case 4:  # a bun
                self._fill(_oval(0, -1.58, 0.5, 0.46), hair)
                self._fill(_oval(0, -0.42, 1.12, 1.06), hair)
            case _:
                self._fill(_oval(0, -0.42, 1.09, 1.04), hair)

    def _hair_in_front(self) -> None:
        hair = self.look.hair
        shine = _pale(hair, 0.14)
        match self.look.style:
            case 0 | 4:  # parted at the side
                fringe = [
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
                ]
            case 1:  # a quiff
                fringe = [
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
                ]
            case 2:  # a straight fringe
                fringe = [
                    (-1.08, 0.5),
                    (-1.16, -0.4),
                    (-0.84, -1.2),
                    (0, -1.46),
                    (0.84, -1.2),
                    (1.16, -0.4),
                    (1.08, 0.5),
                    (0.96, -0.1),
                    (0.86, -0.5),
                    (0.4, -0.54),
                    (0, -0.5),
                    (-0.4, -0.54),
                    (-0.86, -0.5),
                    (-0.96, -0.1),
                ]
            case 3:
                for step in range(13):
                    a = math.radians(-190 + step * 200 / 12)
                    x, y = 0.88 * math.cos(a), -0.42 + 0.8 * math.sin(a)
                    self._fill(_oval(x, y, 0.27, 0.25), hair)
                for step in range(4):
                    x = -0.5 + step * 0.33
                    self._fill(_oval(x, -1.02, 0.3, 0.26), hair)
                    self._fill(_oval(x + 0.04, -1.1, 0.12, 0.07, -0.3), shine)
                return
            case _:  # short
                fringe = [
                    (-1.03, 0.0),
                    (-1.1, -0.6),
                    (-0.82, -1.2),
                    (-0.1, -1.46),
                    (0.7, -1.3),
                    (1.1, -0.7),
                    (1.03, 0.0),
                    (0.95, -0.42),
                    (0.74, -0.72),
                    (0.2, -0.7),
                    (-0.2, -0.86),
                    (-0.6, -0.66),
                    (-0.93, -0.4),
                ]
        self._fill(_curve(fringe), hair)
        gleam = [(-0.7, -1.0), (-0.42, -1.2), (-0.1, -1.29)]
        line = self._tilted(_curve(gleam, closed=False))
        self.canvas.line(line, 0.07 * self.scene.size, shine)

    def _glasses(self) -> None:
        frame = (52, 40, 56)
        for side in (-1, 1):
            rim = self._turned(_oval(side * 0.42, 0.02, 0.3, 0.28))
            self.canvas.fill(rim, (255, 255, 255, 34))
            self.canvas.line([*rim, rim[0], rim[1]], 0.055 * self.scene.size, frame)
            self._stroke([(side * 0.72, -0.03), (side * 0.99, -0.06)], 0.05, frame)
        self._stroke([(-0.12, 0.0), (0, -0.05), (0.12, 0.0)], 0.05, frame)

    def _lit(self, image: Image.Image) -> Image.Image:
        """Light everything from one side, and darken the corners a little."""
        warm, cool = ((255, 214, 160), (128, 150, 214))
        tints = ((warm, cool), (cool, warm), (_WHITE, (196, 160, 190)))
        left, right = tints[self.scene.light]
        ramp = Image.linear_gradient("L").rotate(90 if self.scene.grain % 2 else 270)
        tint = Image.composite(
            Image.new("RGB", ramp.size, left), Image.new("RGB", ramp.size, right), ramp
        )
        tint = tint.resize(image.size, Image.Resampling.BILINEAR)
        lit = Image.blend(image, ImageChops.soft_light(image, tint), 0.42)
        corners = Image.radial_gradient("L").point(
            lambda value: max(0, round((value - 120) * 0.42))
        )
        mask = corners.resize(image.size, Image.Resampling.BILINEAR)
        lit.paste((26, 16, 40), (0, 0, *image.size), mask)
        return lit


# -- files that are no good photos -------------------------------------------


@functools.cache
def _odd_files() -> tuple[tuple[str, bytes], ...]:
    jpeg = _photo(1, 0, 1024)
    picture, second, third = (
        Image.open(io.BytesIO(_photo(1, index, 1024))).convert("RGB")
        for index in (0, 2, 5)
    )
    frames = [picture.resize((320, 320)).rotate(turn) for turn in (0, 5, 10)]
    animation = {"save_all": True, "append_images": frames[1:], "duration": 120}
    return (
        ("text.jpg", "Это не фотография, it only says so.\n".encode() * 40),
        ("empty.jpg", b""),
        ("truncated.jpg", jpeg[: len(jpeg) // 3]),
        ("pixel.png", _encoded(Image.new("RGB", (1, 1), (200, 80, 60)), "PNG")),
        ("small.jpg", _encoded(picture.resize((300, 300)), "JPEG", quality=85)),
        ("animated.gif", _encoded(frames[0], "GIF", **animation)),
        ("animated.webp", _encoded(frames[0], "WEBP", **animation)),
        ("phone.heic", _heic(picture)),
        ("photo.png", _encoded(second, "PNG", compress_level=1)),
        ("photo.webp", _encoded(third, "WEBP", quality=85)),
        ("bomb.png", _png(12_000, 9_000, filled=True)),
        ("giant_header.png", _png(60_000, 60_000, filled=False)),
    )


def odd_files() -> dict[str, bytes]:
    """Return hostile and unusual uploads by name.

    Two are decompression bombs: `bomb.png` really holds its 108 megapixels,
    `giant_header.png` only claims 3.6 gigapixels.
    """
    return dict(_odd_files())


def _encoded(image: Image.Image, encoding: str, **options: object) -> bytes:
    with io.BytesIO() as out:
        image.save(out, encoding, **options)
        return out.getvalue()


def _heic(image: Image.Image) -> bytes:
    heif = pillow_heif.from_pillow(image)
    with io.BytesIO() as out:
        heif.save(out, quality=70)
        return bytes(out.getvalue())


def _png(width: int, height: int, *, filled: bool) -> bytes:
    """Make a one-bit PNG row by row, so that memory stays small."""
    pixels = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b""
    if filled:
        data = b"".join(pixels.compress(row) for _ in range(height))
    data += pixels.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", data)
        + _chunk(b"IEND", b"")
    )


def _chunk(name: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(name + data)
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", checksum)
