"""Perceptual hashes: which photos count as the same."""

import pytest

from PIL import Image, ImageOps
from tests.adapters.image_files import encoded

from adapters.pictures import PillowPictures
from avatar_core.photos import SAME_PHOTO_BITS


ORIENTATION = 0x0112


@pytest.fixture(scope="module")
def photo() -> Image.Image:
    """Return a picture with shapes of every size, as photos have them."""
    small = Image.effect_mandelbrot((400, 300), (-2.2, -1.2, 1.0, 1.2), 100)
    return Image.merge("RGB", [small, ImageOps.flip(small), small]).resize((2400, 1800))


async def bits_of(data: bytes) -> int | None:
    """Return the perceptual hash of a photo."""
    pictures = PillowPictures()
    digits = (await pictures.inspect(data)).perceptual_hash
    pictures.close()
    return None if digits is None else int(digits, 16)


async def distance(one: bytes, other: bytes) -> int:
    first, second = await bits_of(one), await bits_of(other)
    assert first is not None
    assert second is not None
    return (first ^ second).bit_count()


@pytest.mark.parametrize("side", [800, 1280, 2560])
@pytest.mark.parametrize("quality", [60, 80, 95])
async def test_encoding_anew_changes_little(
    photo: Image.Image, side: int, quality: int
) -> None:
    """A compressed copy counts as the same photo."""
    smaller = photo.copy()
    smaller.thumbnail((side, side))

    found = await distance(encoded(photo, "PNG"), encoded(smaller, quality=quality))

    assert found <= SAME_PHOTO_BITS


async def test_a_photo_is_the_same_however_it_was_held(photo: Image.Image) -> None:
    """A rotated copy counts as the same photo."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6

    held = encoded(photo.transpose(Image.Transpose.ROTATE_90), exif=exif)

    assert await distance(encoded(photo), held) <= SAME_PHOTO_BITS


@pytest.mark.parametrize("change", ["moved", "closer", "tilted", "mirrored"])
async def test_another_shot_is_another_photo(photo: Image.Image, change: str) -> None:
    """Another shot counts as another photo."""
    width, height = photo.size
    another = {
        "moved": lambda: photo.crop((width // 20, 0, width, height)),
        "closer": lambda: photo.crop((99, 99, width - 99, height - 99)),
        "tilted": lambda: photo.rotate(2).crop((99, 99, width - 99, height - 99)),
        "mirrored": lambda: ImageOps.mirror(photo),
    }[change]()

    assert await distance(encoded(photo), encoded(another)) > SAME_PHOTO_BITS


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGB", (900, 700), "white"),
        Image.linear_gradient("L").resize((900, 700)),
        Image.new("L", (900, 700), 200).point(lambda value: value),
    ],
    ids=["white", "gradient", "grey"],
)
async def test_next_to_nothing_has_no_hash(image: Image.Image) -> None:
    """Blank pictures have no hash."""
    assert await bits_of(encoded(image)) is None
