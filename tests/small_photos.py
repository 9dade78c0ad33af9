"""Small valid photos."""

import functools
import io

from PIL import Image, ImageOps

from entrypoints.sandbox.sample_photos import sample_photos


@functools.cache
def small_photos(
    count: int, *, person: int = 1, side: int = 560
) -> tuple[tuple[str, bytes], ...]:
    """Return *count* different photos of one person, at most 48.

    Args:
        count: The number of photos.
        person: The number of the person; there are twelve sets of photos.
        side: The shorter side in pixels.

    Returns:
        Pairs of a file name and a JPEG.
    """
    samples = sample_photos(person)
    photos = []
    for number in range(count):
        variant = (person - 1) // 3 + number // len(samples)
        with Image.open(io.BytesIO(samples[number % len(samples)][1])) as sample:
            image = ImageOps.mirror(sample) if variant % 2 else sample.copy()
        margin = image.width // 15 * (variant // 2 % 2)
        image = ImageOps.crop(image, margin)
        image = ImageOps.scale(image, side / min(image.size))
        file = io.BytesIO()
        image.save(file, "JPEG", quality=90)
        photos.append((f"person{person}-{number + 1:02d}.jpg", file.getvalue()))
    return tuple(photos)
