"""The families as data."""

import pytest

from avatar_core.families import FAMILIES, FLUX_PORTRAIT, AvatarType, Families, Family


@pytest.mark.parametrize("avatar_type", list(AvatarType))
def test_every_type_has_its_family(avatar_type: AvatarType) -> None:
    """New avatars of a type are trained in a family made for that type."""
    assert avatar_type is Families().of(avatar_type).avatar_type


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
