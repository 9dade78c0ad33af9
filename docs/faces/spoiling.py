"""The ways to spoil a photo, each in three strengths, and the mark that is right."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple, TypeAlias

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

from avatar_core.coach import Mark
from avatar_core.faces import Face


Spoil: TypeAlias = Callable[[Image.Image, Face, float], Image.Image]


def shares(numbers: Iterable[float]) -> str:
    """Write shares in percent."""
    return ", ".join(f"{100 * number:g}" for number in numbers) + " %"


class Way(NamedTuple):
    """How photos are spoiled."""

    mark: Mark
    spoil: Spoil
    strengths: tuple[float, float, float]
    #: What was done, with a place for the strengths.
    template: str

    @property
    def words(self) -> str:
        """What was done, and how strongly."""
        return self.template.format(
            shares=shares(self.strengths), numbers=", ".join(map(str, self.strengths))
        )


def _blurred(photo: Image.Image, face: Face, share: float) -> Image.Image:
    return photo.filter(ImageFilter.GaussianBlur(share * face.eye_distance))


def _darkened(photo: Image.Image, _: Face, factor: float) -> Image.Image:
    return ImageEnhance.Brightness(photo).enhance(factor)


def _overexposed(photo: Image.Image, face: Face, brightness: float) -> Image.Image:
    # By the face, so that every skin is overexposed alike.
    return ImageEnhance.Brightness(photo).enhance(brightness / face.brightness)


def _cut(photo: Image.Image, face: Face, share: float) -> Image.Image:
    left = face.left + share * (face.right - face.left)
    return photo.crop((round(left * photo.width), 0, photo.width, photo.height))


def _small(photo: Image.Image, face: Face, pixels: float) -> Image.Image:
    small = photo.copy()
    side = max(photo.size) * pixels / face.eye_distance
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    around = Image.new("RGB", (1024, 1024), (128, 128, 128))
    around.paste(small, (300, 300))
    return around


def _with_another(photo: Image.Image, _: Face, scale: float) -> Image.Image:
    other = photo.resize((round(photo.width * scale), round(photo.height * scale)))
    both = Image.new("RGB", (photo.width + other.width, photo.height), "white")
    both.paste(photo, (0, 0))
    both.paste(other, (photo.width, 0))
    return both


def _behind_glasses(photo: Image.Image, face: Face, grey: float) -> Image.Image:
    dark = photo.copy()
    draw = ImageDraw.Draw(dark)
    middle = (face.left + face.right) / 2 * photo.width
    # The eyes lie about here in the box.
    height = (face.top + (face.bottom - face.top) * 0.31) * photo.height
    half = face.eye_distance / 2
    for x in (middle - half, middle + half):
        size = (0.9 * half, 0.7 * half)
        box = (x - size[0], height - size[1], x + size[0], height + size[1])
        draw.ellipse(box, fill=(round(grey),) * 3)
    return dark


def _without_a_face(photo: Image.Image, face: Face, share: float) -> Image.Image:
    top = face.bottom + share * (1 - face.bottom)
    return photo.crop((0, round(top * photo.height), *photo.size))


def moved(photo: Image.Image, share: float) -> Image.Image:
    """Return the next shot of a series, in which the camera has moved."""
    x, y = round(photo.width * share), round(photo.height * share / 2)
    return photo.crop((x, y, *photo.size))


WAYS: Final[Sequence[Way]] = (
    Way(Mark.NO_FACE, _without_a_face, (0.05, 0.15, 0.25), "face cut away"),
    Way(
        Mark.SEVERAL_FACES,
        _with_another,
        (1, 0.8, 0.6),
        "beside a face of {shares} of its size",
    ),
    Way(Mark.CUT_OFF, _cut, (0.2, 0.3, 0.4), "{shares} of the face cut off"),
    Way(Mark.SMALL_FACE, _small, (24, 20, 16), "{numbers} pixels between the eyes"),
    Way(
        Mark.BLURRED,
        _blurred,
        (0.03, 0.06, 0.1),
        "blurred by {shares} of the eyes' distance",
    ),
    Way(
        Mark.DARK_GLASSES,
        _behind_glasses,
        (15, 35, 55),
        "glasses painted in grey {numbers} of 255",
    ),
    Way(Mark.TOO_DARK, _darkened, (0.3, 0.2, 0.15), "darkened to {shares}"),
    Way(
        Mark.TOO_BRIGHT,
        _overexposed,
        (1.75, 2.25, 2.75),
        "face exposed at {shares} of white",
    ),
)
#: By how much of its width the second photo of a pair is moved.
MOVES: Final = (0.005, 0.01, 0.02)
