"""Composing pictures from a person's photos, the same for the same order."""

import functools
import hashlib
import io
import math
import random

from collections.abc import Callable, Sequence
from typing import Final, TypeAlias

import attrs

from PIL import (
    Image,
    ImageChops,
    ImageDraw,
    ImageEnhance,
    ImageFilter,
    ImageFont,
    ImageOps,
)

from .latin import latin
from .weights import Weights, open_sources


Colour: TypeAlias = tuple[int, int, int]
Box: TypeAlias = tuple[float, float, float, float]

#: No caption has room for more letters of a prompt.
_LEGIBLE: Final = 600
_PILLOW_FORMATS: Final = {"jpeg": "JPEG", "png": "PNG", "webp": "WEBP"}


@attrs.frozen(kw_only=True)
class Order:
    """One picture that is wanted."""

    prompt: str
    seed: int
    width: int
    height: int
    #: Printed into the corner, such as "1 of 4".
    label: str
    encoding: str = "jpeg"


def compose(order: Order, loras: Sequence[Weights]) -> bytes:
    """Make the picture of *order* with the people in *loras*.

    Equal arguments give equal bytes; the seed decides how the picture is
    arranged, the prompt what is behind the person and what is written below.
    """
    text = order.prompt.encode("utf-8", "surrogatepass")
    digests = "|".join(lora.digest for lora in loras).encode()
    about = hashlib.sha256(text + b"|" + digests).digest()
    # Neighbouring seeds must not look alike, so they walk through these lists.
    turn = int.from_bytes(about[:4]) + order.seed
    rng = random.Random(about + str(order.seed).encode())  # noqa: S311 - a drawing
    palette = _PALETTES[turn % len(_PALETTES)]
    photos = [photo for lora in loras for photo in open_sources(lora.sources)]
    rng.shuffle(photos)
    if not photos:
        photos = [_stranger(palette)]
    sheet = _Sheet(order.width, order.height, palette, rng, photos)
    _scenery(order.prompt, rng)(sheet)
    _ARRANGEMENTS[turn % len(_ARRANGEMENTS)](sheet)
    sheet.caption(order.prompt, order.label)
    return encode(sheet.image, order.encoding)


def black(width: int, height: int, content_type: str) -> bytes:
    """Make the black picture fal gives instead of a flagged one."""
    image = Image.new("RGB", (width, height))
    return encode(image, content_type.removeprefix("image/"))


def encode(image: Image.Image, encoding: str) -> bytes:
    """Return the image as a JPEG, PNG or WebP file."""
    with io.BytesIO() as out:
        if encoding == "png":
            image.save(out, "PNG", compress_level=1)
        else:
            image.save(out, _PILLOW_FORMATS[encoding], quality=92)
        return out.getvalue()


# -- colours -----------------------------------------------------------------


@attrs.frozen
class _Palette:
    """Five colours that go together, from the darkest to paper white."""

    deep: Colour
    middle: Colour
    accent: Colour
    light: Colour
    paper: Colour


_PALETTES: Final = (
    _Palette(
        (43, 27, 75), (122, 46, 110), (242, 107, 94), (255, 197, 141), (255, 243, 226)
    ),
    _Palette(
        (11, 46, 74), (27, 106, 140), (242, 166, 90), (164, 214, 225), (238, 248, 247)
    ),
    _Palette(
        (18, 55, 42), (67, 104, 80), (242, 193, 78), (173, 203, 156), (251, 250, 236)
    ),
    _Palette(
        (61, 50, 90), (143, 113, 186), (255, 140, 148), (216, 203, 242), (250, 246, 255)
    ),
    _Palette(
        (31, 35, 48), (74, 84, 110), (222, 178, 84), (190, 198, 214), (246, 242, 232)
    ),
    _Palette(
        (24, 78, 84), (82, 176, 158), (242, 109, 109), (178, 228, 212), (255, 252, 244)
    ),
    _Palette(
        (84, 36, 40), (182, 78, 62), (46, 134, 140), (246, 196, 150), (255, 245, 234)
    ),
)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    r, g, bl = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return r, g, bl


# -- the sheet ---------------------------------------------------------------


