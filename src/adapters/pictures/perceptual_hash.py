"""A hash of a picture's look, which re-encoding hardly changes."""

from typing import Final

from PIL import Image


_SIDE: Final = 16
#: A visible difference of two neighbours, of 255; JPEG makes smaller ones.
_VISIBLE: Final = 2
#: A picture with fewer visible differences cannot be told from others.
_FEWEST: Final = 96


def perceptual_hash(picture: Image.Image) -> str | None:
    """Return the 256-bit difference hash in hex, or None if there is little to see.

    The picture is shrunk to 17 by 16 grey pixels. Each bit says whether a pixel is
    darker than its right neighbour.
    """
    grey = picture.convert("L").resize((_SIDE + 1, _SIDE), Image.Resampling.LANCZOS)
    pixels = grey.tobytes()
    differences = [
        pixels[at + 1] - pixels[at]
        for row in range(0, len(pixels), _SIDE + 1)
        for at in range(row, row + _SIDE)
    ]
    if sum(abs(difference) >= _VISIBLE for difference in differences) < _FEWEST:
        return None
    bits = "".join("1" if difference > 0 else "0" for difference in differences)
    return f"{int(bits, 2):064x}"
