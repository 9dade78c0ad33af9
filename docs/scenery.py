"""Draw the backgrounds and the stranger of the sandbox's pictures.

    python -m docs.scenery

writes them to `src/entrypoints/sandbox/fal/scenery`, whose `scenes.toml` has their
colours. Everything is deterministic, and a test compares the files with the drawings.
"""

import math
import random
import tomllib

from collections.abc import Callable
from pathlib import Path
from typing import Final

import attrs

from PIL import Image

from .samples.canvas import Canvas, Colour, mix
from .samples.people import STRANGER, scene_of
from .samples.portrait import Portrait


FOLDER: Final = Path(__file__).parents[1] / "src/entrypoints/sandbox/fal/scenery"
_UNITS: Final = 100.0
_QUALITY: Final = 80


@attrs.frozen
class _Palette:
    """Five colours that go together, from the darkest to paper white."""

    deep: Colour
    middle: Colour
    accent: Colour
    light: Colour
    paper: Colour


def _ridge(
    rng: random.Random, base: float, height: float, waves: float
) -> list[tuple[float, float]]:
    shift, second = rng.uniform(0, 6), rng.uniform(0, 6)
    points = []
    for step in range(65):
        x = step / 64
        y = math.sin(x * waves + shift) + 0.5 * math.sin(x * waves * 2.3 + second)
        points.append((x * _UNITS, base - y * height))
    return [*points, (_UNITS, _UNITS), (0.0, _UNITS)]


def _night(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(mix(colours.deep, (6, 6, 24), 0.5), colours.middle)
    for _ in range(130):
        canvas.disk(
            rng.uniform(0, _UNITS),
            rng.uniform(0, _UNITS),
            rng.choice((0.12, 0.18, 0.18, 0.34)),
            (*colours.paper, rng.randint(120, 255)),
        )
    x, y = 74, 30
    for radius, alpha in ((16.0, 26), (12.0, 40), (8.0, 255)):
        canvas.disk(x, y, radius, (*colours.light, alpha))
    for dx, dy, radius in ((-2.5, -2.0, 1.6), (2.6, 1.0, 1.1), (-0.6, 3.4, 0.9)):
        canvas.disk(x + dx, y + dy, radius, (*colours.middle, 70))


def _mountains(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(mix(colours.light, colours.paper, 0.3), colours.paper)
    canvas.disk(30, 34, 13, colours.accent)
    for layer in range(4):
        colour = mix(colours.light, colours.deep, 0.25 + layer * 0.25)
        base, waves = 46 + layer * 14, 5 + layer * 2
        canvas.fill(_ridge(rng, base, 9 - layer, waves), colour)


def _waves(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(colours.light, colours.paper)
    canvas.disk(68, 30, 12, colours.accent)
    for layer in range(7):
        colour = mix(colours.light, colours.deep, 0.12 + layer * 0.13)
        base, waves = 36 + layer * 9, 15 + layer * 2
        canvas.fill(_ridge(rng, base, 2.4, waves), colour)


def _city(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(mix(colours.middle, colours.deep, 0.3), colours.accent)
    for layer in range(3):
        colour = mix(colours.middle, colours.deep, 0.35 + layer * 0.3)
        x = -rng.uniform(0, 8)
        while x < _UNITS:
            width = rng.uniform(7, 15)
            top = 20 + layer * 16 + rng.uniform(0, 28)
            canvas.box(x, top, x + width, _UNITS, colour)
            for row in range(int((_UNITS - top) / 3.2)):
                for column in range(int((width - 1.8) / 2.2)):
                    if rng.randrange(5) < 2:  # noqa: PLR2004 - drawing
                        left, up = x + 1.4 + column * 2.2, top + 2 + row * 3.2
                        lit = (*colours.light, rng.randint(70, 210))
                        canvas.box(left, up, left + 1, up + 1.5, lit)
            x += width + 0.4


def _rays(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    start = rng.random()
    canvas.sky(colours.middle, mix(colours.middle, colours.deep, 0.4))
    for step in range(0, 32, 2):
        corners = [(50.0, 50.0)]
        for edge in (step, step + 1):
            turn = start + edge * math.tau / 32
            corners.append((50 + 200 * math.cos(turn), 50 + 200 * math.sin(turn)))
        canvas.fill(corners, (*colours.accent, 150))


def _shapes(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(colours.paper, mix(colours.paper, colours.light, 0.7))
    for number in range(60):
        x, y, size = rng.uniform(0, 100), rng.uniform(0, 100), rng.uniform(1.2, 4.2)
        inks = (colours.accent, colours.middle, colours.light, colours.deep)
        colour, turn = (*rng.choice(inks), 225), rng.uniform(0, 6)
        if number % 2:
            canvas.disk(x, y, size, colour)
        else:
            canvas.fill(
                [
                    (x + size * math.cos(turn + a), y + size * math.sin(turn + a))
                    for a in (0.0, 2.1, 4.2)
                ],
                colour,
            )


def _forest(canvas: Canvas, rng: random.Random, colours: _Palette) -> None:
    canvas.sky(colours.paper, colours.light)
    for layer in range(4):
        colour = mix(colours.light, colours.deep, 0.25 + layer * 0.25)
        base = 52.0 + layer * 16
        x = -5.0
        while x < _UNITS + 8:
            tall = rng.uniform(26, 46)
            for tier in range(4):
                top, half = base - tall + tier * tall * 0.22, 3 + tier * 2.1
                foot = top + tall * 0.34
                canvas.fill([(x, top), (x + half, foot), (x - half, foot)], colour)
            x += rng.uniform(7, 13)
        canvas.box(0, base - 2, _UNITS, _UNITS, colour)


_SCENES: Final[dict[str, Callable[[Canvas, random.Random, _Palette], None]]] = {
    "night": _night,
    "waves": _waves,
    "city": _city,
    "forest": _forest,
    "mountains": _mountains,
    "rays": _rays,
    "shapes": _shapes,
}


def drawn(side: int = 1280) -> dict[str, Image.Image]:
    """Draw every background and a person in outline, as squares, and a stranger.

    The keys are file names.
    """
    scenes = tomllib.loads((FOLDER / "scenes.toml").read_text("utf-8"))
    pictures = {}
    for name, draw in _SCENES.items():
        palette = _Palette(
            **{key: tuple(scenes[name][key]) for key in attrs.fields_dict(_Palette)}
        )
        canvas = Canvas(_UNITS, _UNITS, 2 * side / _UNITS)
        draw(canvas, random.Random(name), palette)  # noqa: S311 - the same again
        pictures[f"{name}.webp"] = canvas.image.reduce(2)
    canvas = Canvas(_UNITS, _UNITS, side / _UNITS)
    canvas.sky((190, 198, 214), (190, 198, 214))
    canvas.disk(50, 98, 32, (74, 84, 110))
    canvas.disk(50, 42, 20, (246, 242, 232))
    pictures["nobody.webp"] = canvas.image.reduce(2)
    scene = scene_of(2, 4)
    pictures["stranger.webp"] = Portrait(STRANGER, scene, side // 2).draw()
    return pictures


if __name__ == "__main__":
    for name, picture in drawn().items():
        picture.save(FOLDER / name, quality=_QUALITY, method=6)
