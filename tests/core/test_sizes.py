"""The sizes a picture can be ordered in."""

import pytest

from avatar_core import Size


@pytest.mark.parametrize("size", list(Size))
def test_sizes_suit_models_and_prices(size: Size) -> None:
    """Sides are multiples of 16, the ratio is as named, one megapixel at most."""
    width, height = size.pixels
    across, down = map(int, size.value.split(":"))

    assert (0, 0) == (width % 16, height % 16)
    assert width * down == height * across
    assert width * height <= 1024 * 1024


@pytest.mark.parametrize("ordered", list(Size))
@pytest.mark.parametrize("delivered", list(Size))
def test_only_its_own_ratio_fits(ordered: Size, delivered: Size) -> None:
    """A picture of another size is recognised by its ratio."""
    assert (ordered is delivered) == ordered.fits(*delivered.pixels)


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [
        (16, 16, True),
        (101, 100, True),
        (102, 100, False),
        (99, 100, True),
        (98, 100, False),
        (0, 100, False),
        (100, 0, False),
        (0, 0, False),
        (-5, -5, False),
    ],
)
def test_the_tolerance(width: int, height: int, *, fits: bool) -> None:
    """A difference of one percent is accepted."""
    assert fits == Size.SQUARE.fits(width, height)
