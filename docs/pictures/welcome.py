"""Draws the welcome picture: one face, many worlds.

    python docs/pictures/welcome.py src/adapters/telegram/welcome.jpg

No fonts and no photos: only shapes, so it comes out the same everywhere.
"""

import math
import random
import sys

from pathlib import Path
from typing import Final, TypeAlias

from PIL import Image, ImageChops, ImageDraw, ImageFilter


Colour: TypeAlias = tuple[int, int, int]
Point: TypeAlias = tuple[float, float]

WIDTH: Final = 1280
HEIGHT: Final = 720
#: Drawn larger and scaled down: smooth edges.
_OVER: Final = 2
_RNG: Final = random.Random(20)  # noqa: S311 - stars, not secrets


def _mix(first: Colour, second: Colour, part: float) -> Colour:
    red, green, blue = (
        round(a + (b - a) * part) for a, b in zip(first, second, strict=True)
    )
    return red, green, blue


def _gradient(size: tuple[int, int], stops: list[Colour]) -> Image.Image:
    """Return a vertical gradient through the colours."""
    height = size[1]
    column = Image.new("RGB", (1, height))
    for y in range(height):
        place = y / max(1, height - 1) * (len(stops) - 1)
        index = min(int(place), len(stops) - 2)
        colour = _mix(stops[index], stops[index + 1], place - index)
        column.putpixel((0, y), colour)
    return column.resize(size)


