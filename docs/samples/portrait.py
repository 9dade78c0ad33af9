"""One person in one place, drawn back to front."""

import math
import random

from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageChops

from .canvas import (
    Canvas,
    Colour,
    Point,
    curve,
    dark,
    light_of,
    mirrored,
    mix,
    oval,
    pale,
    turned,
)
from .face import draw_face, draw_head
from .hair import behind, in_front
from .people import UNITS, Look, Scene
from .places import PLACES


_OVERSAMPLING: Final = 2

_WHITE: Final = (255, 255, 255)


class Portrait:
    """Draws one look in one scene; the head's half width is the unit inside."""

    def __init__(self, look: Look, scene: Scene, side: int) -> None:
        self.look = look
        self.scene = scene
        self.side = side
        scale = side * _OVERSAMPLING / UNITS
        self.canvas = Canvas(scene.width, scene.height, scale)
        # Shadows are darker than the skin, however dark that is.
        blood = mix((0, 0, 0), (176, 72, 62), min(1.0, light_of(look.skin) / 150))
        self.shade = mix(look.skin, blood, 0.28)

    def draw(self) -> Image.Image:
        """Draw everything, back to front."""
        scene = self.scene
        rng = random.Random(f"place {scene.grain} {scene.place}")  # noqa: S311 - the same again
        PLACES[scene.place](self.canvas, rng)
        self.fill(behind(self.look.style), dark(self.look.hair, 0.2))
        self._body()
        draw_head(self)
        draw_face(self)
        self.fill(in_front(self.look.style), self.look.hair)
        gleam = curve([(-0.7, -1.0), (-0.42, -1.2), (-0.1, -1.29)], closed=False)
        self.canvas.line(
            self._tilted(gleam), 0.07 * scene.size, pale(self.look.hair, 0.14)
        )
        return self._lit(self.canvas.image.reduce(_OVERSAMPLING))

    # Coordinates: the body stands upright, the head tilts around the neck.

    def _upright(self, points: Sequence[Point]) -> list[Point]:
        s = self.scene
        return [(s.x + x * s.size, s.y + y * s.size) for x, y in points]

    def _tilted(self, points: Sequence[Point]) -> list[Point]:
        angle = math.radians(self.scene.tilt)
        c, s = math.cos(angle), math.sin(angle)
        pivot = 1.2
        tilted = [
            (x * c - (y - pivot) * s, x * s + (y - pivot) * c + pivot)
            for x, y in points
        ]
        return self._upright(tilted)

    def _turned(self, points: Sequence[Point], depth: float = 1.0) -> list[Point]:
        """Shift parts of the face sideways as a turning head does."""
        shift = self.scene.turn * depth
        return self._tilted([(x * 0.98 + shift, y) for x, y in points])

    def fill(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a shape that tilts with the head."""
        self.canvas.fill(self._tilted(points), colour)

    def feature(
        self, points: Sequence[Point], colour: Colour, depth: float = 1.0
    ) -> None:
        """Fill a shape in the face."""
        self.canvas.fill(self._turned(points, depth), colour)

    def stroke(
        self,
        points: Sequence[Point],
        width: float,
        colour: Colour,
        depth: float = 1.0,
    ) -> None:
        """Draw a smooth line in the face."""
        line = self._turned(curve(points, closed=False), depth)
        self.canvas.line(line, width * self.scene.size, colour)

    def _body(self) -> None:
        look, scene = self.look, self.scene
        outfits = (
            look.clothes,
            mix(turned(look.clothes, 0.42), (84, 110, 120), 0.45),
            (246, 240, 230),
            dark(turned(look.clothes, 0.58), 0.35),
        )
        cloth = outfits[scene.outfit]
        torso = curve(
            mirrored(
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
                self._upright(curve(sleeve, closed=False)),
                0.05 * scene.size,
                dark(cloth, 0.22),
            )
        neckline = oval(0, 1.56, 0.56, 0.34)
        if scene.outfit == 1:
            v = [(-0.5, 1.5), (0.5, 1.5), (0.3, 1.9), (0.0, 2.35), (-0.3, 1.9)]
            neckline = v
        self.canvas.fill(self._upright(neckline), dark(self.look.skin, 0.16))
        neck = curve(
            mirrored([(0.0, 0.55), (0.4, 0.6), (0.38, 1.25), (0.5, 1.62), (0.0, 1.84)])
        )
        self.canvas.fill(self._upright(neck), look.skin)
        if scene.outfit == 1:
            self.canvas.fill(
                self._upright(
                    [(-0.42, 1.5), (0.42, 1.5), (0.24, 1.92), (0, 2.2), (-0.24, 1.92)]
                ),
                look.skin,
            )
        shadow = oval(0, 1.08, 0.38, 0.36)
        self.canvas.fill(self._upright(shadow), (*dark(self.shade, 0.12), 120))
        self._collar(cloth)

    def _collar(self, cloth: Colour) -> None:
        scene = self.scene
        if scene.outfit == 0:  # a round neck
            ring = curve(
                [(-0.6, 1.5), (-0.4, 1.8), (0, 1.93), (0.4, 1.8), (0.6, 1.5)],
                closed=False,
            )
            self.canvas.line(self._upright(ring), 0.11 * scene.size, dark(cloth, 0.16))
        elif scene.outfit == 2:  # a sailor's stripes
            for row in range(5):
                y = 2.15 + row * 0.32
                half = 1.66 + row * 0.1 - 0.1
                stripe = curve(
                    [(-half, y + 0.18), (0, y + 0.05), (half, y + 0.18)], closed=False
                )
                self.canvas.line(
                    self._upright(stripe),
                    0.1 * scene.size,
                    dark(self.look.clothes, 0.2),
                )
        elif scene.outfit == 3:  # a shirt with a collar
            for side in (-1, 1):
                flap = [
                    (side * 0.52, 1.38),
                    (0, 1.86),
                    (side * 0.34, 2.2),
                    (side * 0.8, 1.66),
                ]
                self.canvas.fill(self._upright(flap), pale(cloth, 0.24))
            for row in range(4):
                x, y = self._upright([(0.0, 2.25 + row * 0.45)])[0]
                self.canvas.disk(x, y, 0.055 * scene.size, pale(cloth, 0.6))

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
