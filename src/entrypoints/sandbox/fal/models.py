"""What each endpoint accepts: field names, ranges and fal's words of refusal."""

import math

from enum import StrEnum
from typing import Any, Final, TypeAlias

import attrs


Loc: TypeAlias = tuple[str | int, ...]

BIGGEST_SIDE: Final = 2048
SMALLEST_SIDE: Final = 64


class Refusal(Exception):  # noqa: N818 - it is fal's answer, not our failure
    """A model's 422: the items of fal's `detail` list."""

    def __init__(self, *details: dict[str, Any]) -> None:
        super().__init__(", ".join(str(item["type"]) for item in details))
        self.details = list(details)

    @property
    def body(self) -> dict[str, Any]:
        """The body fal answers with."""
        return {"detail": self.details}


def detail(
    loc: Loc, kind: str, message: str, *, ctx: dict[str, Any] | None = None, **rest: Any
) -> dict[str, Any]:
    """Make one item of a 422 body; *rest* may carry `input`."""
    item: dict[str, Any] = {
        "loc": list(loc),
        "msg": message,
        "type": kind,
        "url": f"https://docs.fal.ai/errors/#{kind}",
    }
    return item | ({"ctx": ctx} if ctx else {}) | rest


class Family(StrEnum):
    """Base models; a LoRA of one is garbage to another."""

    FLUX_1 = "flux-1"
    Z_IMAGE_TURBO = "z-image-turbo"
    KREA_2 = "krea-2"
    FLUX_2 = "flux-2"
    QWEN_IMAGE = "qwen-image"


class Kind(StrEnum):
    """What a field may hold."""

    TEXT = "text"
    TEXTS = "texts"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    LORAS = "loras"
    SIZE = "size"


@attrs.frozen
class Field:
    """One field of an endpoint's input."""

    kind: Kind
    default: Any = None
    required: bool = False
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = ()


@attrs.frozen(kw_only=True)
class Trainer:
    """A training endpoint."""

    endpoint: str
    family: Family
    #: The field with the archive's address; its name differs per trainer.
    archive_field: str
    #: The field with the word that stands for the person.
    word_field: str
    #: The output field with the weights.
    weights_field: str
    fields: dict[str, Field]
    minimum_images: int = 4
    #: Whether images without a caption and without a word are refused.
    needs_captions: bool = False


@attrs.frozen(kw_only=True)
class Generator:
    """A text-to-image endpoint with LoRAs."""

    endpoint: str
    family: Family
    fields: dict[str, Field]
    #: Whether the output repeats the prompt as `actual_prompt`.
    tells_actual_prompt: bool = False


@attrs.frozen(kw_only=True)
class Writer:
    """A language model."""

    endpoint: str
    fields: dict[str, Field]
    #: Whether it looks at `image_urls`.
    sees: bool = False


@attrs.frozen(kw_only=True)
class Upscaler:
    """An endpoint that enlarges a picture."""

    endpoint: str
    fields: dict[str, Field]


Model: TypeAlias = Trainer | Generator | Writer | Upscaler

SIZES: Final = {
    "square_hd": (1024, 1024),
    "square": (512, 512),
    "portrait_4_3": (768, 1024),
    "portrait_16_9": (576, 1024),
    "landscape_4_3": (1024, 768),
    "landscape_16_9": (1024, 576),
}

_ARCHIVE: Final = Field(Kind.TEXT, required=True)
_FLUX_TRAINING: Final = {
    "images_data_url": _ARCHIVE,
    "steps": Field(Kind.WHOLE, 1000, minimum=1, maximum=10_000),
    "data_archive_format": Field(Kind.TEXT, nullable=True),
    "create_masks": Field(Kind.FLAG, default=True),
}
_PICTURE: Final = {
    "prompt": Field(Kind.TEXT, required=True),
    "num_images": Field(Kind.WHOLE, 1, minimum=1, maximum=4),
    "seed": Field(Kind.WHOLE, nullable=True, minimum=0, maximum=2**64 - 1),
    "enable_safety_checker": Field(Kind.FLAG, default=True),
    "sync_mode": Field(Kind.FLAG, default=False),
}
_ACCELERATION: Final = Field(Kind.TEXT, "regular", choices=("none", "regular", "high"))


def _formats(*names: str) -> Field:
    return Field(Kind.TEXT, names[0], choices=names)


