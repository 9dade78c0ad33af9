"""The families of models."""

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
