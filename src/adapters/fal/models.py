"""fal's models: the names of their fields, in `models.toml`, and the requests to them.

Source: fal's generated schemas (github.com/fal-ai/fal-js,
libs/client/src/types/endpoints.ts, 2 August 2026) and the models' own pages; for the
language models, types/llm/zod.gen.ts and types/vision/zod.gen.ts there; for the
upscaler, fal.ai/models/fal-ai/esrgan/llms.txt (scale 1 to 8, six models, png or jpeg).
"""

import tomllib

from collections.abc import Iterable, Mapping
from importlib.resources import files
from typing import Any, Final, TypeAlias, TypeVar

import attrs

from avatar_core.families import AvatarType, Family, Models
from avatar_core.orders import (
    DescriptionOrder,
    EnrichmentOrder,
    GenerationOrder,
    Order,
    TrainingOrder,
    UpscaleOrder,
)
from avatar_core.ports import (
    DrawnPicture,
    DrawnPictures,
    Refused,
    Result,
    TrainedWeights,
)

from . import writing
from .answers import file_url, whole_number


Arguments: TypeAlias = dict[str, Any]
#: Fields by name.
Fields: TypeAlias = Mapping[str, Any]


class UnknownModelError(Exception):
    """This adapter does not know the fields of a configured model."""

    def __init__(self, name: str, known: Iterable[str]) -> None:
        self.name = name
        super().__init__(f"{name!r} is none of: {', '.join(sorted(known))}")


@attrs.frozen(kw_only=True)
class Model:
    """An endpoint for one kind of order."""

    name: str
    #: Sent with every request.
    extras: Fields = attrs.field(factory=dict)

    @property
    def title(self) -> str:
        """The name that distinguishes it from the others of its kind."""
        return self.name


@attrs.frozen(kw_only=True)
class Trainer(Model):
    """A training endpoint, set up for one type of avatar."""

    avatar_type: AvatarType = attrs.field(
        default=AvatarType.PORTRAIT, converter=AvatarType
    )
    archive_field: str
    trigger_field: str
    weights_field: str = "diffusers_lora_file"

    @property
    def title(self) -> str:
        """The name and the type of avatar: an endpoint may be set up for both."""
        return f"{self.name} ({self.avatar_type})"


@attrs.frozen(kw_only=True)
class Generator(Model):
    """A text-to-image endpoint that takes LoRA weights."""

    #: Takes the negative prompt; None: the model has no such field.
    negative_field: str | None = None


class Writer(Model):
    """A language model."""


class Upscaler(Model):
    """An endpoint that enlarges a picture."""


_TABLE: Final = tomllib.loads((files(__package__) / "models.toml").read_text("utf-8"))
#: Every model that this adapter can call.
MODELS: Final[tuple[Model, ...]] = tuple(
    kind(**row)
    for kind in (Trainer, Generator, Writer, Upscaler)
    for row in _TABLE[kind.__name__.lower()]
)


ModelT = TypeVar("ModelT", bound=Model)


def _known(of: type[ModelT], title: str) -> ModelT:
    """Return the model of this class and title.

    Raises:
        UnknownModelError: There is none.
    """
    known = {model.title: model for model in MODELS if isinstance(model, of)}
    try:
        return known[title]
    except KeyError:
        raise UnknownModelError(title, known) from None


def _trainer(name: str, avatar_type: AvatarType) -> Trainer:
    return _known(Trainer, f"{name} ({avatar_type})")


def require_models(families: Iterable[Family], models: Models) -> None:
    """Check that all configured models can be called.

    Raises:
        UnknownModelError: One cannot.
    """
    for family in families:
        _trainer(family.trainer, family.avatar_type)
        _known(Generator, family.generator)
    for writer in filter(None, (models.describer, models.enricher)):
        _known(Writer, writer)
    _known(Upscaler, models.upscaler)


def require_model_of(order: Order) -> None:
    """Check that the model of an order can be called.

    Raises:
        UnknownModelError: This adapter does not know it.
    """
    match order:
        case TrainingOrder():
            _trainer(order.model, order.avatar_type)
        case GenerationOrder():
            _known(Generator, order.model)
        case DescriptionOrder() | EnrichmentOrder():
            _known(Writer, order.model)
        case UpscaleOrder():
            _known(Upscaler, order.model)


def request(order: Order, file: str | None, language_model: str | None) -> Arguments:
    """Return the body of the POST for an order, with the URL of its *file*.

    Raises:
        UnknownModelError: This adapter does not know its model.
    """
    match order:
        case TrainingOrder():
            trainer = _trainer(order.model, order.avatar_type)
            return {
                **trainer.extras,
                trainer.archive_field: file,
                trainer.trigger_field: order.trigger,
                "steps": order.steps,
            }
        case GenerationOrder():
            generator = _known(Generator, order.model)
            return {**generator.extras, **_drawing(generator, order, file)}
        case DescriptionOrder() | EnrichmentOrder():
            extras = _known(Writer, order.model).extras
            asked = writing.question(order, file)
            return {**extras, "model": language_model, **asked}
        case UpscaleOrder():
            extras = _known(Upscaler, order.model).extras
            return {**extras, "image_url": file, "scale": order.factor}


def _drawing(
    generator: Generator, order: GenerationOrder, file: str | None
) -> Arguments:
    width, height = order.size.pixels
    fields = {
        "prompt": order.prompt,
        "loras": [{"path": file, "scale": order.scale}],
        "image_size": {"width": width, "height": height},
        "num_images": order.drawn,
        "seed": order.seed,
        "output_format": "jpeg",
        "enable_safety_checker": True,
    }
    if generator.negative_field is not None and order.negative:
        fields[generator.negative_field] = order.negative
    return fields


def made_for(order: Order, sent: Fields) -> bool:
    """Return whether a body in fal's list of requests was sent for this order."""
    match order:
        case TrainingOrder():
            trainer = _trainer(order.model, order.avatar_type)
            return sent.get(trainer.trigger_field) == order.trigger
        case GenerationOrder():
            return (sent.get("seed"), sent.get("prompt")) == (order.seed, order.prompt)
        case DescriptionOrder() | EnrichmentOrder():
            told = sent.get("system_prompt")
            return isinstance(told, str) and writing.reference(order.marker) in told
        case UpscaleOrder():
            # All links to a blob end with its name.
            url, name = sent.get("image_url"), order.source_key.rpartition("/")[2]
            same = isinstance(url, str) and url.partition("?")[0].endswith(name)
            return same and sent.get("scale") == order.factor


def outcome(order: Order, result: Fields) -> Result | Refused:
    """Return the results of this order, or a refusal if there are none."""
    match order:
        case TrainingOrder():
            field = _trainer(order.model, order.avatar_type).weights_field
            url = file_url(result.get(field))
            if url is None:
                return Refused(f"the result has no {field}: no weights")
            return TrainedWeights(url)
        case GenerationOrder():
            return _drawn(order, result)
        case DescriptionOrder() | EnrichmentOrder():
            return writing.read_scene(result)
        case UpscaleOrder():
            url = file_url(result.get("image"))
            if url is None:
                return Refused("the result has no image")
            return DrawnPictures((DrawnPicture(url=url, seed=0, blocked=False),))


def _drawn(order: GenerationOrder, result: Fields) -> DrawnPictures | Refused:
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
