"""Draws the packs' example pictures: the face of the welcome picture, dressed up.

    python docs/pictures/packs.py src/adapters/packs/shipped

A style is one scene; a pack is a fan of three of its scenes.
"""

import math
import random
import sys

from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from welcome import (
    Colour,
    _card as card,
    _city as city,
    _glow as glow,
    _gradient as gradient,
    _lay as lay,
    _mountains as mountains,
    _person as person,
    _sea as sea,
    _space as space,
    _stars as stars,
)


Draw: TypeAlias = ImageDraw.ImageDraw
Scene: TypeAlias = Callable[[], Image.Image]

SIZE: Final = (640, 480)
#: Drawn larger and scaled down: smooth edges.
_OVER: Final = 2
_ONE: Final = (1280, 960)
_PART: Final = (560, 720)
_HAIR: Final = (64, 34, 42)
_SKIN: Final = (255, 206, 172)
#: How much the light around the person changes a pixel at the most, at its edge.
_LIGHT: Final = 26
_RNG: Final = random.Random(14)  # noqa: S311 - snowflakes, not secrets


def _face(scene: Image.Image) -> tuple[Draw, float, float, float]:
    """Return a pen, the middle of the face and its radius (see `_person`)."""
    w, h = scene.size
    return ImageDraw.Draw(scene), w * 0.5, h * 0.55, w * 0.225


def _somebody(
    scene: Image.Image, cloth: Colour, *, wear: Callable[[Image.Image], None] | None
) -> Image.Image:
    """Put the person into a scene; broad scenes have them in their middle."""
    w, h = scene.size
    part = round(h * 7 / 9)
    if w <= part:
        person(scene, _HAIR, _SKIN, cloth)
        if wear:
            wear(scene)
        return scene
    left = (w - part) // 2
    middle = scene.crop((left, 0, left + part, h))
    person(middle, _HAIR, _SKIN, cloth)
    if wear:
        wear(middle)
    # The light around the person ends softly, the person does not.
    fade = Image.new("L", middle.size, 255)
    edge = part // 5
    for x in range(edge):
        for column in (x, part - 1 - x):
            fade.paste(round(255 * x / edge), (column, 0, column + 1, h))
    before = scene.crop((left, 0, left + part, h))
    changed = ImageChops.difference(middle, before).convert("L")
    fade.paste(255, mask=changed.point(lambda value: 255 * (value > _LIGHT)))
    scene.paste(middle, (left, 0), fade)
    return scene


def _plain(size: tuple[int, int], *stops: Colour) -> Image.Image:
    return gradient(size, list(stops))


# --- what people wear ---------------------------------------------------------


def suit(scene: Image.Image) -> None:
    """White shirt, tie and lapels."""
    pen, x, y, r = _face(scene)
    top, bottom = y + r * 1.45, scene.height
    pen.polygon(
        [(x - r * 0.62, top), (x + r * 0.62, top), (x, bottom + r)],
        fill=(250, 250, 252),
    )
    pen.polygon(
        [
            (x - r * 0.13, top + r * 0.16),
            (x + r * 0.13, top + r * 0.16),
            (x + r * 0.2, bottom),
            (x - r * 0.2, bottom),
        ],
        fill=(176, 44, 66),
    )
    for side in (-1, 1):
        pen.polygon(
            [
                (x + side * r * 0.6, top - r * 0.05),
                (x + side * r * 1.15, top + r * 0.5),
                (x + side * r * 0.1, bottom + r * 0.6),
            ],
            fill=(16, 26, 52),
        )


def scarf(scene: Image.Image) -> None:
    """A scarf around the neck."""
    pen, x, y, r = _face(scene)
    red = (206, 62, 58)
    pen.rounded_rectangle(
        (x - r * 0.85, y + r * 1.05, x + r * 0.85, y + r * 1.6), r * 0.26, fill=red
    )
    pen.rounded_rectangle(
        (x + r * 0.2, y + r * 1.3, x + r * 0.65, y + r * 2.7), r * 0.12, fill=red
    )
    for step in range(3):
        top = y + r * (1.9 + step * 0.28)
        pen.rectangle(
            (x + r * 0.2, top, x + r * 0.65, top + r * 0.09), fill=(255, 236, 214)
        )


