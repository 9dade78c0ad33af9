"""A sample order of every kind."""

from collections.abc import Mapping
from typing import Final
from uuid import UUID

from ..coach import Mark
from ..families import FLUX_PORTRAIT, AvatarType, Models
from ..ids import JobId, PictureId
from ..orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    JobKind,
    Order,
    TrainingOrder,
    UpscaleOrder,
)
from ..sizes import Size


_MODELS: Final = Models()
_GENERATION_ID: Final = JobId(UUID(int=1))
_PICTURE_ID: Final = PictureId(UUID(int=2))

TRAINING: Final = TrainingOrder(
    family=FLUX_PORTRAIT.name,
    model=FLUX_PORTRAIT.trainer,
    avatar_type=AvatarType.PORTRAIT,
    steps=1000,
    trigger="av0123456789",
    readiness=74,
    marks={Mark.BLURRED: 2},
)
GENERATION: Final = GenerationOrder(
    family=FLUX_PORTRAIT.name,
    model=FLUX_PORTRAIT.generator,
    words="on a boat",
    scene="on a boat",
    prompt="av0123456789 on a boat",
    size=Size.PORTRAIT,
    count=3,
    seed=2**31 - 1,
    weights_key="weights",
    scale=0.9,
)
DESCRIPTION: Final = DescriptionOrder(
    model=_MODELS.describer, marker="sc0123456789", photo_key="people/1/photo.jpg"
)
ENRICHMENT: Final = EnrichmentOrder(
    model="openrouter/router",
    marker="sc9876543210",
    words="я в лодке, Honfleur, 1874",
    generation=_GENERATION_ID,
)
UPSCALE: Final = UpscaleOrder(
    model=_MODELS.upscaler,
    source=_PICTURE_ID,
    source_key=f"people/1/pictures/{_PICTURE_ID.hex}.jpg",
    origin=_GENERATION_ID,
    seed=7,
    shape=Size.SQUARE,
    factor=2,
    width=2048,
    height=2048,
)
#: All of them, by kind.
SAMPLES: Final[Mapping[JobKind, Order]] = {
    order.kind: order
    for order in (TRAINING, GENERATION, DESCRIPTION, ENRICHMENT, UPSCALE)
}
