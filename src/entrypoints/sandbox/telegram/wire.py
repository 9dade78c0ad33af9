"""What goes over the wire is first built with aiogram's own types.

The emulator writes Telegram's JSON by hand, so every object is read by the very
types the bot will read it with; a field they do not know is a mistake of the
emulator and fails loudly here rather than silently there.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from aiogram import methods
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, TypeAdapter


class UnfaithfulAnswerError(AssertionError):
    """The emulator was about to say something that Telegram never says."""


def conform(kind: Any, value: Any) -> Any:
    """Pass `value` through aiogram's type `kind` and return the JSON for the wire."""
    adapter = _adapter(kind)
    model = adapter.validate_python(value)
    unknown = sorted(set(_unknown_fields(model)))
    if unknown:
        raise UnfaithfulAnswerError(f"{kind}: no such fields in Telegram: {unknown}")
    return adapter.dump_python(
        model, mode="json", by_alias=True, exclude_none=True, exclude_unset=True
    )


@cache
def returned_by(method: str) -> Any:
    """The type aiogram expects back from `method` (in Telegram's spelling)."""
    return _methods()[method].__returning__


@cache
def _methods() -> dict[str, type[TelegramMethod[Any]]]:
    classes = (getattr(methods, name) for name in methods.__all__)
    return {
        each.__api_method__: each
        for each in classes
        if each is not TelegramMethod and hasattr(each, "__api_method__")
    }


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _unknown_fields(value: Any) -> Iterable[str]:
    if isinstance(value, BaseModel):
        name = type(value).__name__
        yield from (f"{name}.{field}" for field in value.model_extra or {})
        for field in value.model_fields_set:
            yield from _unknown_fields(getattr(value, field, None))
    elif isinstance(value, list):
        for each in value:
            yield from _unknown_fields(each)