def bobble_hat(scene: Image.Image) -> None:
    """A knitted hat, and a scarf."""
    scarf(scene)
    pen, x, y, r = _face(scene)
    pen.pieslice(
        (x - r * 1.12, y - r * 1.75, x + r * 1.12, y + r * 0.75),
        180,
        360,
        fill=(44, 110, 150),
    )
    pen.rounded_rectangle(
        (x - r * 1.2, y - r * 0.72, x + r * 1.2, y - r * 0.3),
        r * 0.2,
        fill=(244, 246, 250),
    )
    pen.ellipse(
        (x - r * 0.3, y - r * 2.1, x + r * 0.3, y - r * 1.5), fill=(244, 246, 250)
    )


def fedora(scene: Image.Image) -> None:
    """A hat with a brim, and a collar."""
    pen, x, y, r = _face(scene)
    dark = (40, 36, 40)
    for side in (-1, 1):
        pen.polygon(
            [
                (x + side * r * 0.2, y + r * 1.9),
                (x + side * r * 1.25, y + r * 1.0),
                (x + side * r * 1.5, y + r * 1.9),
            ],
            fill=(92, 84, 78),
        )
    pen.ellipse((x - r * 1.75, y - r * 0.95, x + r * 1.75, y - r * 0.35), fill=dark)
    pen.rounded_rectangle(
        (x - r * 0.98, y - r * 1.75, x + r * 0.98, y - r * 0.6), r * 0.42, fill=dark
    )
    pen.rectangle(
        (x - r * 0.98, y - r * 0.95, x + r * 0.98, y - r * 0.7), fill=(120, 110, 104)
    )


def sunglasses(scene: Image.Image) -> None:
    """Dark glasses."""
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        cx = x + side * r * 0.38
        pen.rounded_rectangle(
            (cx - r * 0.32, y - r * 0.04, cx + r * 0.32, y + r * 0.36),
            r * 0.14,
            fill=(20, 16, 30),
        )
        pen.line(
            (cx - r * 0.18, y + r * 0.24, cx + r * 0.04, y + r * 0.04),
            fill=(130, 220, 255),
            width=round(r * 0.05),
        )
    pen.line(
        (x - r * 0.1, y + r * 0.08, x + r * 0.1, y + r * 0.08),
        fill=(20, 16, 30),
        width=round(r * 0.08),
    )


def visor(scene: Image.Image) -> None:
    """Glowing glasses."""
    pen, x, y, r = _face(scene)
    glow(scene, (x, y + r * 0.15), r * 0.9, (60, 240, 255), 0.5)
    pen.rounded_rectangle(
        (x - r * 0.86, y - r * 0.06, x + r * 0.86, y + r * 0.36),
        r * 0.16,
        fill=(70, 244, 255),
    )
    pen.rounded_rectangle(
        (x - r * 0.78, y + r * 0.02, x + r * 0.78, y + r * 0.14),
        r * 0.06,
        fill=(226, 255, 255),
    )
    for side in (-1, 1):
        pen.line(
            (x + side * r * 0.5, y + r * 2.0, x + side * r * 1.5, y + r * 2.4),
            fill=(255, 70, 190),
            width=round(r * 0.1),
        )


def headband(scene: Image.Image) -> None:
    """A band around the head, and a number on the shirt."""
    pen, x, y, r = _face(scene)
    pen.rounded_rectangle(
        (x - r * 1.06, y - r * 0.55, x + r * 1.06, y - r * 0.25),
        r * 0.12,
        fill=(255, 255, 255),
    )
    pen.rectangle(
        (x - r * 1.02, y - r * 0.44, x + r * 1.02, y - r * 0.36), fill=(230, 60, 60)
    )
    pen.rounded_rectangle(
        (x - r * 0.6, y + r * 1.8, x + r * 0.6, y + r * 2.7),
        r * 0.1,
        fill=(255, 255, 255),
    )
    pen.rectangle(
        (x - r * 0.1, y + r * 1.9, x + r * 0.1, y + r * 2.6), fill=(30, 40, 70)
    )


