"""fal's trainers and generators as data: what each field is called.

Source: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/endpoints.ts, 2 August 2026) and the models' own pages.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs

from avatar_core.families import Family
from avatar_core.jobs import GenerationOrder, TrainingOrder


class UnknownModelError(Exception):
    """This adapter has no field names for a configured model."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"{name!r} is none of: {', '.join(sorted(known))}")


@attrs.frozen(kw_only=True)
class TrainerModel:
    """A training endpoint."""

    name: str
    #: Takes the URL of the zip archive.
    archive_field: str
    #: Takes the rare word that will stand for the person.
    trigger_field: str
    steps_field: str = "steps"
    #: Sent with every training.
    extras: Mapping[str, Any] = attrs.field(factory=dict)
    #: Holds the weights in the result.
    weights_field: str = "diffusers_lora_file"

    def arguments(self, order: TrainingOrder, archive_url: str) -> dict[str, Any]:
        """Return the body of the POST."""
        return {
            **self.extras,
            self.archive_field: archive_url,
            self.trigger_field: order.trigger,
            self.steps_field: order.steps,
        }

    def made_for(self, order: TrainingOrder, arguments: Mapping[str, Any]) -> bool:
        """Return whether a body found in fal's books was sent for this order."""
        return arguments.get(self.trigger_field) == order.trigger


@attrs.frozen(kw_only=True)
class GeneratorModel:
    """A text-to-image endpoint that takes LoRA weights."""

    name: str
    #: Sent with every generation.
    extras: Mapping[str, Any] = attrs.field(factory=dict)

    def arguments(self, order: GenerationOrder, weights_url: str) -> dict[str, Any]:
        """Return the body of the POST."""
        width, height = order.size.pixels
        return {
            **self.extras,
            "prompt": order.prompt,
            "loras": [{"path": weights_url, "scale": order.scale}],
            "image_size": {"width": width, "height": height},
            "num_images": order.count,
            "seed": order.seed,
            "output_format": "jpeg",
            "enable_safety_checker": True,
        }

    def made_for(self, order: GenerationOrder, arguments: Mapping[str, Any]) -> bool:
        """Return whether a body found in fal's books was sent for this order."""
        return (
            arguments.get("seed") == order.seed
            and arguments.get("prompt") == order.prompt
        )


_TRAINERS: Final = (
    TrainerModel(
        name="fal-ai/flux-lora-portrait-trainer",
        archive_field="images_data_url",
        trigger_field="trigger_phrase",
        extras={
            # Goes with some 1000 steps, as in fal's own example; its default,
            # 9e-5, goes with 2500.
            "learning_rate": 2e-4,
            "multiresolution_training": True,
            "subject_crop": True,
            "create_masks": False,
            # A link need not end in .zip.
            "data_archive_format": "zip",
        },
    ),
    TrainerModel(
        name="fal-ai/flux-lora-fast-training",
        archive_field="images_data_url",
        trigger_field="trigger_word",
        extras={
            "is_style": False,
            "create_masks": True,
            "data_archive_format": "zip",
        },
    ),
    TrainerModel(
        name="fal-ai/z-image-turbo-trainer-v2",
        archive_field="image_data_url",
        trigger_field="default_caption",
    ),
    TrainerModel(
        name="fal-ai/krea-2-trainer",
        archive_field="images_data_url",
        trigger_field="trigger_phrase",
        extras={"auto_captioning": "Object/Character"},
        weights_field="lora_file",
    ),
)
_GENERATORS: Final = (
    GeneratorModel(name="fal-ai/flux-lora"),
    GeneratorModel(
        name="fal-ai/z-image/turbo/lora",
        # A rewritten prompt would cost extra and not be the ordered one.
        extras={"enable_prompt_expansion": False},
    ),
    GeneratorModel(name="fal-ai/krea-2/turbo/lora"),
)

#: By name, every trainer this adapter can call.
TRAINERS: Final[Mapping[str, TrainerModel]] = {one.name: one for one in _TRAINERS}
#: By name, every generator this adapter can call.
GENERATORS: Final[Mapping[str, GeneratorModel]] = {one.name: one for one in _GENERATORS}


def trainer_model(name: str) -> TrainerModel:
    """Return the trainer of this name.

    Raises:
        UnknownModelError: There is none.
    """
    try:
        return TRAINERS[name]
    except KeyError:
        raise UnknownModelError(name, TRAINERS) from None


def generator_model(name: str) -> GeneratorModel:
    """Return the generator of this name.

    Raises:
        UnknownModelError: There is none.
    """
    try:
        return GENERATORS[name]
    except KeyError:
        raise UnknownModelError(name, GENERATORS) from None


def require_models(families: Iterable[Family]) -> None:
    """Check, when the program starts, that all configured models can be called.

    Raises:
        UnknownModelError: One cannot.
    """
    for family in families:
        trainer_model(family.trainer)
        generator_model(family.generator)
