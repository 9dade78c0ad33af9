"""The drawn photos and the files that are no photos."""

import io
import warnings

import pillow_heif
import pytest

from PIL import Image, UnidentifiedImageError

from entrypoints.sandbox.emulators import photos_of
from entrypoints.sandbox.sample_photos import odd_files, sample_photos
from entrypoints.sandbox.telegram import PAGE_PEOPLE


def test_photos_are_large_and_all_different() -> None:
    """Twelve photos are twelve JPEGs with a shorter side of 1024."""
    photos = sample_photos()

    images = [Image.open(io.BytesIO(data)) for _, data in photos]
    assert 12 == len({name for name, _ in photos}) == len({d for _, d in photos})
    assert {"JPEG"} == {image.format for image in images}
    assert {1024} == {min(image.size) for image in images}


def test_many_photos_differ_too() -> None:
    """Places come again after a dozen photos, photos do not."""
    photos = sample_photos(40, side=128)

    assert 40 == len({data for _, data in photos})


def test_people_differ_and_stay_the_same() -> None:
    """A person is drawn the same every time, and unlike any other."""
    people = [sample_photos(1, person=person, side=128)[0][1] for person in range(20)]

    assert 20 == len(set(people))
    assert people[3] == sample_photos(1, person=3, side=128)[0][1]


def test_the_pages_people_look_like_themselves() -> None:
    """Boris, who is a man, sends other photos than Anna does."""
    sent = [photos_of(user) for user, _ in PAGE_PEOPLE]

    assert len(PAGE_PEOPLE) == len({photos[0][1] for photos in sent})
    assert sample_photos(person=2) == sent[1]


@pytest.mark.parametrize(
    ("name", "kind", "size"),
    [
        ("pixel.png", "PNG", (1, 1)),
        ("small.jpg", "JPEG", (300, 300)),
        ("photo.png", "PNG", (1024, 1024)),
        ("photo.webp", "WEBP", (1024, 1024)),
        ("animated.gif", "GIF", (320, 320)),
        ("animated.webp", "WEBP", (320, 320)),
        ("bomb.png", "PNG", (12_000, 9_000)),
    ],
)
def test_odd_images(name: str, kind: str, size: tuple[int, int]) -> None:
    """Every odd image is what it is called."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(odd_files()[name]))

    assert (kind, size) == (image.format, image.size)
    assert name.startswith("animated") == getattr(image, "is_animated", False)


def test_bombs_are_small_files() -> None:
    """The bombs weigh next to nothing; Pillow refuses the bigger by its header."""
    files = odd_files()

    assert 50_000 > len(files["bomb.png"]) > len(files["giant_header.png"])
    with pytest.raises(Image.DecompressionBombError):
        Image.open(io.BytesIO(files["giant_header.png"]))


def test_files_that_are_no_images() -> None:
    """Text called .jpg is not identified, a truncated photo does not load."""
    files = odd_files()

    with pytest.raises(UnidentifiedImageError):
        Image.open(io.BytesIO(files["text.jpg"]))
    with pytest.raises(OSError, match="truncated"):
        Image.open(io.BytesIO(files["truncated.jpg"])).load()


def test_phone_photo() -> None:
    """The HEIC is one."""
    heif = pillow_heif.open_heif(io.BytesIO(odd_files()["phone.heic"]))

    assert (1024, 1024) == heif.size