def cloche(scene: Image.Image) -> None:
    """A close hat with a feather, and a string of pearls."""
    pen, x, y, r = _face(scene)
    hat = (96, 30, 62)
    pen.pieslice(
        (x - r * 1.15, y - r * 1.5, x + r * 1.15, y + r * 0.9), 180, 360, fill=hat
    )
    pen.rounded_rectangle(
        (x - r * 1.22, y - r * 0.5, x + r * 1.22, y - r * 0.24),
        r * 0.12,
        fill=(214, 170, 96),
    )
    pen.ellipse(
        (x + r * 0.55, y - r * 1.9, x + r * 0.95, y - r * 0.3), fill=(244, 226, 190)
    )
    for step in range(13):
        turn = math.pi * (0.08 + 0.84 * step / 12)
        cx, cy = x + math.cos(turn) * r * 0.8, y + r * 1.35 + math.sin(turn) * r * 0.62
        pen.ellipse(
            (cx - r * 0.08, cy - r * 0.08, cx + r * 0.08, cy + r * 0.08),
            fill=(255, 248, 236),
        )


def bow_tie(scene: Image.Image) -> None:
    """White shirt and bow tie, with a flower."""
    pen, x, y, r = _face(scene)
    top = y + r * 1.5
    pen.polygon(
        [(x - r * 0.6, top), (x + r * 0.6, top), (x, scene.height + r)],
        fill=(255, 255, 255),
    )
    for side in (-1, 1):
        pen.polygon(
            [
                (x, top + r * 0.2),
                (x + side * r * 0.42, top),
                (x + side * r * 0.42, top + r * 0.42),
            ],
            fill=(24, 20, 34),
        )
    cx, cy = x + r * 1.1, y + r * 2.1
    for step in range(6):
        turn = step * math.pi / 3
        px, py = cx + math.cos(turn) * r * 0.16, cy + math.sin(turn) * r * 0.16
        pen.ellipse(
            (px - r * 0.13, py - r * 0.13, px + r * 0.13, py + r * 0.13),
            fill=(255, 190, 200),
        )
    pen.ellipse(
        (cx - r * 0.1, cy - r * 0.1, cx + r * 0.1, cy + r * 0.1), fill=(255, 226, 120)
    )


def helmet(scene: Image.Image) -> None:
    """An open helmet."""
    pen, x, y, r = _face(scene)
    pen.ellipse(
        (x - r * 1.62, y - r * 1.6, x + r * 1.62, y + r * 1.62),
        outline=(236, 240, 250),
        width=round(r * 0.3),
    )
    pen.arc(
        (x - r * 1.4, y - r * 1.4, x + r * 1.4, y + r * 1.4),
        200,
        250,
        fill=(255, 255, 255),
        width=round(r * 0.09),
    )
    pen.rounded_rectangle(
        (x - r * 0.5, y + r * 2.0, x + r * 0.5, y + r * 2.5),
        r * 0.1,
        fill=(70, 120, 220),
    )


def ruff(scene: Image.Image) -> None:
    """A white ruff, a cap and a golden chain."""
    pen, x, y, r = _face(scene)
    for step in range(18):
        turn = math.pi * step / 17
        cx, cy = x + math.cos(turn) * r * 1.05, y + r * 1.15 + math.sin(turn) * r * 0.34
        pen.ellipse(
            (cx - r * 0.2, cy - r * 0.2, cx + r * 0.2, cy + r * 0.2),
            fill=(250, 246, 232),
            outline=(200, 188, 160),
            width=3,
        )
    pen.ellipse(
        (x - r * 1.25, y - r * 1.5, x + r * 1.25, y - r * 0.45), fill=(86, 24, 34)
    )
    pen.ellipse(
        (x + r * 0.5, y - r * 1.35, x + r * 0.75, y - r * 1.1), fill=(226, 182, 84)
    )
    pen.arc(
        (x - r * 1.1, y + r * 0.9, x + r * 1.1, y + r * 2.6),
        20,
        160,
        fill=(226, 182, 84),
        width=round(r * 0.12),
    )


def mask(scene: Image.Image) -> None:
    """A hero's mask and cape."""
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        pen.polygon(
            [
                (x + side * r * 0.5, y + r * 1.4),
                (x + side * r * 2.6, y + r * 1.2),
                (x + side * r * 2.0, scene.height),
                (x + side * r * 1.2, scene.height),
            ],
            fill=(214, 36, 52),
        )
        cx = x + side * r * 0.38
        pen.polygon(
            [
                (x, y + r * 0.05),
                (x + side * r * 0.95, y - r * 0.12),
                (x + side * r * 0.75, y + r * 0.42),
                (x, y + r * 0.34),
            ],
            fill=(30, 50, 150),
        )
        pen.ellipse(
            (cx - r * 0.17, y + r * 0.04, cx + r * 0.17, y + r * 0.28),
            fill=(255, 255, 255),
        )
    pen.polygon(
        [
            (x, y + r * 2.6),
            (x + r * 0.55, y + r * 1.9),
            (x, y + r * 1.75),
            (x - r * 0.55, y + r * 1.9),
        ],
        fill=(255, 220, 70),
    )


