"""The sizes a picture can be ordered in."""

from enum import StrEnum
from typing import Final


#: How far a delivered picture may differ from the ordered ratio, or size.
RATIO_TOLERANCE: Final = 0.01


class Size(StrEnum):
    """A picture's ratio, width to height, with its dimensions in pixels.

    Sides are multiples of 16 (which diffusion models draw without cropping)
    and no size exceeds 1024 x 1024 pixels, which the provider bills as one
    megapixel.
    """

    SQUARE = "1:1"
    PORTRAIT = "3:4"
    LANDSCAPE = "4:3"
    STORY = "9:16"
    WIDE = "16:9"

    @property
    def pixels(self) -> tuple[int, int]:
        """The width and the height."""
        return _PIXELS[self]

    def fits(self, width: int, height: int) -> bool:
        """Return whether these dimensions have this ratio to within one percent."""
        across, down = self.pixels
        # Multiplied out: a quotient of floats can miss the boundary by rounding.
        off = abs(width * down - height * across)
        return height > 0 and off <= RATIO_TOLERANCE * (height * across)


_PIXELS: Final = {
    Size.SQUARE: (1024, 1024),
    Size.PORTRAIT: (864, 1152),
    Size.LANDSCAPE: (1152, 864),
    Size.STORY: (720, 1280),
    Size.WIDE: (1280, 720),
}
