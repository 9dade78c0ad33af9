"""The families of models, and the sizes of pictures."""

import pytest

from avatar_core import Size
from avatar_core.families import (
    FAMILIES,
    FLUX_PORTRAIT,
    AvatarType,
    Families,
    Family,
    FamilyName,
)


def test_every_type_is_on_offer() -> None:
    """By default, avatars of every type can be made."""
    assert set(AvatarType) == {one.avatar_type for one in Families().on_offer()}


@pytest.mark.parametrize("offered", [(), (FamilyName("nonsense"),)])
def test_offered_families_must_be_known(offered: tuple[FamilyName, ...]) -> None:
    """Neither no family nor an unknown one can be offered."""
    with pytest.raises(ValueError, match="unknown families"):
        Families(offered=offered)


def test_names_are_unique() -> None:
    """Each family is found by its own name."""
    families = Families()

    assert list(FAMILIES) == [families[family.name] for family in FAMILIES]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_prices_follow_costs(family: Family) -> None:
    """The prices of every family cover its cost as well as those of the first."""
    training = family.training_percent * FLUX_PORTRAIT.training_cost
    picture = family.picture_percent * FLUX_PORTRAIT.picture_cost

    assert training >= 100 * family.training_cost
    assert picture >= 100 * family.picture_cost


@pytest.mark.parametrize(
    ("size", "pixels"),
    [
        ("1:1", (1024, 1024)),
        ("3:4", (864, 1152)),
        ("4:3", (1152, 864)),
        ("9:16", (720, 1280)),
        ("16:9", (1280, 720)),
    ],
)
def test_pixels(size: str, pixels: tuple[int, int]) -> None:
    """Every ratio has its pixels."""
    assert pixels == Size(size).pixels


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
