"""fal's models as data: the names of their fields, and the requests to them.

Source: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/endpoints.ts, 2 August 2026) and the models' own pages; for the
language models, types/llm/zod.gen.ts and types/vision/zod.gen.ts there; for the
upscaler, fal.ai/models/fal-ai/esrgan/llms.txt (scale 1 to 8, six models, png or jpeg).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeAlias, TypeVar

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

from . import writing
from .answers import ErrorAnswer, ending, file_url, whole_number, writer_ending


Arguments: TypeAlias = dict[str, Any]
#: Fields by name.
Fields: TypeAlias = Mapping[str, Any]


class UnknownModelError(Exception):
    """This adapter does not know the fields of a configured model."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        super().__init__(f"{name!r} is none of: {', '.join(sorted(known))}")


@attrs.frozen(kw_only=True)
class Model:
    """An endpoint for one kind of order."""

    name: str
    #: Sent with every request.
    extras: Fields = attrs.field(factory=dict)

    @property
    def title(self) -> str:
        """The name that distinguishes it from the others of its class."""
        return self.name

    def arguments(
        self, order: Any, file: str | None, language_model: str | None
    ) -> Arguments:
        """Return the body of the POST."""
        raise NotImplementedError

    def made_for(self, order: Any, arguments: Fields) -> bool:
        """Return whether a body in fal's list of requests was sent for this order."""
        raise NotImplementedError

    def outcome(self, order: Any, result: Fields) -> Result | Refused:
        """Return the results of this order, or a refusal if there are none."""
        raise NotImplementedError

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Return what an error answer in place of a result means."""
        return ending(answer)


@attrs.frozen(kw_only=True)
class TrainerModel(Model):
    """A training endpoint, set up for one type of avatar."""

    avatar_type: AvatarType = AvatarType.PORTRAIT
    #: Takes the URL of the zip archive.
    archive_field: str
    #: Takes the rare word that will stand for the person or the style.
    trigger_field: str
    #: Holds the weights in the result.
    weights_field: str = "diffusers_lora_file"

    @property
    def title(self) -> str:
        """The name and the type of avatar: an endpoint may be set up for both."""
        return f"{self.name} ({self.avatar_type})"

    def arguments(
        self, order: TrainingOrder, file: str | None, language_model: str | None
    ) -> Arguments:
        """Train on the archive at *file*."""
        del language_model
        return {
            **self.extras,
            self.archive_field: file,
            self.trigger_field: order.trigger,
            "steps": order.steps,
        }

    def made_for(self, order: TrainingOrder, arguments: Fields) -> bool:
        """Compare the trigger word."""
        return arguments.get(self.trigger_field) == order.trigger

    def outcome(self, _: TrainingOrder, result: Fields) -> TrainedWeights | Refused:
        """Return the weights."""
        url = file_url(result.get(self.weights_field))
        if url is None:
            return Refused(f"the result has no {self.weights_field}: no weights")
        return TrainedWeights(url)


@attrs.frozen(kw_only=True)
class GeneratorModel(Model):
    """A text-to-image endpoint that takes LoRA weights."""

    #: Takes the negative prompt; None: the model has no such field.
    negative_field: str | None = None

    def arguments(
        self, order: GenerationOrder, file: str | None, language_model: str | None
    ) -> Arguments:
        """Draw with the weights at *file*."""
        del language_model
        width, height = order.size.pixels
        negative = (
            {self.negative_field: order.negative}
            if self.negative_field is not None and order.negative
            else {}
        )
        return {
            **self.extras,
            **negative,
            "prompt": order.prompt,
            "loras": [{"path": file, "scale": order.scale}],
            "image_size": {"width": width, "height": height},
            "num_images": order.count,
            "seed": order.seed,
            "output_format": "jpeg",
            "enable_safety_checker": True,
        }

    def made_for(self, order: GenerationOrder, arguments: Fields) -> bool:
        """Compare the seed and the prompt."""
        made = arguments.get("seed"), arguments.get("prompt")
        return made == (order.seed, order.prompt)

    def outcome(
        self, order: GenerationOrder, result: Fields
    ) -> DrawnPictures | Refused:
        """Return the pictures, each with its seed."""
        images = result.get("images")
        if not isinstance(images, list):
            return Refused("the result has no images")
        flags = result.get("has_nsfw_concepts")
        flags = flags if isinstance(flags, list) else []
        # fal's own seeds may exceed 64 bits, but it draws with the one we sent. Each
        # further picture has the next seed: krea-2's page says so, and we assume it
        # of the others, whose pages do not say.
        seed = whole_number(result.get("seed"))
        first = order.seed if seed is None else seed
        return DrawnPictures(
            tuple(
                DrawnPicture(
                    url=url,
                    seed=first + number,
                    blocked=number < len(flags) and flags[number] is True,
                )
                for number, image in enumerate(images)
                if (url := file_url(image)) is not None
            )
        )


@attrs.frozen(kw_only=True)
class WriterModel(Model):
    """A language model."""

    def arguments(
        self,
        order: DescriptionOrder | EnrichmentOrder,
        file: str | None,
        language_model: str | None,
    ) -> Arguments:
        """Describe the photo at *file*, or enrich a person's words."""
        body = {**self.extras, "model": language_model}
        match order:
            case DescriptionOrder():
                return body | {
                    "system_prompt": writing.describing(order.marker),
                    "prompt": writing.DESCRIBE_THIS,
                    "image_urls": [file],
                }
            case EnrichmentOrder():
                return body | {
                    "system_prompt": writing.enriching(order.marker),
                    "prompt": writing.wish(order),
                }

    def made_for(
        self, order: DescriptionOrder | EnrichmentOrder, arguments: Fields
    ) -> bool:
        """Look for the order's marker in the system prompt."""
        told = arguments.get("system_prompt")
        return isinstance(told, str) and writing.reference(order.marker) in told

    def outcome(self, _: Order, result: Fields) -> Scene | Refused:
        """Return the scene."""
        return writing.read_scene(result)

    def ending(self, answer: ErrorAnswer) -> Unfinished:
        """Distinguish a language model that is gone from other errors."""
        return writer_ending(answer)


