"""fal's models as data: what each field is called, sent and answered.

Source: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/endpoints.ts, 2 August 2026) and the models' own pages; of the
writers, types/llm/zod.gen.ts and types/vision/zod.gen.ts there; of the upscaler,
fal.ai/models/fal-ai/esrgan/llms.txt (scale 1 to 8, six models, png or jpeg).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, Protocol, TypeAlias, TypeVar

import attrs

from avatar_core.families import AvatarType, Family, Models
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Order,
    Scene,
    TrainingOrder,
    UpscaleOrder,
)
from avatar_core.ports import (
    DrawnPicture,
    DrawnPictures,
    Refused,
    Result,
    TrainedWeights,
    Unfinished,
)

from . import instructions
from .answers import ErrorAnswer, ending, file_url, whole_number, writer_ending
from .scenes import read_scene


WritingOrder: TypeAlias = DescriptionOrder | EnrichmentOrder


class Model(Protocol):
    """One of fal's models: what it is sent and what it answers.

    `model_of` pairs each order with a model that takes its class.
    """

    def arguments(
        self, order: Any, file: str | None, language_model: str | None, /
    ) -> dict[str, Any]:
        """Return the body of the POST."""

    def made_for(self, order: Any, arguments: Mapping[str, Any], /) -> bool:
        """Return whether a body found in fal's books was sent for this order."""

    def outcome(self, order: Any, result: Mapping[str, Any], /) -> Result | Refused:
        """Return what the result of this order holds; what lacks it is refused."""

    def ending(self, answer: ErrorAnswer, /) -> Unfinished:
        """Return what an error answer to the GET of a result means."""


class UnknownModelError(Exception):
    """This adapter has no field names for a configured model."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"{name!r} is none of: {', '.join(sorted(known))}")


@attrs.frozen(kw_only=True)
class TrainerModel:
    """A training endpoint, set up for one type of avatar."""

    name: str
    avatar_type: AvatarType = AvatarType.PORTRAIT
    #: Takes the URL of the zip archive.
    archive_field: str
    #: Takes the rare word that will stand for the person or the style.
    trigger_field: str
    steps_field: str = "steps"
    #: Sent with every training.
    extras: Mapping[str, Any] = attrs.field(factory=dict)
    #: Holds the weights in the result.
    weights_field: str = "diffusers_lora_file"

    def arguments(
        self, order: TrainingOrder, archive_url: str | None, _: str | None = None, /
    ) -> dict[str, Any]:
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

    def outcome(
        self, _: TrainingOrder, result: Mapping[str, Any]
    ) -> TrainedWeights | Refused:
        """Return the weights; a training that left none counts as refused."""
        url = file_url(result.get(self.weights_field))
        if url is None:
            return Refused(f"the result has no {self.weights_field}: no weights")
        return TrainedWeights(url)

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Return what an error answer to the GET of a result means."""
        return ending(answer)


