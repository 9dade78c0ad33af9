"""Draws the example pictures of twenty more packs, as `packs.py` does.

python docs/pictures/more_packs.py src/adapters/packs/shipped
"""

import math
import sys

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from PIL import Image
from welcome import (
    Colour,
    _city as city,
    _glow as glow,
    _mountains as mountains,
    _sea as sea,
)

from packs import (
    _ONE,
    _PART,
    Scene,
    _deco,
    _dots,
    _dunes,
    _face,
    _fan,
    _fire,
    _office,
    _one,
    _plain,
    _snow,
    _stadium,
    _studio,
    bobble_hat,
    bow_tie,
    fedora,
    headband,
    save,
    scarf,
    suit,
    sunglasses,
)


Wear = Callable[[Image.Image], None]
_PINK: Final[list[Colour]] = [(255, 182, 206), (255, 214, 228), (240, 140, 176)]
_GOLD: Final[list[Colour]] = [(255, 214, 110), (255, 240, 190), (240, 180, 90)]
_GREEN: Final[list[Colour]] = [(52, 110, 70), (92, 150, 90), (200, 220, 120)]


def headphones(scene: Image.Image) -> None:
    """A bow over the head and two cushions."""
    pen, x, y, r = _face(scene)
    bow = (x - r * 1.2, y - r * 1.5, x + r * 1.2, y + r * 0.9)
    pen.arc(bow, 180, 360, fill=(34, 36, 46), width=round(r * 0.16))
    for side in (-1, 1):
        at = x + side * r * 1.16
        pen.ellipse(
            (at - r * 0.24, y - r * 0.5, at + r * 0.24, y + r * 0.3), fill=(230, 84, 76)
        )


def hat(colour: Colour, band: Colour, *, pointed: bool) -> Wear:
    """Return a tall hat: a cook's, or a pointed one."""

    def wear(scene: Image.Image) -> None:
        pen, x, y, r = _face(scene)
        brim = y - r * 0.62
        if pointed:
            peak = [
                (x - r * 0.95, brim),
                (x + r * 0.95, brim),
                (x + r * 0.2, y - r * 3),
            ]
            pen.polygon(peak, fill=colour)
            pen.ellipse(
                (x - r * 1.6, brim - r * 0.2, x + r * 1.6, brim + r * 0.2), fill=colour
            )
        else:
            for side in (-0.6, 0.0, 0.6):
                at = x + side * r
                pen.ellipse(
                    (at - r * 0.6, y - r * 2.2, at + r * 0.6, y - r), fill=colour
                )
            pen.rectangle((x - r * 0.9, y - r * 1.6, x + r * 0.9, brim), fill=colour)
        pen.rectangle((x - r * 0.92, brim - r * 0.3, x + r * 0.92, brim), fill=band)

    return wear


def ears(scene: Image.Image) -> None:
    """Pointed ears and a silver band."""
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        pen.polygon(
            [
                (x + side * r * 0.95, y + r * 0.3),
                (x + side * r * 0.95, y - r * 0.2),
                (x + side * r * 1.65, y - r * 0.75),
            ],
            fill=(255, 206, 172),
        )
    pen.line((x - r, y - r * 0.5, x + r, y - r * 0.5), fill=(216, 224, 236), width=12)


def wreath(scene: Image.Image) -> None:
    """Golden leaves around the head."""
    pen, x, y, r = _face(scene)
    for step in range(11):
        angle = math.radians(200 + step * 14)
        at = (x + math.cos(angle) * r * 1.15, y + math.sin(angle) * r * 1.15)
        pen.ellipse((at[0] - 20, at[1] - 12, at[0] + 20, at[1] + 12), fill=_GOLD[0])


def armour(scene: Image.Image) -> None:
    """A steel collar and shoulders."""
    pen, x, y, r = _face(scene)
    steel = (188, 198, 212)
    pen.rectangle((x - r * 0.7, y + r * 1.1, x + r * 0.7, y + r * 1.5), fill=steel)
    for side in (-1, 1):
        at = x + side * r * 1.4
        pen.ellipse((at - r * 0.7, y + r * 1.35, at + r * 0.7, y + r * 2.5), fill=steel)


def goggles(scene: Image.Image) -> None:
    """Safety glasses."""
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        at = x + side * r * 0.42
        box = (at - r * 0.34, y - r * 0.3, at + r * 0.34, y + r * 0.22)
        pen.rounded_rectangle(box, 16, outline=(60, 150, 200), width=9)