@attrs.frozen(kw_only=True)
class UpscalerModel(Model):
    """An endpoint that enlarges a picture.

    ESRGAN only sharpens: it takes no prompt and no seed, so the same picture gives the
    same result and the face stays the person's, for a second or two of machine time.
    Diffusion upscalers (clarity, creative) cost ten times as much and change the face.
    """

    def arguments(
        self, order: UpscaleOrder, file: str | None, language_model: str | None
    ) -> Arguments:
        """Enlarge the picture at *file*."""
        del language_model
        return {**self.extras, "image_url": file, "scale": order.factor}

    def made_for(self, order: UpscaleOrder, arguments: Fields) -> bool:
        """Compare the factor and the name of the blob, with which all its links end."""
        sent, factor = arguments.get("image_url"), arguments.get("scale")
        name = order.source_key.rpartition("/")[2]
        same = isinstance(sent, str) and sent.partition("?")[0].endswith(name)
        return same and factor == order.factor

    def outcome(self, _: UpscaleOrder, result: Fields) -> DrawnPictures | Refused:
        """Return the enlarged picture."""
        url = file_url(result.get("image"))
        if url is None:
            return Refused("the result has no image")
        return DrawnPictures((DrawnPicture(url=url, seed=0, blocked=False),))


#: Answers are short, but newer models think first, and those tokens count.
_ROOM: Final = {"max_tokens": 8000}

#: Every model that this adapter can call.
MODELS: Final[tuple[Model, ...]] = (
    TrainerModel(
        name="fal-ai/flux-lora-portrait-trainer",
        archive_field="images_data_url",
        trigger_field="trigger_phrase",
        extras={
            # For about 1000 steps, as in fal's own example; the default, 9e-5, is
            # for 2500.
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
            # Neither captions nor segments the pictures: the word stands for their
            # look.
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
        # The format that its generator reads.
        extras={"output_lora_format": "fal"},
    ),
    TrainerModel(
        name="fal-ai/qwen-image-2512-trainer",
        archive_field="image_data_url",
        trigger_field="default_caption",
    ),
    GeneratorModel(name="fal-ai/flux-lora"),
    GeneratorModel(
        name="fal-ai/z-image/turbo/lora",
        # A rewritten prompt costs extra and is not the ordered one.
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
    WriterModel(name="openrouter/router/vision", extras=_ROOM | {"temperature": 0.4}),
    WriterModel(name="openrouter/router", extras=_ROOM | {"temperature": 0.7}),
    UpscalerModel(
        name="fal-ai/esrgan",
        extras={
            "model": "RealESRGAN_x4plus",
            # Would repaint the face.
            "face": False,
            "output_format": "jpeg",
        },
    ),
)


ModelT = TypeVar("ModelT", bound=Model)


def known_model(of: type[ModelT], title: str) -> ModelT:
    """Return the model of this class and title.

    Raises:
        UnknownModelError: There is none.
    """
    known = {model.title: model for model in MODELS if isinstance(model, of)}
    try:
        return known[title]
    except KeyError:
        raise UnknownModelError(title, known) from None


def _trainer(name: str, avatar_type: AvatarType) -> TrainerModel:
    return known_model(TrainerModel, f"{name} ({avatar_type})")


def model_of(order: Order) -> Model:
    """Return the model for an order.

    Raises:
        UnknownModelError: This adapter does not know it.
    """
    match order:
        case TrainingOrder():
            return _trainer(order.model, order.avatar_type)
        case GenerationOrder():
            return known_model(GeneratorModel, order.model)
        case DescriptionOrder() | EnrichmentOrder():
            return known_model(WriterModel, order.model)
        case UpscaleOrder():
            return known_model(UpscalerModel, order.model)


def require_models(families: Iterable[Family], models: Models) -> None:
    """Check that all configured models can be called.

    Raises:
        UnknownModelError: One cannot.
    """
    for family in families:
        _trainer(family.trainer, family.avatar_type)
        known_model(GeneratorModel, family.generator)
    for writer in filter(None, (models.describer, models.enricher)):
        known_model(WriterModel, writer)
    known_model(UpscalerModel, models.upscaler)
