"""Where a photo was taken: the backgrounds."""

import math
import random

from collections.abc import Callable
from typing import Final

from .canvas import Canvas, curve, dark, mix, oval, pale, turned


def _studio(canvas: Canvas, rng: random.Random) -> None:
    hue = rng.random()
    top = turned((150, 190, 214), hue)
    canvas.sky(pale(top, 0.25), dark(top, 0.12))
    canvas.glow(canvas.width * 0.5, 42, 62, (255, 255, 250), 0.55)


def _park(canvas: Canvas, rng: random.Random) -> None:
    canvas.sky((176, 222, 240), (236, 246, 220))
    horizon = canvas.height * 0.62
    for layer, green in enumerate(((150, 196, 132), (112, 172, 108), (84, 148, 92))):
        for _ in range(9):
            x = rng.uniform(-5, canvas.width + 5)
            canvas.disk(x, horizon - 14 + layer * 9, rng.uniform(7, 15), green)
    canvas.box(0, horizon + 6, canvas.width, canvas.height, (132, 190, 104))
    canvas.blur(0.9)
    canvas.glow(canvas.width * 0.85, 8, 50, (255, 246, 196), 0.8)


def _seaside(canvas: Canvas, rng: random.Random) -> None:
    canvas.sky((122, 196, 232), (222, 242, 246))
    horizon = canvas.height * 0.5
    canvas.box(0, horizon, canvas.width, canvas.height, (44, 142, 178))
    for row in range(10):
        y = horizon + 2 + row * 3.2
        x = rng.uniform(0, canvas.width)
        canvas.line([(x, y), (x + rng.uniform(6, 20), y)], 0.5, (214, 240, 244, 150))
    beach = [(0.0, horizon + 27), (canvas.width / 2, horizon + 23)]
    shore = curve([*beach, (canvas.width, horizon + 29)], closed=False)
    canvas.fill(
        [*shore, (canvas.width, canvas.height), (0, canvas.height)], (244, 222, 176)
    )
    for _ in range(3):
        _cloud(canvas, rng.uniform(5, canvas.width - 5), rng.uniform(7, 26), rng)
    canvas.blur(0.5)


def _cloud(canvas: Canvas, x: float, y: float, rng: random.Random) -> None:
    for _ in range(5):
        radius = rng.uniform(2.5, 5)
        canvas.fill(
            oval(x + rng.uniform(-8, 8), y + rng.uniform(-1, 1), radius * 1.7, radius),
            (255, 255, 255, 190),
        )


def _night_city(canvas: Canvas, rng: random.Random) -> None:
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


def _library(canvas: Canvas, rng: random.Random) -> None:
    canvas.sky((112, 76, 54), (84, 54, 42))
    shelf = -3.0
    while shelf < canvas.height:
        canvas.box(0, shelf + 20, canvas.width, shelf + 22.5, (146, 100, 66))
        x = rng.uniform(-3, 0)
        while x < canvas.width:
            width = rng.uniform(2.2, 4.6)
            colour = mix(turned((190, 96, 84), rng.random()), (120, 80, 60), 0.35)
            top = shelf + 20 - rng.uniform(12, 17.5)
            canvas.box(x, top, x + width - 0.3, shelf + 20, colour)
            canvas.box(x, top + 2, x + width - 0.3, top + 2.8, pale(colour, 0.45))
            x += width
        shelf += 22.5
    canvas.blur(0.8)
    canvas.glow(8, 6, 60, (255, 214, 150), 0.6)


def _sunset(canvas: Canvas, rng: random.Random) -> None:
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
        canvas.fill([*curve(ridge, closed=False), *edge], colour)
    canvas.blur(0.5)


def _room(canvas: Canvas, rng: random.Random) -> None:
    wall = rng.choice(((240, 224, 204), (216, 228, 220), (232, 216, 222)))
    canvas.sky(wall, dark(wall, 0.1))
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
        canvas.line(curve(leaf, closed=False), 2.2, (76 + step * 5, 142, 96))
    canvas.fill(
        [(pot - 8, 64), (pot + 8, 64), (pot + 6, 82), (pot - 6, 82)], (206, 116, 84)
    )
    canvas.blur(0.7)


def _bricks(canvas: Canvas, rng: random.Random) -> None:
    canvas.sky((198, 186, 178), (176, 164, 158))
    row = 0
    y = 0.0
    while y < canvas.height:
        x = -6.0 * (row % 2)
        while x < canvas.width:
            colour = mix((188, 96, 78), (150, 70, 66), rng.random())
            canvas.box(x, y, x + 11.3, y + 5.2, colour)
            x += 12
        y += 6
        row += 1
    canvas.blur(0.35)
    canvas.glow(canvas.width * 0.3, 30, 70, (255, 232, 204), 0.35)


def _autumn(canvas: Canvas, rng: random.Random) -> None:
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
            oval(x, y, rng.uniform(1.5, 4), rng.uniform(1, 2.4), rng.uniform(0, 3)),
            (*colour, 215),
        )
    canvas.blur(0.8)


def _snow(canvas: Canvas, rng: random.Random) -> None:
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


def _confetti(canvas: Canvas, rng: random.Random) -> None:
    base = rng.choice(((255, 206, 122), (255, 182, 172), (150, 214, 204)))
    canvas.sky(pale(base, 0.2), base)
    for _ in range(46):
        colour = turned((236, 110, 96), rng.random())
        x, y = rng.uniform(0, canvas.width), rng.uniform(0, canvas.height)
        if rng.random() < 0.5:
            canvas.disk(x, y, rng.uniform(0.8, 1.9), (*colour, 230))
        else:
            turn = rng.uniform(0, 3)
            dx, dy = math.cos(turn) * 3, math.sin(turn) * 3
            canvas.line([(x, y), (x + dx, y + dy)], 1.1, (*colour, 230))


def _stripes(canvas: Canvas, rng: random.Random) -> None:
    base = turned((92, 168, 176), rng.random())
    canvas.sky(base, dark(base, 0.1))
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
            (*pale(base, 0.3), 150),
        )


PLACES: Final[tuple[Callable[[Canvas, random.Random], None], ...]] = (
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