def leather(scene: Image.Image) -> None:
    """Sunglasses, lapels and a guitar's neck."""
    sunglasses(scene)
    pen, x, y, r = _face(scene)
    for side in (-1, 1):
        pen.polygon(
            [
                (x + side * r * 0.35, y + r * 1.5),
                (x + side * r * 1.2, y + r * 1.6),
                (x + side * r * 0.3, scene.height),
            ],
            fill=(54, 50, 62),
        )
    pen.line(
        (x - r * 1.9, scene.height, x + r * 1.95, y + r * 1.1),
        fill=(190, 120, 60),
        width=round(r * 0.3),
    )
    for step in range(7):
        px = x - r * 1.6 + step * r * 0.46
        py = scene.height - (px - (x - r * 2.2)) / (r * 4.5) * (
            scene.height - y - r * 0.9
        )
        pen.line(
            (px - r * 0.06, py - r * 0.16, px + r * 0.06, py + r * 0.16),
            fill=(240, 220, 190),
            width=4,
        )


# --- where they are -----------------------------------------------------------


def _snow(scene: Image.Image, number: int = 90) -> Image.Image:
    pen = ImageDraw.Draw(scene)
    for _ in range(number):
        x, y = _RNG.uniform(0, scene.width), _RNG.uniform(0, scene.height)
        r = _RNG.uniform(2, 7)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=(255, 255, 255))
    return scene


def _dots(
    scene: Image.Image, colours: list[Colour], number: int, most: float
) -> Image.Image:
    """Soft lights, blossoms or leaves."""
    pen = ImageDraw.Draw(scene)
    for _ in range(number):
        x, y = _RNG.uniform(0, scene.width), _RNG.uniform(0, scene.height * 0.8)
        r = _RNG.uniform(most / 3, most)
        pen.ellipse((x - r, y - r, x + r, y + r), fill=_RNG.choice(colours))
    return scene.filter(ImageFilter.GaussianBlur(2.5))


def _studio(size: tuple[int, int]) -> Image.Image:
    scene = _plain(size, (206, 214, 224), (166, 178, 194), (118, 130, 150))
    glow(scene, (size[0] * 0.5, size[1] * 0.35), size[0] * 0.5, (255, 255, 255), 0.5)
    return scene


def _office(size: tuple[int, int]) -> Image.Image:
    scene = _plain(size, (176, 214, 236), (226, 238, 244), (186, 200, 212))
    pen = ImageDraw.Draw(scene)
    step = size[0] // 4
    for x in range(0, size[0] + step, step):
        pen.rectangle((x - 7, 0, x + 7, size[1]), fill=(120, 136, 156))
    pen.rectangle((0, size[1] * 0.3, size[0], size[1] * 0.3 + 10), fill=(120, 136, 156))
    return scene


def _dunes(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (255, 206, 140), (255, 170, 104), (226, 120, 74))
    pen = ImageDraw.Draw(scene)
    pen.ellipse(
        (w * 0.62, h * 0.08, w * 0.62 + h * 0.2, h * 0.28), fill=(255, 244, 214)
    )
    for level, colour in (
        (0.52, (222, 140, 84)),
        (0.64, (196, 106, 66)),
        (0.78, (160, 78, 56)),
    ):
        ridge = [
            (x, h * level + math.sin(x / w * 5 + level * 20) * h * 0.05)
            for x in range(0, w + 20, 20)
        ]
        pen.polygon([*ridge, (w, h), (0, h)], fill=colour)
    return scene


def _fire(size: tuple[int, int]) -> Image.Image:
    scene = _plain(size, (66, 30, 30), (120, 52, 36), (190, 92, 44))
    glow(scene, (size[0] * 0.2, size[1] * 0.7), size[0] * 0.7, (255, 170, 70), 0.8)
    return _dots(scene, [(255, 214, 130), (255, 180, 90)], 26, 20)