_TRAINERS: Final = (
    Trainer(
        endpoint="fal-ai/flux-lora-portrait-trainer",
        family=Family.FLUX_1,
        archive_field="images_data_url",
        word_field="trigger_phrase",
        weights_field="diffusers_lora_file",
        fields=_FLUX_TRAINING
        | {
            "steps": Field(Kind.WHOLE, 2500, minimum=1, maximum=10_000),
            "create_masks": Field(Kind.FLAG, default=False),
            "trigger_phrase": Field(Kind.TEXT, nullable=True),
            "learning_rate": Field(Kind.NUMBER, 9e-5, minimum=1e-6, maximum=1e-3),
            "multiresolution_training": Field(Kind.FLAG, default=True),
            "subject_crop": Field(Kind.FLAG, default=True),
            "resume_from_checkpoint": Field(Kind.TEXT, ""),
        },
    ),
    Trainer(
        endpoint="fal-ai/flux-lora-fast-training",
        family=Family.FLUX_1,
        archive_field="images_data_url",
        word_field="trigger_word",
        weights_field="diffusers_lora_file",
        fields=_FLUX_TRAINING
        | {
            "trigger_word": Field(Kind.TEXT, nullable=True),
            "is_style": Field(Kind.FLAG, default=False),
            "is_input_format_already_preprocessed": Field(Kind.FLAG, default=False),
        },
    ),
    Trainer(
        endpoint="fal-ai/z-image-turbo-trainer-v2",
        family=Family.Z_IMAGE_TURBO,
        archive_field="image_data_url",
        word_field="default_caption",
        weights_field="diffusers_lora_file",
        fields={
            "image_data_url": _ARCHIVE,
            "default_caption": Field(Kind.TEXT, nullable=True),
            "steps": Field(Kind.WHOLE, 1000, minimum=100, maximum=10_000),
            "learning_rate": Field(Kind.NUMBER, 5e-4, minimum=1e-6, maximum=1e-1),
        },
    ),
    Trainer(
        endpoint="fal-ai/krea-2-trainer",
        family=Family.KREA_2,
        archive_field="images_data_url",
        word_field="trigger_phrase",
        weights_field="lora_file",
        needs_captions=True,
        fields={
            "images_data_url": _ARCHIVE,
            "trigger_phrase": Field(Kind.TEXT, ""),
            "auto_captioning": Field(
                Kind.TEXT,
                "Off",
                choices=("Off", "Object/Character", "Style", "Custom"),
            ),
            "steps": Field(Kind.WHOLE, 100, minimum=100, maximum=10_000),
            "learning_rate": Field(Kind.NUMBER, 5e-4, minimum=1e-6, maximum=1e-1),
            "resolution": Field(Kind.TEXT, "1024", choices=("768", "1024", 768, 1024)),
            "debug_dataset": Field(Kind.FLAG, default=False),
        },
    ),
    Trainer(
        endpoint="fal-ai/flux-2-trainer-v2",
        family=Family.FLUX_2,
        archive_field="image_data_url",
        word_field="default_caption",
        weights_field="diffusers_lora_file",
        needs_captions=True,
        fields={
            "image_data_url": _ARCHIVE,
            "default_caption": Field(Kind.TEXT, nullable=True),
            "steps": Field(Kind.WHOLE, 1000, minimum=100, maximum=20_000),
            "learning_rate": Field(Kind.NUMBER, 5e-5, minimum=1e-6, maximum=1e-1),
            "output_lora_format": Field(Kind.TEXT, "fal", choices=("fal", "comfy")),
        },
    ),
    Trainer(
        endpoint="fal-ai/qwen-image-2512-trainer",
        family=Family.QWEN_IMAGE,
        archive_field="image_data_url",
        word_field="default_caption",
        weights_field="diffusers_lora_file",
        needs_captions=True,
        fields={
            "image_data_url": _ARCHIVE,
            "default_caption": Field(Kind.TEXT, nullable=True),
            "steps": Field(Kind.WHOLE, 1000, minimum=10, maximum=40_000),
            "learning_rate": Field(Kind.NUMBER, 5e-4, minimum=1e-6, maximum=1e-1),
        },
    ),
)
_GENERATORS: Final = (
    Generator(
        endpoint="fal-ai/flux-lora",
        family=Family.FLUX_1,
        fields=_PICTURE
        | {
            "loras": Field(Kind.LORAS, ()),
            "image_size": Field(Kind.SIZE, "landscape_4_3"),
            "num_inference_steps": Field(Kind.WHOLE, 28, minimum=1, maximum=50),
            "guidance_scale": Field(Kind.NUMBER, 3.5, minimum=0, maximum=35),
            "output_format": _formats("jpeg", "png"),
            "acceleration": Field(Kind.TEXT, "none", choices=("none", "regular")),
        },
    ),
    Generator(
        endpoint="fal-ai/z-image/turbo/lora",
        family=Family.Z_IMAGE_TURBO,
        fields=_PICTURE
        | {
            "loras": Field(Kind.LORAS, (), maximum=3),
            "image_size": Field(Kind.SIZE, "landscape_4_3"),
            "num_inference_steps": Field(Kind.WHOLE, 8, minimum=1, maximum=8),
            "enable_prompt_expansion": Field(Kind.FLAG, default=False),
            "output_format": _formats("png", "jpeg", "webp"),
            "acceleration": _ACCELERATION,
        },
    ),
    Generator(
        endpoint="fal-ai/krea-2/turbo/lora",
        family=Family.KREA_2,
        tells_actual_prompt=True,
        fields=_PICTURE
        | {
            "loras": Field(Kind.LORAS, (), maximum=3),
            "image_size": Field(Kind.SIZE, "square_hd"),
            "output_format": _formats("png", "jpeg", "webp"),
        },
    ),
    Generator(
        endpoint="fal-ai/flux-2/lora",
        family=Family.FLUX_2,
        fields=_PICTURE
        | {
            "loras": Field(Kind.LORAS, (), maximum=3),
            "image_size": Field(Kind.SIZE, "landscape_4_3", minimum=512),
            "num_inference_steps": Field(Kind.WHOLE, 28, minimum=4, maximum=50),
            "guidance_scale": Field(Kind.NUMBER, 2.5, minimum=0, maximum=20),
            "enable_prompt_expansion": Field(Kind.FLAG, default=False),
            "output_format": _formats("png", "jpeg", "webp"),
            "acceleration": _ACCELERATION,
        },
    ),
    Generator(
        endpoint="fal-ai/qwen-image-2512/lora",
        family=Family.QWEN_IMAGE,
        fields=_PICTURE
        | {
            "loras": Field(Kind.LORAS, (), maximum=3),
            "image_size": Field(Kind.SIZE, "landscape_4_3"),
            "negative_prompt": Field(Kind.TEXT, ""),
            "num_inference_steps": Field(Kind.WHOLE, 28, minimum=1, maximum=50),
            "guidance_scale": Field(Kind.NUMBER, 4.0, minimum=0, maximum=20),
            "output_format": _formats("png", "jpeg", "webp"),
            "acceleration": _ACCELERATION,
        },
    ),
)
_WRITING: Final = {
    "prompt": Field(Kind.TEXT, required=True),
    "model": Field(Kind.TEXT, required=True),
    "system_prompt": Field(Kind.TEXT, nullable=True),
    "max_tokens": Field(Kind.WHOLE, nullable=True, minimum=1),
    "temperature": Field(Kind.NUMBER, 1.0, minimum=0, maximum=2),
    "reasoning": Field(Kind.FLAG, default=False),
}
_WRITERS: Final = (
    Writer(endpoint="openrouter/router", fields=_WRITING),
    Writer(
        endpoint="openrouter/router/vision",
        fields=_WRITING | {"image_urls": Field(Kind.TEXTS, required=True, minimum=1)},
        sees=True,
    ),
)
_UPSCALERS: Final = (
    Upscaler(
        endpoint="fal-ai/esrgan",
        fields={
            "image_url": Field(Kind.TEXT, required=True),
            "scale": Field(Kind.NUMBER, 2.0, minimum=1, maximum=8),
            "tile": Field(Kind.WHOLE, 0, minimum=0),
            "face": Field(Kind.FLAG, default=False),
            "model": Field(
                Kind.TEXT,
                "RealESRGAN_x4plus",
                choices=(
                    "RealESRGAN_x4plus",
                    "RealESRGAN_x2plus",
                    "RealESRGAN_x4plus_anime_6B",
                    "RealESRGAN_x4_v3",
                    "RealESRGAN_x4_wdn_v3",
                    "RealESRGAN_x4_anime_v3",
                ),
            ),
            "output_format": _formats("png", "jpeg"),
        },
    ),
)
MODELS: Final[dict[str, Model]] = {
    model.endpoint: model
    for model in (*_TRAINERS, *_GENERATORS, *_WRITERS, *_UPSCALERS)
}


