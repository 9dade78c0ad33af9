"""Compose pictures from a person's photos; equal orders give equal bytes.

The backgrounds are files, which `docs/scenery.py` draws.
"""

import hashlib
import io
import random
import textwrap
import tomllib
import unicodedata

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final, TypeAlias

import attrs

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from .images import encode
from .weights import Weights, open_sources


Colour: TypeAlias = tuple[int, int, int]
Size: TypeAlias = tuple[int, int]

#: The font is tiny at the bottom edge: no more of a prompt can be read.
_CAPTION_CHARACTERS: Final = 600
_CAPTION_LINES: Final = 2
_FOLDER: Final = files(__package__) / "scenery"
#: Pillow's own font has Latin letters only.
_SOUNDS: Final = {
    **dict(zip("абвгдезийклмнопрстуфыэіґў", "abvgdeziyklmnoprstufyeigu", strict=True)),
    **dict(zip("жхцчш", ("zh", "kh", "ts", "ch", "sh"), strict=True)),
    **dict(zip("ёюяїє", ("yo", "yu", "ya", "yi", "ye"), strict=True)),
    **dict(zip("щъь", ("shch", "", ""), strict=True)),
}
_MARKS: Final = {
    **dict(zip("—–«»“”‘’ł", '--""""\'\'l', strict=True)),
    **dict(zip("…№ß", ("...", "No.", "ss"), strict=True)),
}
_TO_LATIN: Final = str.maketrans(
    _SOUNDS
    | {low.upper(): sound.capitalize() for low, sound in _SOUNDS.items()}
    | _MARKS
)


def latin(text: str) -> str:
    """Spell *text* in ASCII, with single spaces."""
    spelled = unicodedata.normalize("NFKD", text.translate(_TO_LATIN))
    return " ".join(
        "".join(
            x for x in spelled if x.isspace() or (x.isascii() and x.isprintable())
        ).split()
    )


@attrs.frozen(kw_only=True)
class Order:
    """One picture to make."""

    prompt: str
    seed: int
    width: int
    height: int
    #: Printed into the corner, such as "1 of 4".
    label: str
    encoding: str = "jpeg"


@attrs.frozen(kw_only=True)
class _Scene:
    """A background and the colours that go with it."""

    name: str
    deep: Colour = attrs.field(converter=tuple)
    middle: Colour = attrs.field(converter=tuple)
    accent: Colour = attrs.field(converter=tuple)
    light: Colour = attrs.field(converter=tuple)
    paper: Colour = attrs.field(converter=tuple)
    #: Beginnings of the words of a prompt that ask for it.
    words: tuple[str, ...] = attrs.field(converter=tuple)


@attrs.frozen(kw_only=True)
class _Frame:
    """Where a photo goes; places and sizes are shares of the area above the caption."""

    x: float = 0.5
    y: float = 0.5
    width: float = 0.86
    height: float = 0.86
    #: Width by height, which shrinks the frame; None: as given.
    aspect: float | None = None
    #: Of the corners, as a share of the shorter side.
    radius: float = 0.06
    #: Width of the white border, in hundredths of the picture's shorter side.
    rim: float = 0.0
    tilt: float = 0.0
    #: Whether the photo is printed in two colours.
    inked: bool = False


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((_FOLDER / name).read_text("utf-8"))


_ARRANGEMENTS: Final = [
    [_Frame(**frame) for frame in frames]
    for frames in _table("frames.toml")["arrangements"]
]


@cache
def _scenes() -> tuple[_Scene, ...]:
    table = _table("scenes.toml")
    return tuple(_Scene(name=name, **scene) for name, scene in table.items())


def compose(order: Order, loras: Sequence[Weights]) -> bytes:
    """Make the picture of *order* with the people in *loras*.

    Equal arguments give equal bytes. The faces are those of the photos, so that the
    likeness can be measured; `docs/photos.md` has the figures. The seed decides the arrangement, the prompt
    the background and the caption.
    """
    text = order.prompt.encode("utf-8", "surrogatepass")
    digests = "|".join(lora.digest for lora in loras).encode()
    about = hashlib.sha256(text + b"|" + digests).digest()
    rng = random.Random(about + str(order.seed).encode())  # noqa: S311 - a drawing
    photos = [photo for lora in loras for photo in open_sources(lora.sources)]
    rng.shuffle(photos)
    scene = _scene(order.prompt, rng)
    sheet = _Sheet(
        scene,
        _background(scene, (order.width, order.height), rng),
        photos or [_opened("nobody")],
    )
    # Neighbouring seeds must not look alike, so they walk through the list.
    turn = int.from_bytes(about[:4]) + order.seed
    for index, frame in enumerate(_ARRANGEMENTS[turn % len(_ARRANGEMENTS)]):
        sheet.place(frame, index)
    sheet.caption(order.prompt, order.label)
    return encode(sheet.image, order.encoding)


def stranger() -> bytes:
    """Return a photo of somebody who resembles none of the sample people."""
    return (_FOLDER / "stranger.webp").read_bytes()


def _scene(prompt: str, rng: random.Random) -> _Scene:
    for word in prompt.lower().split()[:200]:
        bare = word.strip(".,!?:;()\"'«»")
        for scene in _scenes():
            if bare.startswith(scene.words):
                return scene
    return rng.choice(_scenes())