def _stadium(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (28, 60, 110), (70, 130, 170), (196, 92, 62))
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, h * 0.62, w, h), fill=(196, 86, 58))
    for lane in range(6):
        x = w * lane / 5
        pen.line(
            (w / 2 + (x - w / 2) * 0.3, h * 0.62, x, h), fill=(250, 226, 214), width=6
        )
    for x in (w * 0.08, w * 0.92):
        glow(scene, (x, h * 0.08), w * 0.3, (255, 255, 230), 0.9)
    return scene


def _court(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (150, 206, 236), (206, 232, 240), (206, 110, 70))
    pen = ImageDraw.Draw(scene)
    pen.rectangle((0, h * 0.55, w, h), fill=(206, 108, 66))
    pen.rectangle((0, h * 0.5, w, h * 0.56), fill=(40, 90, 70))
    pen.ellipse((w * 0.78, h * 0.16, w * 0.78 + 70, h * 0.16 + 70), fill=(214, 246, 80))
    return scene


def _deco(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (38, 26, 40), (84, 54, 54), (150, 104, 70))
    pen = ImageDraw.Draw(scene)
    for step in range(-9, 10):
        turn = -math.pi / 2 + step * 0.16
        pen.line(
            (
                w / 2,
                h * 0.9,
                w / 2 + math.cos(turn) * w * 1.2,
                h * 0.9 + math.sin(turn) * w * 1.4,
            ),
            fill=(206, 160, 92),
            width=7,
        )
    return scene


def _alley(size: tuple[int, int]) -> Image.Image:
    scene = city(size)
    pen = ImageDraw.Draw(scene)
    for _ in range(70):
        x, y = _RNG.uniform(0, size[0]), _RNG.uniform(0, size[1])
        pen.line((x, y, x - 8, y + 46), fill=(150, 190, 255), width=2)
    return scene


def _stage(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (18, 10, 40), (70, 20, 90), (150, 40, 110))
    for x, colour in (
        (0.12, (90, 160, 255)),
        (0.4, (255, 90, 170)),
        (0.66, (255, 190, 80)),
        (0.9, (120, 255, 220)),
    ):
        beam = Image.new("L", size)
        ImageDraw.Draw(beam).polygon(
            [
                (w * x - 14, 0),
                (w * x + 14, 0),
                (w * (0.5 + (x - 0.5) * 0.2) + 190, h),
                (w * (0.5 + (x - 0.5) * 0.2) - 190, h),
            ],
            fill=110,
        )
        scene.paste(colour, mask=beam.filter(ImageFilter.GaussianBlur(18)))
    pen = ImageDraw.Draw(scene)
    for x in range(-20, w + 60, 58):
        y = h * 0.93 + _RNG.uniform(-24, 24)
        pen.ellipse((x - 34, y - 34, x + 34, y + 60), fill=(14, 8, 26))
    return scene