def read_input(model: Model, body: Any) -> dict[str, Any]:
    """Check *body* as *model* does and fill in the defaults.

    Raises:
        Refusal: with every fault found, as fal's 422 lists them.
    """
    if not isinstance(body, dict):
        raise Refusal(
            detail(("body",), "dict_type", "Input should be a valid dictionary")
        )
    faults = [
        detail(
            ("body", str(name)),
            "extra_forbidden",
            "Extra inputs are not permitted",
            input=value,
        )
        for name, value in body.items()
        if name not in model.fields
    ]
    values: dict[str, Any] = {}
    for name, field in model.fields.items():
        loc = ("body", name)
        if name not in body:
            values[name] = field.default
            if field.required:
                faults.append(detail(loc, "missing", "Field required", input=None))
        elif body[name] is None and field.nullable:
            values[name] = None
        else:
            values[name] = body[name]
            faults += _check(field, loc, body[name])
    if faults:
        raise Refusal(*faults)
    return values


def picture_size(value: Any) -> tuple[int, int]:
    """Turn a checked `image_size` into width and height."""
    if isinstance(value, str):
        return SIZES[value]
    return int(value.get("width", 512)), int(value.get("height", 512))


def _check(field: Field, loc: Loc, value: Any) -> list[dict[str, Any]]:
    if field.choices:
        if value in field.choices and not isinstance(value, bool):
            return []
        return [_not_one_of(loc, field.choices, value)]
    match field.kind:
        case Kind.TEXT:
            if isinstance(value, str):
                return []
            message = "Input should be a valid string"
            return [detail(loc, "string_type", message, input=value)]
        case Kind.TEXTS:
            return _check_texts(field, loc, value)
        case Kind.FLAG:
            if isinstance(value, bool):
                return []
            message = "Input should be a valid boolean"
            return [detail(loc, "bool_type", message, input=value)]
        case Kind.WHOLE | Kind.NUMBER:
            return _check_number(field, loc, value)
        case Kind.SIZE:
            return _check_size(field, loc, value)
        case Kind.LORAS:
            return _check_loras(field, loc, value)