def _opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO((_FOLDER / f"{name}.webp").read_bytes()))


def _background(scene: _Scene, size: Size, rng: random.Random) -> Image.Image:
    image = _opened(scene.name)
    if rng.random() < 0.5:
        image = ImageOps.mirror(image)
    centre = (rng.random(), rng.uniform(0.3, 0.7))
    return ImageOps.fit(image, size, Image.Resampling.BILINEAR, centering=centre)


@attrs.define
class _Sheet:
    """The picture being composed."""

    scene: _Scene
    image: Image.Image
    photos: Sequence[Image.Image]

    @property
    def unit(self) -> float:
        """A hundredth of the shorter side."""
        return min(self.image.size) / 100

    def place(self, frame: _Frame, index: int) -> None:
        """Put a photo into *frame*, with a soft shadow."""
        width = self.image.width * frame.width
        area = self.image.height - self.unit * 12.5
        height = area * frame.height
        if frame.aspect is not None:
            width = min(width, height * frame.aspect)
            height = width / frame.aspect
        rim = round(self.unit * frame.rim)
        size = (max(1, round(width)), max(1, round(height)))
        tile = Image.new("RGBA", (size[0] + 2 * rim, size[1] + 2 * rim))
        tile.paste(self.scene.paper, mask=_rounded(tile.size, frame.radius))
        photo = self._photo(index, size, inked=frame.inked)
        tile.paste(photo, (rim, rim), _rounded(size, frame.radius))
        if frame.tilt:
            tile = tile.rotate(frame.tilt, Image.Resampling.BICUBIC, expand=True)
        x = round(self.image.width * frame.x - tile.width / 2)
        y = round(area * frame.y - tile.height / 2 + self.unit)
        self._shade(tile.getchannel("A"), x, y)
        self.image.paste(tile, (x, y), tile)

    def caption(self, prompt: str, label: str) -> None:
        """Write the prompt and the label over the bottom edge."""
        unit, width, height = self.unit, *self.image.size
        veil = Image.linear_gradient("L").resize((width, round(unit * 17)))
        dark = _mix(self.scene.deep, (0, 0, 0), 0.35)
        self.image.paste(dark, (0, height - veil.height, width, height), veil)
        pen = ImageDraw.Draw(self.image)
        font = ImageFont.load_default(size=max(9, round(unit * 2.9)))
        margin, base = unit * 3.6, height - unit * 3.6
        chip = pen.textlength(label, font=font) + unit * 2.6
        letter = font.getlength("etaoin shrdlu") / 13
        letters = (width - 3 * margin - chip) / letter
        lines = textwrap.wrap(
            latin(prompt[:_CAPTION_CHARACTERS]),
            max(4, int(letters)),
            max_lines=_CAPTION_LINES,
            placeholder="...",
        )
        for number, line in enumerate(reversed(lines)):
            place = (margin, base - number * unit * 3.7)
            pen.text(place, line, self.scene.paper, font, anchor="ls")
        box = (width - margin - chip, base - unit * 3.4, width - margin, base + unit)
        pen.rounded_rectangle(box, unit * 2.2, fill=self.scene.accent)
        centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        pen.text(centre, label, dark, font, anchor="mm")

    def _photo(self, index: int, size: Size, *, inked: bool) -> Image.Image:
        """Return a photo, cropped around the face and tinted."""
        photo = self.photos[index % len(self.photos)].convert("RGB")
        cut = ImageOps.fit(photo, size, Image.Resampling.LANCZOS, 0.1, (0.5, 0.3))
        if inked:
            grey = ImageOps.autocontrast(cut.convert("L"), cutoff=2)
            middle = _mix(self.scene.middle, self.scene.accent, index % 4 / 3)
            return ImageOps.colorize(grey, self.scene.deep, self.scene.paper, middle)
        tint = Image.new("RGB", size, _mix(self.scene.accent, self.scene.light, 0.4))
        return Image.blend(cut, ImageChops.soft_light(cut, tint), 0.3)

    def _shade(self, mask: Image.Image, x: int, y: int) -> None:
        reach = max(2, round(self.unit * 2))
        soft = ImageOps.expand(mask, 2 * reach)
        # Blurring a small copy looks the same and costs a sixteenth.
        small = soft.resize((max(1, soft.width // 4), max(1, soft.height // 4)))
        small = small.filter(ImageFilter.GaussianBlur(reach / 4))
        soft = small.resize(soft.size).point(lambda value: round(value * 0.45))
        dark = _mix(self.scene.deep, (0, 0, 0), 0.5)
        self.image.paste(dark, (x - 2 * reach, y - reach), soft)


def _mix(a: Colour, b: Colour, share: float) -> Colour:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue


def _rounded(size: Size, radius: float) -> Image.Image:
    """Return the mask of a rectangle with smooth round corners."""
    big = Image.new("L", (size[0] * 3, size[1] * 3))
    box = (0, 0, big.width - 1, big.height - 1)
    ImageDraw.Draw(big).rounded_rectangle(box, radius * min(big.size), fill=255)
    return big.resize(size, Image.Resampling.BOX)
