"""The families as data."""

import pytest

from avatar_core.families import (
    FAMILIES,
    FLUX_PORTRAIT,
    AvatarType,
    Families,
    Family,
    FamilyName,
)


def test_every_type_is_on_offer() -> None:
    """Unless the owner says otherwise, avatars of every type can be made."""
    assert set(AvatarType) == {one.avatar_type for one in Families().on_offer()}


@pytest.mark.parametrize("offered", [(), (FamilyName("nonsense"),)])
def test_what_is_offered_is_known(offered: tuple[FamilyName, ...]) -> None:
    """Neither nothing nor something unknown can be offered."""
    with pytest.raises(ValueError, match="unknown families"):
        Families(offered=offered)


def test_names_are_unique() -> None:
    """Each family is found by its own name."""
    families = Families()

    assert list(FAMILIES) == [families[family.name] for family in FAMILIES]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
def test_prices_follow_costs(family: Family) -> None:
    """What a family costs people covers its cost as well as the first one's does."""
    training = family.training_percent * FLUX_PORTRAIT.training_cost
    picture = family.picture_percent * FLUX_PORTRAIT.picture_cost

    assert training >= 100 * family.training_cost
    assert picture >= 100 * family.picture_cost
