"""Families: pairs of a trainer and a generator that uses its weights, as data."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final, NewType

import attrs


FamilyName = NewType("FamilyName", str)


class AvatarType(StrEnum):
    """What an avatar depicts."""

    PORTRAIT = "portrait"
    STYLE = "style"


@attrs.frozen(kw_only=True)
class Family:
    """A trainer–generator pair; an avatar keeps its family for life."""

    name: FamilyName
    avatar_type: AvatarType
    #: The provider's ids of the two models.
    trainer: str
    generator: str
    #: The training steps to order; the provider bills by the step.
    steps: int = 1000
    #: How strongly the weights affect the picture; 1 is as trained.
    scale: float = 1.0
    #: What the provider bills for a training and for a picture of one megapixel, in
    #: thousandths of a US dollar (its price list as read on 2026-11-20).
    training_cost: int
    picture_cost: int
    #: The prices of a training and a picture, in percent of the price book's.
    training_percent: int = attrs.field(default=100, validator=attrs.validators.ge(1))
    picture_percent: int = attrs.field(default=100, validator=attrs.validators.ge(1))
    #: Whether the generator takes a negative prompt.
    heeds_negative: bool = False


FLUX_PORTRAIT: Final = Family(
    name=FamilyName("flux-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/flux-lora-portrait-trainer",
    generator="fal-ai/flux-lora",
    training_cost=2400,
    picture_cost=35,
)


FLUX_STYLE: Final = Family(
    name=FamilyName("flux-style"),
    avatar_type=AvatarType.STYLE,
    trainer="fal-ai/flux-lora-fast-training",
    generator="fal-ai/flux-lora",
    training_cost=2000,
    picture_cost=35,
    training_percent=90,
)
#: The cheapest one, and the fastest generator.
Z_IMAGE_PORTRAIT: Final = Family(
    name=FamilyName("z-image-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/z-image-turbo-trainer-v2",
    generator="fal-ai/z-image/turbo/lora",
    training_cost=850,
    picture_cost=9,
    training_percent=40,
    picture_percent=40,
)
KREA_PORTRAIT: Final = Family(
    name=FamilyName("krea-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/krea-2-trainer",
    generator="fal-ai/krea-2/turbo/lora",
    training_cost=3000,
    picture_cost=10,
    training_percent=130,
    picture_percent=40,
)
FLUX2_PORTRAIT: Final = Family(
    name=FamilyName("flux2-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/flux-2-trainer-v2",
    generator="fal-ai/flux-2/lora",
    training_cost=6400,
    picture_cost=21,
    training_percent=270,
    picture_percent=60,
)
QWEN_PORTRAIT: Final = Family(
    name=FamilyName("qwen-portrait"),
    avatar_type=AvatarType.PORTRAIT,
    trainer="fal-ai/qwen-image-2512-trainer",
    generator="fal-ai/qwen-image-2512/lora",
    training_cost=1500,
    picture_cost=35,
    training_percent=70,
    heeds_negative=True,
)
FAMILIES: Final = (
    FLUX_PORTRAIT,
    FLUX_STYLE,
    Z_IMAGE_PORTRAIT,
    KREA_PORTRAIT,
    FLUX2_PORTRAIT,
    QWEN_PORTRAIT,
)


@attrs.frozen(kw_only=True)
class Models:
    """The provider's models that serve every family."""

    #: Describes the scene of a photo.
    describer: str = "openrouter/router/vision"
    #: Translates and enriches a person's words; None: they are drawn as they are.
    enricher: str | None = "openrouter/router"
    #: The language models behind describer and enricher, tried in this order: the
    #: provider drops each after a year or two. The last one is an alias for its
    #: family's newest.
    language_models: tuple[str, ...] = attrs.field(
        default=("google/gemini-3.5-flash", "~google/gemini-flash-latest"),
        validator=attrs.validators.min_len(1),
    )
    #: Enlarges a picture.
    upscaler: str = "fal-ai/esrgan"
    #: How many times longer each side becomes.
    upscale_factor: int = attrs.field(
        default=2, validator=[attrs.validators.ge(2), attrs.validators.le(4)]
    )
    #: The approximate cost of a call to each, in thousandths of a US dollar. The
    #: writers are billed by the token (calls of $0.001 to $0.005 were seen, the dearer
    #: ones with a picture), the upscaler by the second of machine time, one or two per
    #: picture (fal's price page, 2026-11-20).
    description_cost: int = 3
    enrichment_cost: int = 1
    upscale_cost: int = 2


@attrs.frozen
class Families:
    """The families of this installation, and which of them are on offer."""

    known: Mapping[FamilyName, Family] = attrs.field(
        factory=lambda: {family.name: family for family in FAMILIES}
    )
    #: Those in which new avatars can be trained, in the order they are offered.
    offered: tuple[FamilyName, ...] = (FLUX_PORTRAIT.name, FLUX_STYLE.name)

    def __attrs_post_init__(self) -> None:
        strangers = [name for name in self.offered if name not in self.known]
        if strangers or not self.offered:
            raise ValueError(
                f"unknown families: {', '.join(strangers) or 'none'}; "
                f"known are {', '.join(self.known)}"
            )

    def __iter__(self) -> Iterator[Family]:
        return iter(self.known.values())

    def __getitem__(self, name: FamilyName) -> Family:
        return self.known[name]

    def on_offer(self) -> tuple[Family, ...]:
        """Return the families in which new avatars can be trained."""
        return tuple(self.known[name] for name in self.offered)