def _check_texts(field: Field, loc: Loc, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return [detail(loc, "list_type", "Input should be a valid list", input=value)]
    least = int(field.minimum or 0)
    if len(value) < least:
        return [
            detail(
                loc,
                "sequence_too_short",
                f"List should have at least {least} item after validation",
                ctx={"min_length": least, "actual_length": len(value)},
            )
        ]
    return [
        detail((*loc, index), "string_type", "Input should be a valid string")
        for index, item in enumerate(value)
        if not isinstance(item, str)
    ]


def _not_one_of(loc: Loc, choices: tuple[Any, ...], value: Any) -> dict[str, Any]:
    words = ", ".join(repr(choice) for choice in choices)
    return detail(
        loc,
        "one_of",
        f"Input should be one of {words}",
        ctx={"expected": list(choices)},
        input=value,
    )


def _check_number(field: Field, loc: Loc, value: Any) -> list[dict[str, Any]]:
    whole = field.kind is Kind.WHOLE
    if (
        isinstance(value, bool)
        or not isinstance(value, int | float)
        or (isinstance(value, float) and not math.isfinite(value))
        or (whole and isinstance(value, float) and not value.is_integer())
    ):
        kind, word = ("int_type", "integer") if whole else ("float_type", "number")
        return [detail(loc, kind, f"Input should be a valid {word}", input=value)]
    if field.minimum is not None and value < field.minimum:
        limit = int(field.minimum) if whole else field.minimum
        return [
            detail(
                loc,
                "greater_than_equal",
                f"Input should be greater than or equal to {limit}",
                ctx={"ge": limit},
                input=value,
            )
        ]
    if field.maximum is not None and value > field.maximum:
        limit = int(field.maximum) if whole else field.maximum
        return [
            detail(
                loc,
                "less_than_equal",
                f"Input should be less than or equal to {limit}",
                ctx={"le": limit},
                input=value,
            )
        ]
    return []


def _check_size(field: Field, loc: Loc, value: Any) -> list[dict[str, Any]]:
    if isinstance(value, str) and value in SIZES:
        return []
    if not isinstance(value, dict):
        return [_not_one_of(loc, tuple(SIZES), value)]
    faults = [
        detail((*loc, str(name)), "extra_forbidden", "Extra inputs are not permitted")
        for name in value
        if name not in {"width", "height"}
    ]
    side = Field(
        Kind.WHOLE, minimum=field.minimum or SMALLEST_SIDE, maximum=BIGGEST_SIDE
    )
    for name in ("width", "height"):
        if name in value:
            faults += _check_number(side, (*loc, name), value[name])
    return faults


_LORA: Final = {
    "path": Field(Kind.TEXT, required=True),
    "scale": Field(Kind.NUMBER, 1.0, minimum=0, maximum=4),
    "force": Field(Kind.FLAG, default=False),
}


def _check_loras(field: Field, loc: Loc, value: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list):
        return [detail(loc, "list_type", "Input should be a valid list", input=value)]
    # fal names no limit for flux; forty downloads are enough for an emulator.
    most = int(field.maximum or 40)
    if len(value) > most:
        return [
            detail(
                loc,
                "sequence_too_long",
                f"List should have at most {most} items after validation",
                ctx={"max_length": most, "actual_length": len(value)},
            )
        ]
    faults = []
    for index, item in enumerate(value):
        here = (*loc, index)
        if not isinstance(item, dict):
            faults.append(
                detail(here, "dict_type", "Input should be a valid dictionary")
            )
            continue
        faults += [
            detail((*here, str(name)), "extra_forbidden", "Extra inputs not permitted")
            for name in item
            if name not in _LORA
        ]
        for name, part in _LORA.items():
            if name in item:
                faults += _check(part, (*here, name), item[name])
            elif part.required:
                faults.append(detail((*here, name), "missing", "Field required"))
    return faults
