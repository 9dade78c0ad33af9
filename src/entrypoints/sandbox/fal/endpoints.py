"""Check the input of each endpoint and refuse it in fal's words.

What an endpoint accepts is in `endpoints.toml`.
"""

import math
import tomllib

from collections.abc import Iterator, Mapping
from enum import StrEnum
from importlib.resources import files
from typing import Any, Final, TypeAlias

import attrs


Loc: TypeAlias = tuple[str | int, ...]
Detail: TypeAlias = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - it is fal's answer, not our failure
    """A model's 422, with the items of fal's `detail` list."""

    def __init__(self, *details: Detail) -> None:
        super().__init__(", ".join(str(item["type"]) for item in details))
        self.details = list(details)

    @property
    def body(self) -> dict[str, Any]:
        """The body of fal's answer."""
        return {"detail": self.details}


def detail(
    loc: Loc,
    kind: str,
    message: str,
    *,
    ctx: Mapping[str, Any] | None = None,
    **rest: Any,
) -> Detail:
    """Make one item of a 422 body; *rest* may carry `input`."""
    item: Detail = {
        "loc": list(loc),
        "msg": message,
        "type": kind,
        "url": f"https://docs.fal.ai/errors/#{kind}",
    }
    return item | ({"ctx": ctx} if ctx else {}) | rest


def refusal(loc: Loc, kind: str, message: str, **ctx: Any) -> Refusal:
    """Make a 422 with one item."""
    return Refusal(detail(loc, kind, message, ctx=ctx))


class Kind(StrEnum):
    """What an endpoint does."""

    TRAINER = "trainer"
    GENERATOR = "generator"
    WRITER = "writer"
    UPSCALER = "upscaler"


class FieldKind(StrEnum):
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
    """One field of an endpoint's input; the limits of a list apply to its length."""

    kind: FieldKind = attrs.field(converter=FieldKind)
    default: Any = None
    required: bool = False
    nullable: bool = False
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Any, ...] = attrs.field(default=(), converter=tuple)


@attrs.frozen(kw_only=True)
class Endpoint:
    """An endpoint, what it accepts and what fal charges for it."""

    name: str
    kind: Kind = attrs.field(converter=Kind)
    fields: Mapping[str, Field]
    #: US dollars for a unit.
    price: float
    unit: str
    #: The base model of a trainer or a generator.
    family: str = ""
    #: Of a trainer: the fields with the archive's URL, the trigger word, the weights.
    archive_field: str = "images_data_url"
    word_field: str = ""
    weights_field: str = "diffusers_lora_file"
    #: Whether a trainer refuses images without a caption and without a word.
    needs_captions: bool = False
    #: Whether a generator repeats the prompt as `actual_prompt`.
    tells_actual_prompt: bool = False

    def read(self, body: Any) -> dict[str, Any]:
        """Check *body* and fill in the defaults.

        Raises:
            Refusal: With every fault found.
        """
        if faults := list(_object_faults(self.fields, ("body",), body)):
            raise Refusal(*faults)
        return {name: field.default for name, field in self.fields.items()} | dict(body)


def _endpoint(name: str, row: dict[str, Any]) -> Endpoint:
    shared = _TABLE["shared"].get(row.pop("shared", ""), {})
    raw = shared | row.pop("fields", {})
    fields = {key: Field(**field) for key, field in raw.items()}
    return Endpoint(name=name, fields=fields, **row)


_TABLE: Final = tomllib.loads(
    (files(__package__) / "endpoints.toml").read_text("utf-8")
)
ENDPOINTS: Final = {
    name: _endpoint(name, row) for name, row in _TABLE["endpoints"].items()
}
#: The width of the hidden layers of each base model.
FAMILIES: Final[Mapping[str, int]] = _TABLE["families"]
#: Width and height by name.
SIZES: Final[Mapping[str, tuple[int, int]]] = _TABLE["sizes"]

#: pydantic's name of each kind's type, and its words for it.
_TYPES: Final = {
    FieldKind.TEXT: ("string", "string"),
    FieldKind.TEXTS: ("list", "list"),
    FieldKind.LORAS: ("list", "list"),
    FieldKind.WHOLE: ("int", "integer"),
    FieldKind.NUMBER: ("float", "number"),
    FieldKind.FLAG: ("bool", "boolean"),
}
_LORA: Final = {
    "path": Field(FieldKind.TEXT, required=True),
    "scale": Field(FieldKind.NUMBER, 1.0, minimum=0, maximum=4),
    "force": Field(FieldKind.FLAG, default=False),
}