def _glow(
    canvas: Image.Image, centre: Point, radius: float, colour: Colour, strength: float
) -> None:
    """Add soft light."""
    light = Image.new("RGB", (canvas.width // 8, canvas.height // 8))
    x, y, r = centre[0] / 8, centre[1] / 8, radius / 8
    ImageDraw.Draw(light).ellipse(
        (x - r, y - r, x + r, y + r), fill=_mix((0, 0, 0), colour, strength)
    )
    light = light.filter(ImageFilter.GaussianBlur(r * 0.55)).resize(canvas.size)
    canvas.paste(ImageChops.screen(canvas, light))


def _stars(canvas: Image.Image, number: int, below: float = 1.0) -> None:
    draw = ImageDraw.Draw(canvas)
    for _ in range(number):
        x = _RNG.uniform(0, canvas.width)
        y = _RNG.uniform(0, canvas.height * below)
        r = _RNG.choice((1.0, 1.0, 1.6, 2.4)) * _OVER * 0.6
        shade = _RNG.randint(150, 255)
        draw.ellipse((x - r, y - r, x + r, y + r), fill=(shade, shade, 255))


# --- the worlds behind the person -------------------------------------------


def _space(size: tuple[int, int]) -> Image.Image:
    scene = _gradient(size, [(14, 10, 46), (44, 22, 92), (120, 44, 120)])
    w, h = size
    _stars(scene, 90)
    _glow(scene, (w * 0.2, h * 0.2), w * 0.55, (120, 80, 255), 0.5)
    draw = ImageDraw.Draw(scene)
    cx, cy, r = w * 0.76, h * 0.2, w * 0.15
    draw.ellipse((cx - r, cy - r, cx + r, cy + r), fill=(255, 158, 96))
    for offset, shade in ((-0.45, (255, 184, 128)), (0.2, (232, 120, 84))):
        top = cy + r * offset
        half = math.sqrt(max(0.0, r * r - (r * (offset + 0.1)) ** 2)) * 0.97
        draw.rounded_rectangle(
            (cx - half, top, cx + half, top + r * 0.2), r * 0.1, fill=shade
        )
    draw.arc(
        (cx - r * 1.75, cy - r * 0.5, cx + r * 1.75, cy + r * 0.5),
        -25,
        205,
        fill=(255, 226, 190),
        width=round(r * 0.11),
    )
    return scene


def _sea(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _gradient(size, [(255, 122, 110), (255, 176, 116), (255, 226, 160)])
    _glow(scene, (w * 0.5, h * 0.44), w * 0.6, (255, 240, 190), 0.75)
    draw = ImageDraw.Draw(scene)
    r = w * 0.25
    draw.ellipse(
        (w * 0.5 - r, h * 0.44 - r, w * 0.5 + r, h * 0.44 + r), fill=(255, 246, 214)
    )
    horizon = round(h * 0.56)
    water = _gradient((w, h - horizon), [(240, 122, 118), (120, 66, 132), (52, 40, 96)])
    scene.paste(water, (0, horizon))
    for step in range(16):
        y = horizon + (h - horizon) * (step / 16) ** 1.4 + 4 * _OVER
        half = w * (0.26 - step * 0.008) * _RNG.uniform(0.5, 1.0)
        x = w * 0.5 + _RNG.uniform(-0.05, 0.05) * w
        draw.rounded_rectangle(
            (x - half, y, x + half, y + 3 * _OVER), 2, fill=(255, 214, 170)
        )
    _palm(draw, w * 0.1, h * 0.72, h * 0.5)
    return scene


def _palm(draw: ImageDraw.ImageDraw, x: float, y: float, height: float) -> None:
    dark = (58, 26, 66)
    top = (x + height * 0.16, y - height)
    for step in range(40):
        part = step / 39
        px = x + (top[0] - x) * part**1.6
        py = y + (top[1] - y) * part
        r = height * (0.03 - 0.014 * part)
        draw.ellipse((px - r, py - r, px + r, py + r), fill=dark)
    for angle in (-165, -130, -95, -50, -15, 15, 195):
        reach = height * 0.38
        tip = (
            top[0] + math.cos(math.radians(angle)) * reach,
            top[1] + math.sin(math.radians(angle)) * reach * 0.6 + reach * 0.25,
        )
        middle = ((top[0] + tip[0]) / 2, min(top[1], tip[1]) - reach * 0.13)
        upper = [_bend(top, middle, tip, step / 12) for step in range(13)]
        lower_middle = (middle[0], middle[1] + reach * 0.24)
        lower = [_bend(top, lower_middle, tip, step / 12) for step in range(12, -1, -1)]
        draw.polygon(upper + lower, fill=dark)


def _bend(start: Point, middle: Point, end: Point, part: float) -> Point:
    rest = 1 - part
    return (
        rest * rest * start[0] + 2 * rest * part * middle[0] + part * part * end[0],
        rest * rest * start[1] + 2 * rest * part * middle[1] + part * part * end[1],
    )


def _city(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _gradient(size, [(10, 16, 52), (38, 34, 110), (190, 56, 150)])
    _stars(scene, 40, 0.4)
    _glow(scene, (w * 0.5, h * 0.75), w * 0.7, (255, 70, 170), 0.55)
    draw = ImageDraw.Draw(scene)
    for layer, (colour, low, high) in enumerate(
        (((54, 40, 118), 0.3, 0.55), ((26, 20, 70), 0.42, 0.72))
    ):
        x = -0.04 * w
        while x < w:
            width = _RNG.uniform(0.1, 0.19) * w
            top = _RNG.uniform(low, high) * h
            draw.rectangle((x, top, x + width, h), fill=colour)
            _windows(draw, (x, top, x + width, h), dim=layer == 0)
            x += width + 0.008 * w
    return scene


def _windows(
    draw: ImageDraw.ImageDraw, box: tuple[float, float, float, float], *, dim: bool
) -> None:
    left, top, right, bottom = box
    step = 13 * _OVER
    lights = [(255, 214, 120), (120, 230, 255), (255, 130, 210)]
    y = top + step * 0.6
    while y < bottom:
        x = left + step * 0.5
        while x < right - step * 0.6:
            if _RNG.random() < (0.22 if dim else 0.4):
                light = _RNG.choice(lights)
                colour = _mix(light, (54, 40, 118), 0.55) if dim else light
                draw.rectangle((x, y, x + step * 0.4, y + step * 0.5), fill=colour)
            x += step
        y += step * 1.15


def _mountains(size: tuple[int, int]) -> Image.Image:
    w, h = size
    scene = _gradient(size, [(22, 66, 110), (70, 160, 176), (216, 240, 220)])
    _glow(scene, (w * 0.7, h * 0.22), w * 0.5, (140, 255, 200), 0.5)
    draw = ImageDraw.Draw(scene)
    for colour, peaks in (
        (
            (108, 164, 184),
            [(0.0, 0.6), (0.22, 0.36), (0.5, 0.6), (0.8, 0.3), (1, 0.56)],
        ),
        (
            (54, 112, 136),
            [(0.0, 0.5), (0.16, 0.5), (0.42, 0.72), (0.7, 0.52), (1, 0.7)],
        ),
        ((22, 66, 88), [(0.0, 0.78), (0.3, 0.68), (0.6, 0.84), (0.86, 0.7), (1, 0.76)]),
    ):
        ridge = [(px * w, py * h) for px, py in peaks]
        draw.polygon([*ridge, (w, h), (0, h)], fill=colour)
    for px, py, size_ in ((0.22, 0.36, 0.1), (0.8, 0.3, 0.12)):
        x, y, s = px * w, py * h, size_ * w
        draw.polygon(
            [
                (x, y),
                (x + s, y + s * 0.95),
                (x + s * 0.4, y + s * 0.72),
                (x, y + s * 1.05),
                (x - s * 0.4, y + s * 0.72),
                (x - s * 0.9, y + s * 0.95),
            ],
            fill=(244, 252, 255),
        )
    for _ in range(26):
        x, y = _RNG.uniform(0, w), h * _RNG.uniform(0.82, 0.98)
        s = _RNG.uniform(0.03, 0.06) * w
        for tier in range(3):
            top = y - s * (2.6 - tier * 0.7)
            wide = s * (0.42 + tier * 0.2)
            draw.polygon(
                [(x, top), (x + wide, top + s), (x - wide, top + s)], fill=(12, 44, 62)
            )
    return scene


# --- the person ---------------------------------------------------------------


def _person(scene: Image.Image, hair: Colour, skin: Colour, cloth: Colour) -> None:
    """Draw head and shoulders in front of a scene; the same face every time."""
    w, h = scene.size
    cx, cy, r = w * 0.5, h * 0.55, w * 0.225
    _glow(scene, (cx, cy), r * 2.1, (255, 255, 255), 0.22)
    draw = ImageDraw.Draw(scene)
    shade = _mix(skin, (90, 30, 40), 0.28)
    draw.rounded_rectangle(
        (cx - r * 1.16, cy - r * 1.2, cx + r * 1.16, cy + r * 1.75), r, fill=hair
    )
    draw.rounded_rectangle(
        (cx - r * 2.1, cy + r * 1.55, cx + r * 2.1, h * 1.3), r * 1.0, fill=cloth
    )
    draw.rounded_rectangle(
        (cx - r * 0.42, cy + r * 0.5, cx + r * 0.42, cy + r * 2.0), r * 0.4, fill=shade
    )
    draw.ellipse((cx - r * 0.92, cy - r, cx + r * 0.92, cy + r * 1.16), fill=skin)
    draw.pieslice(
        (cx - r * 1.1, cy - r * 1.34, cx + r * 1.1, cy + r * 0.62), 180, 360, fill=hair
    )
    draw.pieslice(
        (cx - r * 1.5, cy - r * 1.1, cx + r * 0.62, cy + r * 0.2), 250, 90, fill=hair
    )
    ink = _mix(hair, (20, 12, 30), 0.6)
    for side in (-1, 1):
        ex, ey = cx + side * r * 0.36, cy + r * 0.16
        draw.ellipse(
            (ex - r * 0.1, ey - r * 0.13, ex + r * 0.1, ey + r * 0.13), fill=ink
        )
        draw.ellipse(
            (ex + r * 0.01, ey - r * 0.09, ex + r * 0.06, ey - r * 0.03),
            fill=(255, 255, 255),
        )
        blush = _mix(skin, (255, 90, 110), 0.32)
        bx, by = cx + side * r * 0.56, cy + r * 0.5
        draw.ellipse(
            (bx - r * 0.15, by - r * 0.08, bx + r * 0.15, by + r * 0.08), fill=blush
        )
    draw.arc(
        (cx - r * 0.32, cy + r * 0.34, cx + r * 0.32, cy + r * 0.8),
        20,
        160,
        fill=_mix(shade, (160, 30, 60), 0.6),
        width=round(r * 0.085),
    )


# --- the picture --------------------------------------------------------------


def _card(scene: Image.Image, angle: float) -> Image.Image:
    """Return the scene as a print with a white edge and round corners, turned."""
    edge = 9 * _OVER
    mask = Image.new("L", scene.size)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, scene.width - 1, scene.height - 1), 20 * _OVER, fill=255
    )
    print_ = Image.new("RGBA", (scene.width + 2 * edge, scene.height + 2 * edge))
    ImageDraw.Draw(print_).rounded_rectangle(
        (0, 0, print_.width - 1, print_.height - 1), 28 * _OVER, fill=(255, 255, 255)
    )
    print_.paste(scene, (edge, edge), mask)
    return print_.rotate(angle, Image.Resampling.BICUBIC, expand=True)


def _lay(canvas: Image.Image, card: Image.Image, centre: Point) -> None:
    """Lay a card on the canvas with its shadow."""
    x = round(centre[0] - card.width / 2)
    y = round(centre[1] - card.height / 2)
    alpha = Image.new("L", canvas.size)
    alpha.paste(card.getchannel("A"), (x + 6 * _OVER, y + 14 * _OVER))
    alpha = alpha.filter(ImageFilter.GaussianBlur(16 * _OVER))
    canvas.paste((10, 4, 40), mask=alpha.point(lambda value: value * 0.6))
    canvas.paste(card, (x, y), card)


def _spark(canvas: Image.Image, x: float, y: float, size: float) -> None:
    """Draw a four-pointed star of light."""
    _glow(canvas, (x, y), size * 1.7, (255, 230, 170), 0.6)
    thin = size * 0.13
    ImageDraw.Draw(canvas).polygon(
        [
            (x, y - size),
            (x + thin, y - thin),
            (x + size, y),
            (x + thin, y + thin),
            (x, y + size),
            (x - thin, y + thin),
            (x - size, y),
            (x - thin, y - thin),
        ],
        fill=(255, 248, 222),
    )


def draw_welcome() -> Image.Image:
    """Return the picture."""
    size = (WIDTH * _OVER, HEIGHT * _OVER)
    w, h = size
    canvas = _gradient(size, [(30, 16, 74), (74, 30, 120), (150, 52, 128)])
    _glow(canvas, (w * 0.12, h * 0.1), w * 0.22, (90, 110, 255), 0.8)
    _glow(canvas, (w * 0.9, h * 0.85), w * 0.24, (255, 120, 120), 0.8)
    _stars(canvas, 110)
    card = (round(w * 0.212), round(h * 0.62))
    hair, skin = (64, 34, 42), (255, 206, 172)
    worlds = (
        (_space, (228, 236, 255), 9.0, (0.165, 0.54)),
        (_mountains, (255, 196, 60), -8.0, (0.835, 0.54)),
        (_sea, (255, 250, 240), 3.5, (0.385, 0.485)),
        (_city, (30, 224, 214), -3.0, (0.62, 0.5)),
    )
    for draw_world, cloth, angle, (x, y) in worlds:
        scene = draw_world(card)
        _person(scene, hair, skin, cloth)
        _lay(canvas, _card(scene, angle), (x * w, y * h))
    for x, y, size_ in (
        (0.275, 0.1, 0.032),
        (0.5, 0.09, 0.02),
        (0.735, 0.11, 0.036),
        (0.05, 0.16, 0.016),
        (0.955, 0.14, 0.018),
        (0.5, 0.93, 0.026),
        (0.285, 0.93, 0.014),
        (0.725, 0.94, 0.014),
    ):
        _spark(canvas, x * w, y * h, size_ * w)
    return canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    target = Path(sys.argv[1])
    draw_welcome().save(target, quality=86, optimize=True, progressive=True)
