"""The sample photos, and the files that are no photos."""

import io

from docs import samples, scenery
from PIL import Image, ImageChops, ImageStat

from entrypoints.sandbox.emulators import photos_of
from entrypoints.sandbox.sample_photos import sample_photos
from entrypoints.sandbox.telegram import PAGE_PEOPLE


#: Differences, of 255, that WebP makes and that another size makes.
_ENCODED, _SMALLER = 2, 5
_SIDE = 256


def differs(drawing: Image.Image, name: str) -> float:
    with Image.open(samples.FOLDER / name) as file:
        kept = file.convert("RGB").resize(drawing.size, Image.Resampling.LANCZOS)
    return max(ImageStat.Stat(ImageChops.difference(drawing, kept)).mean)


def test_the_files_are_what_the_script_draws() -> None:
    """After a change of the drawings, `python -m docs.samples` writes the files."""
    assert {name for *_, name in samples.FILES} | set(samples.POOR) == {
        file.name for file in samples.FOLDER.iterdir()
    }
    for person, index, name in samples.FILES:
        assert differs(samples.drawn(person, index, _SIDE), name) < _SMALLER, name
        if index == person:
            assert differs(samples.drawn(person, index), name) < _ENCODED, name
    for name in samples.POOR:
        assert differs(samples.spoiled(name, _SIDE), name) < _SMALLER, name


def test_the_backgrounds_are_what_the_script_draws() -> None:
    """After a change of the drawings, `python -m docs.scenery` writes the files."""
    for name, drawing in scenery.drawn(_SIDE).items():
        with Image.open(scenery.FOLDER / name) as file:
            kept = file.resize(drawing.size, Image.Resampling.LANCZOS)
        difference = ImageChops.difference(drawing, kept.convert("RGB"))
        assert max(ImageStat.Stat(difference).mean) < _SMALLER, name


def test_photos_are_large_and_all_different() -> None:
    """Twelve photos are twelve files with a shorter side of 1024."""
    photos = sample_photos()

    images = [Image.open(io.BytesIO(data)) for _, data in photos]
    assert 12 == len({name for name, _ in photos}) == len({d for _, d in photos})
    assert {"WEBP"} == {image.format for image in images}
    assert {1024} == {min(image.size) for image in images}


def test_the_pages_people_look_like_themselves() -> None:
    """Everybody on the page sends photos of themselves."""
    sent = [photos_of(user) for user, _ in PAGE_PEOPLE]

    assert len(PAGE_PEOPLE) == len({photos[0][1] for photos in sent})
    for (name, _), (_, whose) in zip([p[0] for p in sent], PAGE_PEOPLE, strict=True):
        assert whose.lower().startswith(name.partition("-")[0])