def picture_size(value: Any) -> tuple[int, int]:
    """Turn a checked `image_size` into width and height."""
    if isinstance(value, str):
        width, height = SIZES[value]
        return width, height
    return int(value.get("width", 512)), int(value.get("height", 512))


def _object_faults(
    fields: Mapping[str, Field], loc: Loc, value: Any
) -> Iterator[Detail]:
    if not isinstance(value, dict):
        yield detail(loc, "dict_type", "Input should be a valid dictionary")
        return
    for name in value:
        if name not in fields:
            message = "Extra inputs are not permitted"
            yield detail(
                (*loc, str(name)), "extra_forbidden", message, input=value[name]
            )
    for name, field in fields.items():
        if name not in value:
            if field.required:
                yield detail((*loc, name), "missing", "Field required", input=None)
        elif value[name] is not None or not field.nullable:
            yield from _faults(field, (*loc, name), value[name])


def _faults(field: Field, loc: Loc, value: Any) -> Iterator[Detail]:
    if field.choices:
        if isinstance(value, bool) or value not in field.choices:
            yield _not_one_of(loc, field.choices, value)
    elif field.kind is FieldKind.SIZE:
        yield from _size_faults(field, loc, value)
    elif not _has_type(field.kind, value):
        kind, words = _TYPES[field.kind]
        message = f"Input should be a valid {words}"
        yield detail(loc, f"{kind}_type", message, input=value)
    elif isinstance(value, list):
        yield from _list_faults(field, loc, value)
    elif field.minimum is not None and value < field.minimum:
        message = f"Input should be greater than or equal to {field.minimum}"
        ctx = {"ge": field.minimum}
        yield detail(loc, "greater_than_equal", message, ctx=ctx, input=value)
    elif field.maximum is not None and value > field.maximum:
        message = f"Input should be less than or equal to {field.maximum}"
        ctx = {"le": field.maximum}
        yield detail(loc, "less_than_equal", message, ctx=ctx, input=value)


def _has_type(kind: FieldKind, value: Any) -> bool:
    match kind:
        case FieldKind.TEXT:
            return isinstance(value, str)
        case FieldKind.FLAG:
            return isinstance(value, bool)
        case FieldKind.TEXTS | FieldKind.LORAS:
            return isinstance(value, list)
    if isinstance(value, float):
        return math.isfinite(value) and (kind is FieldKind.NUMBER or value.is_integer())
    return isinstance(value, int) and not isinstance(value, bool)


def _not_one_of(loc: Loc, choices: tuple[Any, ...], value: Any) -> Detail:
    message = f"Input should be one of {', '.join(map(repr, choices))}"
    return detail(loc, "one_of", message, ctx={"expected": list(choices)}, input=value)


def _size_faults(field: Field, loc: Loc, value: Any) -> Iterator[Detail]:
    if isinstance(value, dict):
        side = Field(FieldKind.WHOLE, minimum=field.minimum or 64, maximum=2048)
        yield from _object_faults({"width": side, "height": side}, loc, value)
    elif not isinstance(value, str) or value not in SIZES:
        yield _not_one_of(loc, tuple(SIZES), value)


def _list_faults(field: Field, loc: Loc, value: list[Any]) -> Iterator[Detail]:
    length = len(value)
    if field.minimum is not None and length < field.minimum:
        message = f"List should have at least {field.minimum} item after validation"
        ctx = {"min_length": field.minimum, "actual_length": length}
        yield detail(loc, "sequence_too_short", message, ctx=ctx)
    elif field.maximum is not None and length > field.maximum:
        message = f"List should have at most {field.maximum} items after validation"
        ctx = {"max_length": field.maximum, "actual_length": length}
        yield detail(loc, "sequence_too_long", message, ctx=ctx)
    else:
        for index, item in enumerate(value):
            if field.kind is FieldKind.LORAS:
                yield from _object_faults(_LORA, (*loc, index), item)
            else:
                yield from _faults(Field(FieldKind.TEXT), (*loc, index), item)