@attrs.frozen(kw_only=True)
class GeneratorModel:
    """A text-to-image endpoint that takes LoRA weights."""

    name: str
    #: Sent with every generation.
    extras: Mapping[str, Any] = attrs.field(factory=dict)
    #: Takes what is not to be seen; None: the model cannot be told.
    negative_field: str | None = None

    def arguments(
        self, order: GenerationOrder, weights_url: str | None, _: str | None = None, /
    ) -> dict[str, Any]:
        """Return the body of the POST."""
        width, height = order.size.pixels
        return {
            **self.extras,
            **self._without(order.negative),
            "prompt": order.prompt,
            "loras": [{"path": weights_url, "scale": order.scale}],
            "image_size": {"width": width, "height": height},
            "num_images": order.count,
            "seed": order.seed,
            "output_format": "jpeg",
            "enable_safety_checker": True,
        }

    def _without(self, negative: str) -> dict[str, Any]:
        if self.negative_field is None or not negative:
            return {}
        return {self.negative_field: negative}

    def made_for(self, order: GenerationOrder, arguments: Mapping[str, Any]) -> bool:
        """Return whether a body found in fal's books was sent for this order."""
        return (
            arguments.get("seed") == order.seed
            and arguments.get("prompt") == order.prompt
        )

    def outcome(
        self, order: GenerationOrder, result: Mapping[str, Any]
    ) -> DrawnPictures | Refused:
        """Return the pictures, each with its seed."""
        images = result.get("images")
        if not isinstance(images, list):
            return Refused("the result has no images")
        flags = result.get("has_nsfw_concepts")
        flags = flags if isinstance(flags, list) else []
        # fal's own seeds may exceed 64 bits, but it draws with the one we sent. Of
        # several pictures each has the next seed: so says krea-2's page, and we
        # assume it of the others, whose pages say nothing.
        seed = whole_number(result.get("seed"))
        first = order.seed if seed is None else seed
        drawn = []
        for number, image in enumerate(images):
            url = file_url(image)
            if url is None:
                continue
            blocked = number < len(flags) and flags[number] is True
            drawn.append(DrawnPicture(url=url, seed=first + number, blocked=blocked))
        return DrawnPictures(tuple(drawn))

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Return what an error answer to the GET of a result means."""
        return ending(answer)


@attrs.frozen(kw_only=True)
class WriterModel:
    """A language model."""

    name: str
    #: Sent with every request, beside the name of the language model.
    extras: Mapping[str, Any]

    def arguments(
        self, order: WritingOrder, photo_url: str | None, language_model: str | None, /
    ) -> dict[str, Any]:
        """Return the body of the POST."""
        match order:
            case DescriptionOrder():
                return {
                    **self.extras,
                    "model": language_model,
                    "system_prompt": instructions.describing(order.marker),
                    "prompt": instructions.DESCRIBE_THIS,
                    "image_urls": [photo_url],
                }
            case EnrichmentOrder():
                return {
                    **self.extras,
                    "model": language_model,
                    "system_prompt": instructions.enriching(order.marker),
                    "prompt": instructions.wish(order),
                }

    def made_for(self, order: WritingOrder, arguments: Mapping[str, Any]) -> bool:
        """Return whether a body found in fal's books was sent for this order."""
        told = arguments.get("system_prompt")
        return isinstance(told, str) and instructions.reference(order.marker) in told

    def outcome(self, _: WritingOrder, result: Mapping[str, Any]) -> Scene | Refused:
        """Return the scene; an answer that is none counts as refused."""
        return read_scene(result)

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Return what an error answer to the GET of a result means."""
        return writer_ending(answer)


@attrs.frozen(kw_only=True)
class UpscalerModel:
    """An endpoint that enlarges a picture.

    The one model is ESRGAN, which only sharpens: it takes no prompt and draws no
    chance, so the same picture gives the same, the face stays the person's, and it
    costs a second or two of a computer. The diffusion upscalers (clarity, creative)
    cost ten times as much and paint another face.
    """

    name: str
    extras: Mapping[str, Any]
    picture_field: str = "image_url"
    factor_field: str = "scale"

    def arguments(
        self, order: UpscaleOrder, picture_url: str | None, _: str | None = None, /
    ) -> dict[str, Any]:
        """Return the body of the POST."""
        return {
            **self.extras,
            self.picture_field: picture_url,
            self.factor_field: order.factor,
        }

    def made_for(self, order: UpscaleOrder, arguments: Mapping[str, Any]) -> bool:
        """Return whether a body found in fal's books was sent for this order.

        Links differ from one another, but all end in the name of the blob.
        """
        sent = arguments.get(self.picture_field)
        name = order.source_key.rpartition("/")[2]
        return (
            isinstance(sent, str)
            and sent.partition("?")[0].endswith(name)
            and arguments.get(self.factor_field) == order.factor
        )

    def outcome(
        self, _: UpscaleOrder, result: Mapping[str, Any]
    ) -> DrawnPictures | Refused:
        """Return the enlarged picture."""
        url = file_url(result.get("image"))
        if url is None:
            return Refused("the result has no image")
        return DrawnPictures((DrawnPicture(url=url, seed=0, blocked=False),))

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Return what an error answer to the GET of a result means."""
        return ending(answer)


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
        name="fal-ai/flux-lora-fast-training",
        avatar_type=AvatarType.STYLE,
        archive_field="images_data_url",
        trigger_field="trigger_word",
        extras={
            # Neither captions nor segments what is in the pictures: the word
            # stands for how they look.
            "is_style": True,
            "create_masks": False,
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
    TrainerModel(
        name="fal-ai/flux-2-trainer-v2",
        archive_field="image_data_url",
        trigger_field="default_caption",
        # As its generator reads them.
        extras={"output_lora_format": "fal"},
    ),
    TrainerModel(
        name="fal-ai/qwen-image-2512-trainer",
        archive_field="image_data_url",
        trigger_field="default_caption",
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
    GeneratorModel(
        name="fal-ai/flux-2/lora",
        extras={"enable_prompt_expansion": False},
    ),
    GeneratorModel(
        name="fal-ai/qwen-image-2512/lora", negative_field="negative_prompt"
    ),
)

#: Their answers are short, but newer models think first, and their thoughts count.
_ROOM: Final = {"max_tokens": 8000}
_WRITERS: Final = (
    WriterModel(name="openrouter/router/vision", extras=_ROOM | {"temperature": 0.4}),
    WriterModel(name="openrouter/router", extras=_ROOM | {"temperature": 0.7}),
)
_UPSCALERS: Final = (
    UpscalerModel(
        name="fal-ai/esrgan",
        extras={
            "model": "RealESRGAN_x4plus",
            # Would repaint the face: somebody else's.
            "face": False,
            "output_format": "jpeg",
        },
    ),
)

#: By name and what is to be learnt, every trainer this adapter can call.
TRAINERS: Final[Mapping[tuple[str, AvatarType], TrainerModel]] = {
    (one.name, one.avatar_type): one for one in _TRAINERS
}
#: By name, every generator this adapter can call.
GENERATORS: Final[Mapping[str, GeneratorModel]] = {one.name: one for one in _GENERATORS}
#: By name, every writer this adapter can call.
WRITERS: Final[Mapping[str, WriterModel]] = {one.name: one for one in _WRITERS}
#: By name, every upscaler this adapter can call.
UPSCALERS: Final[Mapping[str, UpscalerModel]] = {one.name: one for one in _UPSCALERS}


def known_trainer(name: str, avatar_type: AvatarType) -> TrainerModel:
    """Return the trainer of this name, as set up for this type of avatar.

    Raises:
        UnknownModelError: There is none.
    """
    try:
        return TRAINERS[name, avatar_type]
    except KeyError:
        known = (f"{known} ({kind})" for known, kind in TRAINERS)
        raise UnknownModelError(f"{name} ({avatar_type})", known) from None


ModelT = TypeVar("ModelT")


def known_model(models: Mapping[str, ModelT], name: str) -> ModelT:
    """Return the model of this name.

    Raises:
        UnknownModelError: There is none.
    """
    try:
        return models[name]
    except KeyError:
        raise UnknownModelError(name, models) from None


def model_of(order: Order) -> Model:
    """Return the model that is ordered.

    Raises:
        UnknownModelError: This adapter does not know it.
    """
    match order:
        case TrainingOrder():
            return known_trainer(order.model, order.avatar_type)
        case GenerationOrder():
            return known_model(GENERATORS, order.model)
        case DescriptionOrder() | EnrichmentOrder():
            return known_model(WRITERS, order.model)
        case UpscaleOrder():
            return known_model(UPSCALERS, order.model)


def require_models(families: Iterable[Family], models: Models) -> None:
    """Check, when the program starts, that all configured models can be called.

    Raises:
        UnknownModelError: One cannot.
    """
    for family in families:
        known_trainer(family.trainer, family.avatar_type)
        known_model(GENERATORS, family.generator)
    known_model(WRITERS, models.describer)
    if models.enricher is not None:
        known_model(WRITERS, models.enricher)
    known_model(UPSCALERS, models.upscaler)