def half_mask(scene: Image.Image) -> None:
    """A golden mask around the eyes."""
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        at = x + side * r * 0.42
        pen.ellipse(
            (at - r * 0.5, y - r * 0.42, at + r * 0.5, y + r * 0.3), fill=_GOLD[0]
        )
        pen.ellipse(
            (at - r * 0.2, y - r * 0.2, at + r * 0.2, y + r * 0.14), fill=(60, 20, 40)
        )


def _lit(scene: Image.Image, colour: Colour) -> Image.Image:
    w, h = scene.size
    glow(scene, (w * 0.25, h * 0.25), round(w * 0.4), colour, 0.8)
    return scene


def _wood(size: tuple[int, int]) -> Image.Image:
    return _dots(_plain(size, (30, 60, 46), (70, 120, 80)), _GREEN, 60, 40)


def _garden(size: tuple[int, int]) -> Image.Image:
    return _dots(_plain(size, (214, 236, 250), (250, 236, 240)), _PINK, 90, 34)


def _lights(size: tuple[int, int]) -> Image.Image:
    return _dots(_plain(size, (40, 24, 60), (96, 50, 80)), _GOLD, 60, 26)


def _marble(size: tuple[int, int]) -> Image.Image:
    scene = _plain(size, (250, 226, 190), (240, 196, 150))
    for step in range(5):
        left = round(size[0] * (step * 0.24 - 0.04))
        column = (left, 0, left + round(size[0] * 0.1), size[1])
        scene.paste((250, 244, 234), column)
    return scene


_WHITE: Final = hat((252, 252, 252), (236, 236, 240), pointed=False)
_WIZARD: Final = hat((62, 44, 120), (250, 206, 90), pointed=True)

DRAWN: Final[Mapping[str, Scene]] = {
    "podcast": _one(_lit(_studio(_ONE), (255, 190, 110)), (70, 90, 120), headphones),
    "chef": lambda: _fan(
        [(120, 60, 40), (220, 150, 90)],
        _one(_office(_PART), (250, 250, 250), _WHITE),
        _one(_fire(_PART), (250, 250, 250), _WHITE),
        _one(_wood(_PART), (150, 110, 70), scarf),
    ),
    "scientist": _one(_lit(_office(_ONE), (90, 180, 255)), (250, 252, 255), goggles),
    "venice": _one(sea(_ONE), (110, 30, 70), half_mask),
    "road-trip": lambda: _fan(
        [(200, 110, 60), (90, 60, 110)],
        _one(_dunes(_PART), (80, 110, 150), sunglasses),
        _one(sea(_PART), (240, 190, 90), sunglasses),
        _one(_fire(_PART), (90, 70, 60), scarf),
    ),
    "new-year": lambda: _fan(
        [(16, 24, 60), (70, 40, 110)],
        _one(_lights(_PART), (180, 40, 60), scarf),
        _one(_snow(city(_PART)), (50, 70, 120), bobble_hat),
        _one(_deco(_PART), (30, 26, 44), bow_tie),
    ),
    "blossom": _one(_garden(_ONE), (250, 246, 240)),
    "elf": _one(_wood(_ONE), (40, 90, 60), ears),
    "wizard": _one(_lights(_ONE), (62, 44, 120), _WIZARD),
    "dragon": _one(_lit(mountains(_ONE), (255, 170, 90)), (110, 70, 50), goggles),
    "knight": _one(mountains(_ONE), (60, 90, 160), armour),
    "rome": _one(_marble(_ONE), (252, 250, 246), wreath),
    "western": _one(_dunes(_ONE), (120, 78, 46), fedora),
    "spy": _one(city(_ONE), (18, 20, 28), bow_tie),
    "pirate": _one(sea(_ONE), (120, 40, 40), fedora),
    "football": _one(_stadium(_ONE), (206, 44, 50)),
    "surfing": _one(_dots(sea(_ONE), [(220, 244, 250)], 40, 16), (20, 30, 40)),
    "climbing": _one(_snow(mountains(_ONE)), (236, 110, 50), headband),
    "first-date": lambda: _fan(
        [(120, 40, 70), (230, 130, 120)],
        _one(_lights(_PART), (150, 40, 60)),
        _one(_garden(_PART), (230, 200, 180), scarf),
        _one(city(_PART), (60, 60, 90)),
    ),
    "wedding": lambda: _fan(
        [(230, 214, 200), (250, 240, 230)],
        _one(_marble(_PART), (252, 252, 252), suit),
        _one(_garden(_PART), (252, 252, 252)),
        _one(_lights(_PART), (30, 30, 40), bow_tie),
    ),
}


if __name__ == "__main__":
    for name, draw in DRAWN.items():
        save(draw(), Path(sys.argv[1]) / f"{name}.jpg")