def _rays(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _plain(size, (255, 214, 60), (255, 190, 40))
    pen = ImageDraw.Draw(scene)
    for step in range(0, 24, 2):
        first, second = (2 * math.pi * (step + part) / 24 for part in (0, 1))
        reach = w
        pen.polygon(
            [
                (w / 2, h * 0.5),
                (w / 2 + math.cos(first) * reach, h * 0.5 + math.sin(first) * reach),
                (w / 2 + math.cos(second) * reach, h * 0.5 + math.sin(second) * reach),
            ],
            fill=(255, 120, 60),
        )
    for x in range(0, w, 34):
        for y in range(round(h * 0.6), h, 34):
            r = 11 * (y - h * 0.55) / (h * 0.45)
            pen.ellipse((x - r, y - r, x + r, y + r), fill=(226, 60, 60))
    return scene


# --- styles -------------------------------------------------------------------


def film_noir() -> Image.Image:
    """A lamp, rain and blinds."""
    scene = _plain(_ONE, (30, 30, 38), (84, 84, 96), (28, 28, 34))
    glow(scene, (_ONE[0] * 0.24, _ONE[1] * 0.16), 420, (255, 255, 255), 0.95)
    pen = ImageDraw.Draw(scene)
    for _ in range(260):
        x, y = _RNG.uniform(0, _ONE[0]), _RNG.uniform(0, _ONE[1])
        pen.line((x, y, x - 12, y + 52), fill=(150, 150, 160), width=2)
    done = _somebody(scene, (86, 80, 76), wear=fedora)
    blinds = Image.new("L", _ONE)
    pen = ImageDraw.Draw(blinds)
    for y in range(-200, _ONE[1] + 400, 96):
        pen.polygon(
            [(0, y + 150), (_ONE[0], y), (_ONE[0], y + 34), (0, y + 184)], fill=110
        )
    done.paste((0, 0, 0), mask=blinds.filter(ImageFilter.GaussianBlur(7)))
    return ImageOps.autocontrast(done.convert("L"), cutoff=1).convert("RGB")


def renaissance() -> Image.Image:
    """A landscape in oil and a golden frame."""
    scene = mountains(_ONE)
    scene = Image.blend(scene, Image.new("RGB", _ONE, (150, 112, 54)), 0.42)
    done = _somebody(scene, (92, 28, 40), wear=ruff).filter(ImageFilter.ModeFilter(11))
    done = Image.blend(done, Image.new("RGB", _ONE, (120, 84, 40)), 0.18)
    pen = ImageDraw.Draw(done)
    for edge, colour in (
        (0, (120, 84, 30)),
        (16, (214, 170, 84)),
        (40, (150, 108, 44)),
    ):
        pen.rectangle(
            (edge, edge, _ONE[0] - edge, _ONE[1] - edge), outline=colour, width=26
        )
    return done


def astronaut() -> Image.Image:
    """Stars, and the Earth below."""
    scene = space(_ONE)
    pen = ImageDraw.Draw(scene)
    pen.ellipse(
        (-300, _ONE[1] * 0.72, _ONE[0] + 300, _ONE[1] * 2.2), fill=(70, 150, 230)
    )
    return _somebody(scene, (226, 232, 246), wear=helmet)


def comic() -> Image.Image:
    """Rays, dots and a cape."""
    done = _somebody(_rays(_ONE), (30, 60, 170), wear=mask)
    return ImageOps.posterize(done, 4)


def watercolour() -> Image.Image:
    """Washes on white paper."""
    scene = _plain(_ONE, (255, 252, 246), (250, 246, 238))
    scene = _dots(
        scene,
        [(150, 216, 212), (255, 178, 160), (196, 226, 234), (255, 214, 190)],
        26,
        190,
    )
    scene = scene.filter(ImageFilter.GaussianBlur(26))
    done = _somebody(scene, (120, 196, 196), wear=None)
    done = Image.blend(
        done.filter(ImageFilter.ModeFilter(15)),
        Image.new("RGB", _ONE, (255, 252, 246)),
        0.28,
    )
    return done.filter(ImageFilter.GaussianBlur(1.5))


def rock_star() -> Image.Image:
    """A stage, beams and a crowd."""
    return _somebody(_stage(_ONE), (30, 26, 36), wear=leather)


# --- packs ----------------------------------------------------------------------


def _fan(back: list[Colour], *scenes: Scene) -> Image.Image:
    canvas = _plain(_ONE, *back)
    stars(canvas, 30)
    order = [
        (scenes[0], 8.0, (0.22, 0.52)),
        (scenes[2], -8.0, (0.78, 0.52)),
        (scenes[1], 0.0, (0.5, 0.49)),
    ]
    for scene, angle, (x, y) in order:
        lay(canvas, card(scene(), angle), (x * _ONE[0], y * _ONE[1]))
    return canvas


def _one(
    scene: Image.Image, cloth: Colour, wear: Callable[[Image.Image], None] | None = None
) -> Scene:
    return lambda: _somebody(scene, cloth, wear=wear)


def _sepia(scene: Scene) -> Scene:
    def drawn() -> Image.Image:
        grey = scene().convert("L")
        return ImageOps.colorize(grey, (40, 22, 14), (255, 240, 214), (170, 124, 84))

    return drawn


def business() -> Image.Image:
    """Studio, office, city."""
    return _fan(
        [(40, 56, 92), (92, 112, 150)],
        _one(_office(_PART), (60, 70, 88), suit),
        _one(_studio(_PART), (24, 36, 70), suit),
        _one(_plain(_PART, (52, 48, 52), (24, 22, 26)), (30, 28, 32)),
    )


def travel() -> Image.Image:
    """Desert, sea, Alps."""
    return _fan(
        [(30, 110, 150), (120, 200, 210)],
        _one(_dunes(_PART), (240, 226, 196), scarf),
        _one(sea(_PART), (255, 250, 240), sunglasses),
        _one(mountains(_PART), (255, 196, 60)),
    )


def seasons() -> Image.Image:
    """Blossom, leaves, snow."""
    spring = _dots(
        _plain(_PART, (196, 226, 250), (236, 246, 236)),
        [(255, 190, 210), (255, 214, 228)],
        70,
        34,
    )
    autumn = _dots(
        _plain(_PART, (250, 214, 140), (206, 130, 60)),
        [(226, 90, 40), (250, 170, 50), (190, 60, 40)],
        80,
        30,
    )
    return _fan(
        [(80, 130, 90), (210, 180, 90)],
        _one(spring, (190, 226, 200)),
        _one(autumn, (120, 70, 50), scarf),
        _one(_snow(mountains(_PART)), (60, 90, 130), bobble_hat),
    )


def elegance() -> Image.Image:
    """Garden, ballroom, terrace."""
    garden = _dots(
        _plain(_PART, (70, 110, 90), (150, 190, 150)),
        [(255, 170, 190), (255, 226, 230), (240, 120, 150)],
        70,
        34,
    )
    ball = _dots(
        _plain(_PART, (110, 76, 40), (226, 180, 104)),
        [(255, 240, 190), (255, 220, 150)],
        50,
        26,
    )
    return _fan(
        [(90, 60, 90), (230, 190, 170)],
        _one(garden, (250, 244, 232), bow_tie),
        _one(ball, (26, 24, 38), bow_tie),
        _one(sea(_PART), (226, 206, 236)),
    )


def sports() -> Image.Image:
    """Court, track, mountains."""
    return _fan(
        [(20, 70, 110), (60, 160, 140)],
        _one(_court(_PART), (255, 255, 255), headband),
        _one(_stadium(_PART), (220, 50, 60), headband),
        _one(mountains(_PART), (255, 120, 40), sunglasses),
    )


def winter() -> Image.Image:
    """Fireside, snow, market."""
    market = _dots(
        _plain(_PART, (30, 36, 80), (90, 60, 90)),
        [(255, 206, 110), (255, 120, 90), (255, 240, 200)],
        60,
        22,
    )
    return _fan(
        [(30, 50, 90), (150, 180, 210)],
        _one(_fire(_PART), (196, 66, 60), scarf),
        _one(
            _snow(_plain(_PART, (150, 186, 220), (232, 242, 250))),
            (60, 110, 150),
            bobble_hat,
        ),
        _one(_snow(market, 50), (120, 60, 80), bobble_hat),
    )


def twenties() -> Image.Image:
    """Salon, street, club; in old film's colours."""
    street = _dots(
        _plain(_PART, (60, 50, 50), (150, 120, 90)), [(255, 236, 190)], 16, 34
    )
    return _fan(
        [(36, 24, 30), (130, 92, 56)],
        _sepia(_one(street, (60, 52, 50), fedora)),
        _one(_deco(_PART), (120, 40, 80), cloche),
        _sepia(_one(sea(_PART), (240, 236, 226), bow_tie)),
    )


def cyberpunk() -> Image.Image:
    """Three nights."""
    return _fan(
        [(16, 8, 44), (110, 20, 110)],
        _one(_alley(_PART), (40, 30, 70), visor),
        _one(city(_PART), (24, 20, 50), visor),
        _one(_alley(_PART), (60, 20, 80), sunglasses),
    )


PACKS: Final = (
    astronaut,
    business,
    comic,
    cyberpunk,
    elegance,
    film_noir,
    renaissance,
    rock_star,
    seasons,
    sports,
    travel,
    twenties,
    watercolour,
    winter,
)


def save(picture: Image.Image, target: Path) -> None:
    """Save an example picture as a small JPEG."""
    small = picture.resize(SIZE, Image.Resampling.LANCZOS)
    for quality in range(86, 40, -6):
        small.save(target, quality=quality, optimize=True, progressive=True)
        if target.stat().st_size <= 40_000:  # noqa: PLR2004 - bytes
            break


if __name__ == "__main__":
    for draw in PACKS:
        name = draw.__name__.replace("_", "-")
        save(draw(), Path(sys.argv[1]) / f"{name}.jpg")
