"""Families: a trainer and the generator its artefacts fit, as data."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NewType

import attrs


FamilyName = NewType("FamilyName", str)


class AvatarType(StrEnum):
    """What an avatar depicts."""

    PORTRAIT = "portrait"


@attrs.frozen(kw_only=True)
class Family:
    """A trainer–generator pair; an avatar stays with its own for life."""

    name: FamilyName
    avatar_type: AvatarType
    #: The provider's names of the two models.
    trainer: str
    generator: str
    #: Training steps ordered; the provider bills by the step.
    steps: int
    #: How strongly the weights bend the picture; 1 is as trained.
    scale: float
    #: What a training and a picture of one megapixel cost the owner, in
    #: thousandths of a US dollar (provider's price list as read on 2026-11-20).
    training_cost: int
    picture_cost: int


FLUX_PORTRAIT: Final = Family(
    name=FamilyName("flux-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/flux-lora-portrait-trainer",
    generator="fal-ai/flux-lora",
    steps=1000,
    scale=1.0,
    training_cost=2400,
    picture_cost=35,
)


@attrs.frozen
class Families:
    """The families this installation knows, and the one of each avatar type."""

    known: Mapping[FamilyName, Family] = attrs.field(
        factory=lambda: {FLUX_PORTRAIT.name: FLUX_PORTRAIT}
    )

    def __iter__(self) -> Iterator[Family]:
        return iter(self.known.values())

    def __getitem__(self, name: FamilyName) -> Family:
        return self.known[name]

    def of(self, avatar_type: AvatarType) -> Family:
        """Return the family new avatars of this type are trained in."""
        by_type = {family.avatar_type: family for family in self}
        return by_type[avatar_type]