class _Sheet:
    """The picture in the making."""

    def __init__(
        self,
        width: int,
        height: int,
        palette: _Palette,
        rng: random.Random,
        photos: list[Image.Image],
    ) -> None:
        self.width = width
        self.height = height
        self.unit = min(width, height) / 100
        self.palette = palette
        self.rng = rng
        self.photos = photos
        self.image = Image.new("RGB", (width, height), palette.light)
        #: Where the caption begins; the arrangement stays above it.
        self.floor = height - self.unit * 12.5

    def photo(self, index: int, width: float, height: float) -> Image.Image:
        """Return one of the photos, cropped around the face and graded."""
        photo = self.photos[index % len(self.photos)]
        size = (max(1, round(width)), max(1, round(height)))
        cut = ImageOps.fit(photo, size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
        if (index + len(self.photos)) % 2:
            cut = ImageOps.mirror(cut)
        tint = Image.new(
            "RGB", size, _mix(self.palette.accent, self.palette.light, 0.4)
        )
        graded = Image.blend(cut, ImageChops.soft_light(cut, tint), 0.3)
        return ImageEnhance.Contrast(graded).enhance(1.06)

    def duotone(self, image: Image.Image, dark: Colour, light: Colour) -> Image.Image:
        """Print *image* with two inks."""
        grey = ImageOps.autocontrast(image.convert("L"), cutoff=2)
        middle = _mix(_mix(dark, light, 0.5), self.palette.accent, 0.25)
        return ImageOps.colorize(grey, dark, light, middle)

    def place(
        self,
        picture: Image.Image,
        mask: Image.Image,
        x: float,
        y: float,
        *,
        shadow: float = 0.45,
    ) -> None:
        """Put *picture* through *mask* at a corner, with a soft shadow."""
        corner = (round(x), round(y))
        if shadow:
            reach = max(2, round(self.unit * 2))
            soft = Image.new("L", (mask.width + 4 * reach, mask.height + 4 * reach))
            soft.paste(mask, (2 * reach, 2 * reach))
            small = soft.resize((max(1, soft.width // 4), max(1, soft.height // 4)))
            small = small.filter(ImageFilter.GaussianBlur(reach / 4))
            soft = small.resize(soft.size).point(lambda value: round(value * shadow))
            left, top = corner[0] - 2 * reach, corner[1] - reach
            box = (left, top, left + soft.width, top + soft.height)
            self.image.paste(_mix(self.palette.deep, (0, 0, 0), 0.5), box, soft)
        self.image.paste(picture, corner, mask)

    def draw(self, paint: Callable[[ImageDraw.ImageDraw, float], None]) -> None:
        """Paint smoothly: at twice the size, then made smaller."""
        big = self.image.resize(
            (self.width * 2, self.height * 2), Image.Resampling.NEAREST
        )
        paint(ImageDraw.Draw(big, "RGBA"), 2.0)
        self.image = big.reduce(2)

    def gradient(self, top: Colour, bottom: Colour) -> None:
        """Fill everything from *top* to *bottom*."""
        ramp = Image.linear_gradient("L").resize((2, 256))
        fill = Image.composite(
            Image.new("RGB", ramp.size, bottom), Image.new("RGB", ramp.size, top), ramp
        )
        self.image = fill.resize(self.image.size, Image.Resampling.BILINEAR)

    def caption(self, prompt: str, label: str) -> None:
        """Write the prompt and the label over the bottom edge."""
        unit, paper = self.unit, self.palette.paper
        veil = Image.linear_gradient("L").resize((self.width, round(unit * 17)))
        veil = veil.point(lambda value: round(value * 0.86))
        shade = _mix(self.palette.deep, (0, 0, 0), 0.35)
        top = self.height - veil.height
        self.image.paste(shade, (0, top, self.width, self.height), veil)
        pen = ImageDraw.Draw(self.image)
        font = _font(max(9, round(unit * 2.9)))
        margin = unit * 3.6
        label_width = pen.textlength(label, font=font)
        lines = _wrapped(
            latin(prompt[:_LEGIBLE]),
            font,
            self.width - 3.2 * margin - label_width - unit * 3,
        )
        step = unit * 3.7
        base = self.height - margin
        for number, line in enumerate(reversed(lines)):
            pen.text((margin, base - number * step), line, paper, font, anchor="ls")
        right = self.width - margin
        chip = (
            right - label_width - unit * 2.6,
            base - unit * 3.4,
            right,
            base + unit * 1.4,
        )
        pen.rounded_rectangle(chip, unit * 2.4, fill=self.palette.accent)
        centre = ((chip[0] + chip[2]) / 2, (chip[1] + chip[3]) / 2)
        bright = sum(self.palette.accent) > 380
        ink = _mix(self.palette.deep, (0, 0, 0), 0.3) if bright else paper
        pen.text(centre, label, ink, font, anchor="mm")


@functools.lru_cache(maxsize=16)
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size=size)


def _wrapped(
    text: str,
    font: ImageFont.FreeTypeFont | ImageFont.ImageFont,
    width: float,
    *,
    most: int = 2,
) -> list[str]:
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if not line or font.getlength(longer) <= width:
            line = longer
        else:
            lines.append(line)
            line = word
    lines.append(line)
    if len(lines) > most:
        lines = lines[:most]
        lines[-1] += "..."
    return [_shortened(line, font, width) for line in lines if line]


def _shortened(
    line: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, width: float
) -> str:
    if font.getlength(line) <= width:
        return line
    line = line.removesuffix("...")
    while line and font.getlength(line + "...") > width:
        line = line[:-1]
    return line.rstrip(" ,.;") + "..."


# -- masks -------------------------------------------------------------------


def _mask(
    width: float, height: float, paint: Callable[[ImageDraw.ImageDraw, float], None]
) -> Image.Image:
    size = (max(1, round(width)), max(1, round(height)))
    big = Image.new("L", (size[0] * 3, size[1] * 3))
    paint(ImageDraw.Draw(big), 3.0)
    return big.resize(size, Image.Resampling.BOX)


def _rounded(width: float, height: float, radius: float) -> Image.Image:
    return _mask(
        width,
        height,
        lambda pen, k: pen.rounded_rectangle(
            (0, 0, width * k - 1, height * k - 1), radius * k, fill=255
        ),
    )


def _arch(width: float, height: float) -> Image.Image:
    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        pen.ellipse((0, 0, width * k - 1, width * k - 1), fill=255)
        pen.rectangle((0, width * k / 2, width * k, height * k), fill=255)

    return _mask(width, height, paint)


def _disk(side: float) -> Image.Image:
    return _mask(
        side, side, lambda pen, k: pen.ellipse((0, 0, side * k - 1, side * k - 1), 255)
    )


def _hexagon(width: float, height: float) -> Image.Image:
    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        points = [
            (0.5, 0.0),
            (1.0, 0.24),
            (1.0, 0.76),
            (0.5, 1.0),
            (0.0, 0.76),
            (0, 0.24),
        ]
        pen.polygon([(x * width * k, y * height * k) for x, y in points], 255)

    return _mask(width, height, paint)


# -- what is behind ----------------------------------------------------------


def _ridge(
    sheet: _Sheet, base: float, height: float, waves: float
) -> list[tuple[float, float]]:
    shift, second = sheet.rng.uniform(0, 6), sheet.rng.uniform(0, 6)
    points = []
    for step in range(65):
        x = step / 64
        y = math.sin(x * waves + shift) + 0.5 * math.sin(x * waves * 2.3 + second)
        points.append((x * sheet.width, base - y * height))
    return points


def _ground(
    sheet: _Sheet, edge: list[tuple[float, float]], k: float
) -> list[tuple[float, float]]:
    closed = [*edge, (sheet.width, sheet.height), (0.0, sheet.height)]
    return [(x * k, y * k) for x, y in closed]


def _circle(x: float, y: float, radius: float, k: float) -> Box:
    return (x - radius) * k, (y - radius) * k, (x + radius) * k, (y + radius) * k


def _night(sheet: _Sheet) -> None:
    deep, middle = sheet.palette.deep, sheet.palette.middle
    sheet.gradient(_mix(deep, (6, 6, 24), 0.5), middle)
    rng, unit = sheet.rng, sheet.unit

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        for _ in range(130):
            x, y = rng.uniform(0, sheet.width), rng.uniform(0, sheet.height)
            spot = _circle(x, y, unit * rng.choice((0.12, 0.18, 0.18, 0.34)), k)
            pen.ellipse(spot, (*sheet.palette.paper, rng.randint(120, 255)))
        x, y = sheet.width * rng.uniform(0.12, 0.88), unit * rng.uniform(12, 20)
        for radius, alpha in ((16.0, 26), (12.0, 40)):
            pen.ellipse(_circle(x, y, unit * radius, k), (*sheet.palette.light, alpha))
        pen.ellipse(_circle(x, y, unit * 8, k), sheet.palette.light)
        for dx, dy, radius in ((-2.5, -2.0, 1.6), (2.6, 1.0, 1.1), (-0.6, 3.4, 0.9)):
            crater = _circle(x + unit * dx, y + unit * dy, unit * radius, k)
            pen.ellipse(crater, (*sheet.palette.middle, 70))

    sheet.draw(paint)


def _mountains(sheet: _Sheet) -> None:
    palette, rng, unit = sheet.palette, sheet.rng, sheet.unit
    sheet.gradient(_mix(palette.light, palette.paper, 0.3), palette.paper)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        x = sheet.width * rng.uniform(0.15, 0.85)
        pen.ellipse(_circle(x, sheet.height * 0.3, unit * 15, k), palette.accent)
        for layer in range(4):
            colour = _mix(palette.light, palette.deep, 0.25 + layer * 0.25)
            base = sheet.height * (0.46 + layer * 0.14)
            edge = _ridge(sheet, base, unit * (9 - layer), 5 + layer * 2)
            pen.polygon(_ground(sheet, edge, k), colour)

    sheet.draw(paint)


def _waves(sheet: _Sheet) -> None:
    palette, rng, unit = sheet.palette, sheet.rng, sheet.unit
    sheet.gradient(palette.light, palette.paper)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        x = sheet.width * rng.uniform(0.2, 0.8)
        pen.ellipse(_circle(x, sheet.height * 0.24, unit * 13, k), palette.accent)
        for layer in range(7):
            colour = _mix(palette.light, palette.deep, 0.12 + layer * 0.13)
            base = sheet.height * (0.36 + layer * 0.09)
            edge = _ridge(sheet, base, unit * 2.4, 15 + layer * 2)
            pen.polygon(_ground(sheet, edge, k), colour)

    sheet.draw(paint)


def _city(sheet: _Sheet) -> None:
    palette, rng, unit = sheet.palette, sheet.rng, sheet.unit
    sheet.gradient(_mix(palette.middle, palette.deep, 0.3), palette.accent)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        for layer in range(3):
            colour = _mix(palette.middle, palette.deep, 0.35 + layer * 0.3)
            x = -unit * rng.uniform(0, 8)
            while x < sheet.width:
                width = unit * rng.uniform(7, 15)
                top = sheet.height * (0.2 + layer * 0.16) + unit * rng.uniform(0, 28)
                pen.rectangle(
                    (x * k, top * k, (x + width) * k, sheet.height * k), colour
                )
                _windows(sheet, pen, k, (x, top, x + width, sheet.height))
                x += width + unit * 0.4

    sheet.draw(paint)


def _windows(sheet: _Sheet, pen: ImageDraw.ImageDraw, k: float, house: Box) -> None:
    unit, rng = sheet.unit, sheet.rng
    y = house[1] + unit * 2
    while y < house[3]:
        x = house[0] + unit * 1.4
        while x < house[2] - unit * 1.8:
            if rng.random() < 0.4:
                lit = (*sheet.palette.light, rng.randint(70, 210))
                pen.rectangle((x * k, y * k, (x + unit) * k, (y + unit * 1.5) * k), lit)
            x += unit * 2.2
        y += unit * 3.2


def _rays(sheet: _Sheet) -> None:
    palette, rng = sheet.palette, sheet.rng
    sheet.gradient(palette.middle, _mix(palette.middle, palette.deep, 0.4))
    start = rng.uniform(0, 1)
    x, y = sheet.width / 2, sheet.height * 0.5
    far = sheet.width + sheet.height

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        for step in range(0, 32, 2):
            a, b = start + step * math.tau / 32, start + (step + 1) * math.tau / 32
            corners = [(x, y)]
            corners += [(x + far * math.cos(t), y + far * math.sin(t)) for t in (a, b)]
            pen.polygon(
                [(px * k, py * k) for px, py in corners], (*palette.accent, 150)
            )

    sheet.draw(paint)


def _shapes(sheet: _Sheet) -> None:
    palette, rng, unit = sheet.palette, sheet.rng, sheet.unit
    sheet.gradient(palette.paper, _mix(palette.paper, palette.light, 0.7))
    colours = (palette.accent, palette.middle, palette.light, palette.deep)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        for number in range(46):
            x, y = rng.uniform(0, sheet.width), rng.uniform(0, sheet.height)
            colour = (*rng.choice(colours), 225)
            size = unit * rng.uniform(1.2, 4.2)
            if number % 3 == 0:
                pen.ellipse(_circle(x, y, size, k), colour)
            elif number % 3 == 1:
                box = _circle(x, y, size, k)
                pen.arc(
                    box,
                    rng.uniform(0, 180),
                    rng.uniform(220, 330),
                    colour,
                    round(unit * k),
                )
            else:
                turn = rng.uniform(0, 6)
                pen.polygon(
                    [
                        (
                            (x + size * math.cos(turn + corner)) * k,
                            (y + size * math.sin(turn + corner)) * k,
                        )
                        for corner in (0.0, 2.1, 4.2)
                    ],
                    colour,
                )

    sheet.draw(paint)


def _forest(sheet: _Sheet) -> None:
    palette, rng, unit = sheet.palette, sheet.rng, sheet.unit
    sheet.gradient(palette.paper, palette.light)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        for layer in range(4):
            colour = _mix(palette.light, palette.deep, 0.25 + layer * 0.25)
            base = sheet.height * (0.52 + layer * 0.16)
            x = -unit * 5
            while x < sheet.width + unit * 8:
                tall = unit * rng.uniform(26, 46)
                for tier in range(4):
                    top = base - tall + tier * tall * 0.22
                    half = unit * (3 + tier * 2.1)
                    corners = [
                        (x, top),
                        (x + half, top + tall * 0.34),
                        (x - half, top + tall * 0.34),
                    ]
                    pen.polygon([(px * k, py * k) for px, py in corners], colour)
                x += unit * rng.uniform(7, 13)
            pen.rectangle(
                (0, base * k - unit * 2, sheet.width * k, sheet.height * k), colour
            )

    sheet.draw(paint)


_Paint: TypeAlias = Callable[[_Sheet], None]

#: Beginnings of English and Russian words that call for a scenery.
_WORDS: Final[tuple[tuple[_Paint, tuple[str, ...]], ...]] = (
    (
        _night,
        ("space", "star", "night", "moon", "astro", "косм", "звезд", "ноч", "лун"),
    ),
    (_waves, ("sea", "beach", "ocean", "wave", "surf", "мор", "пляж", "океан", "волн")),
    (
        _city,
        (
            "city",
            "street",
            "office",
            "cyber",
            "neon",
            "new",
            "город",
            "улиц",
            "офис",
            "неон",
        ),
    ),
    (
        _forest,
        ("forest", "tree", "wood", "elf", "autumn", "лес", "дерев", "эльф", "осен"),
    ),
    (
        _mountains,
        (
            "mountain",
            "snow",
            "hik",
            "travel",
            "desert",
            "гор",
            "снег",
            "снеж",
            "пустын",
        ),
    ),
    (
        _rays,
        ("hero", "comic", "pop", "sun", "retro", "герой", "комикс", "солн", "ретро"),
    ),
    (
        _shapes,
        ("party", "birthday", "paint", "art", "праздн", "вечерин", "рису", "картин"),
    ),
)


def _scenery(prompt: str, rng: random.Random) -> _Paint:
    words = prompt.lower().split()
    for word in words[:200]:
        bare = word.strip(".,!?:;()\"'«»")
        for paint, beginnings in _WORDS:
            if bare.startswith(beginnings):
                return paint
    return rng.choice([paint for paint, _ in _WORDS])


# -- how the photos are arranged ---------------------------------------------


def _in_arch(sheet: _Sheet) -> None:
    unit, palette = sheet.unit, sheet.palette
    height = sheet.floor - unit * 7
    width = min(height * 0.72, sheet.width - unit * 16)
    x = (sheet.width - width) / 2
    y = sheet.floor - height
    rim = unit * 1.6
    frame = _arch(width + 2 * rim, height + 2 * rim)
    sheet.place(Image.new("RGB", frame.size, palette.paper), frame, x - rim, y - rim)
    inner = unit * 0.55
    line = _arch(width + 2 * inner, height + 2 * inner)
    sheet.place(
        Image.new("RGB", line.size, palette.accent),
        line,
        x - inner,
        y - inner,
        shadow=0,
    )
    mask = _arch(width, height)
    sheet.place(sheet.photo(0, *mask.size), mask, x, y, shadow=0)


def _in_circle(sheet: _Sheet) -> None:
    unit, palette = sheet.unit, sheet.palette
    side = min(sheet.floor - unit * 12, sheet.width - unit * 18)
    x, y = (sheet.width - side) / 2, (sheet.floor - side) / 2 + unit
    for grow, colour in (
        (11, palette.middle),
        (6.4, palette.accent),
        (2.2, palette.paper),
    ):
        ring = _disk(side + unit * grow)
        off = (ring.width - side) / 2
        sheet.place(
            Image.new("RGB", ring.size, colour), ring, x - off, y - off, shadow=0.3
        )
    mask = _disk(side)
    sheet.place(sheet.photo(1, *mask.size), mask, x, y, shadow=0)


def _as_print(sheet: _Sheet) -> None:
    unit = sheet.unit
    turn = sheet.rng.uniform(3, 6) * sheet.rng.choice((-1, 1))
    for index, lean, size, shift in ((2, turn * 2.4, 0.78, -1), (0, -turn, 1.0, 0)):
        height = (sheet.floor - unit * 15) * size
        width = min(height * 0.84, sheet.width * 0.68)
        card = Image.new("RGB", (round(width), round(height)), sheet.palette.paper)
        edge = unit * 2.4
        photo = sheet.photo(index, width - 2 * edge, height - edge - unit * 9)
        card.paste(photo, (round(edge), round(edge)))
        pen = ImageDraw.Draw(card)
        heart = (width / 2, height - unit * 4.4)
        for number, colour in enumerate(
            (sheet.palette.middle, sheet.palette.accent, sheet.palette.light)
        ):
            pen.ellipse(
                _circle(heart[0] + (number - 1) * unit * 4, heart[1], unit * 1.2, 1),
                colour,
            )
        solid = Image.new("L", card.size, 255)
        tilted = card.rotate(lean, Image.Resampling.BICUBIC, expand=True)
        mask = solid.rotate(lean, Image.Resampling.BICUBIC, expand=True)
        x = (sheet.width - tilted.width) / 2 + shift * math.copysign(unit * 14, turn)
        y = (sheet.floor - tilted.height) / 2 + unit + shift * unit * 2
        sheet.place(tilted, mask, x, y)


def _in_panels(sheet: _Sheet) -> None:
    unit, palette = sheet.unit, sheet.palette
    gap = unit * 2.4
    count = 3 if sheet.width >= sheet.height * 0.9 else 2
    height = sheet.floor - unit * 8
    width = (sheet.width - unit * 12 - gap * (count - 1)) / count
    for index in range(count):
        low = (index % 2) * unit * 4
        mask = _rounded(width, height - unit * 4, unit * 5)
        photo = sheet.photo(index, *mask.size)
        if index % 2:
            photo = sheet.duotone(photo, palette.deep, palette.paper)
        x = unit * 6 + index * (width + gap)
        sheet.place(photo, mask, x, unit * 5 + low)


def _as_poster(sheet: _Sheet) -> None:
    palette, unit = sheet.palette, sheet.unit
    photo = sheet.photo(3, sheet.width, sheet.height)
    inked = sheet.duotone(photo, palette.deep, palette.paper)
    frame = unit * 4
    mask = _rounded(sheet.width - 2 * frame, sheet.height - 2 * frame, unit * 3)
    whole = Image.blend(photo, inked, 0.62)
    inner = whole.crop(
        (
            round(frame),
            round(frame),
            round(frame) + mask.width,
            round(frame) + mask.height,
        )
    )
    sheet.place(inner, mask, frame, frame, shadow=0.6)

    def paint(pen: ImageDraw.ImageDraw, k: float) -> None:
        side = sheet.rng.choice((0.0, 1.0))
        x = frame + side * (sheet.width - 2 * frame)
        for radius, alpha in ((30, 120), (22, 120), (14, 150)):
            start = 90 if side else 0
            box = _circle(x, frame, unit * radius, k)
            pen.pieslice(box, start, start + 90, (*palette.accent, alpha))

    sheet.draw(paint)


def _with_inset(sheet: _Sheet) -> None:
    unit, palette = sheet.unit, sheet.palette
    edge = unit * 5
    mask = _rounded(sheet.width - 2 * edge, sheet.floor - edge, unit * 5)
    sheet.place(sheet.photo(5, *mask.size), mask, edge, edge)
    side = unit * 30
    left = sheet.rng.random() < 0.5
    x = unit * 2 if left else sheet.width - side - unit * 2
    y = sheet.floor - side + unit
    rim = _disk(side + unit * 2.4)
    solid = Image.new("RGB", rim.size, palette.accent)
    sheet.place(solid, rim, x - unit * 1.2, y - unit * 1.2)
    disk = _disk(side)
    inset = sheet.duotone(sheet.photo(6, *disk.size), palette.deep, palette.paper)
    sheet.place(inset, disk, x, y, shadow=0)


def _as_pop_art(sheet: _Sheet) -> None:
    palette, unit = sheet.palette, sheet.unit
    inks = (
        (palette.deep, palette.light),
        (palette.middle, palette.paper),
        (palette.deep, palette.accent),
        (_mix(palette.accent, palette.deep, 0.55), palette.paper),
    )
    gap = unit * 1.6
    edge = unit * 5
    columns = 4 if sheet.width > sheet.height * 1.2 else 2
    rows = len(inks) // columns
    width = (sheet.width - 2 * edge - gap * (columns - 1)) / columns
    height = (sheet.floor - edge - gap * (rows - 1)) / rows
    for number, (dark, light) in enumerate(inks):
        mask = _rounded(width, height, unit * 2)
        photo = sheet.photo(number, *mask.size)
        x = edge + (number % columns) * (width + gap)
        y = edge + (number // columns) * (height + gap)
        sheet.place(sheet.duotone(photo, dark, light), mask, x, y, shadow=0.3)


def _in_hexagon(sheet: _Sheet) -> None:
    unit, palette = sheet.unit, sheet.palette
    height = sheet.floor - unit * 9
    width = min(height * 0.9, sheet.width - unit * 14)
    height = min(height, width * 1.2)
    x, y = (sheet.width - width) / 2, (sheet.floor - height) / 2 + unit * 1.5
    for grow, colour in ((8, palette.deep), (5, palette.accent), (2, palette.paper)):
        rim = _hexagon(width + unit * grow, height + unit * grow)
        sheet.place(
            Image.new("RGB", rim.size, colour),
            rim,
            x - unit * grow / 2,
            y - unit * grow / 2,
            shadow=0.35 if grow == 8 else 0,
        )
    mask = _hexagon(width, height)
    sheet.place(sheet.photo(4, *mask.size), mask, x, y, shadow=0)


# Eight of these and seven palettes: 56 seeds in a row differ in one or both.
_ARRANGEMENTS: Final[tuple[_Paint, ...]] = (
    _in_arch,
    _as_print,
    _in_circle,
    _as_pop_art,
    _in_hexagon,
    _as_poster,
    _in_panels,
    _with_inset,
)


def _stranger(palette: _Palette) -> Image.Image:
    """Draw nobody in particular, for orders without a LoRA."""
    image = Image.new("RGB", (1024, 1024), palette.light)
    pen = ImageDraw.Draw(image)
    pen.ellipse((232, 640, 792, 1400), palette.middle)
    pen.ellipse((332, 200, 692, 640), palette.paper)
    return image.reduce(2)
