"""Checks the Telegram emulator's answers against aiogram's types.

The emulator writes JSON by hand, because importing aiogram takes two seconds and the
chat page must not wait for it. These checks find its mistakes.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any

from aiogram import methods, types
from aiogram.methods.base import TelegramMethod
from pydantic import BaseModel, TypeAdapter

from entrypoints.sandbox.telegram import ChatMessage


def html(message: ChatMessage) -> str:
    """Return the text or caption as HTML."""
    return types.Message.model_validate(message.wire).html_text


class UnfaithfulError(AssertionError):
    """The emulator's answer is not one that Telegram would give."""


def faithful(kind: str, value: Any) -> None:
    """Raise unless aiogram reads *value* as *kind*: a type, or the answer of a method."""
    adapter = _adapter(kind)
    model = adapter.validate_python(value)
    unknown = sorted(set(_unknown_fields(model)))
    if unknown:
        raise UnfaithfulError(f"{kind}: no such fields in Telegram: {unknown}")
    understood = adapter.dump_python(
        model, mode="json", by_alias=True, exclude_none=True, exclude_unset=True
    )
    if understood != value:
        raise UnfaithfulError(f"{kind}: {value} is understood as {understood}")


@cache
def _adapter(kind: str) -> TypeAdapter[Any]:
    answers = _answers()
    return TypeAdapter(answers[kind] if kind in answers else getattr(types, kind))


@cache
def _answers() -> dict[str, Any]:
    classes = (getattr(methods, name) for name in methods.__all__)
    return {
        each.__api_method__: each.__returning__
        for each in classes
        if each is not TelegramMethod and hasattr(each, "__api_method__")
    }


def _unknown_fields(value: Any) -> Iterable[str]:
    if isinstance(value, BaseModel):
        name = type(value).__name__
        yield from (f"{name}.{field}" for field in value.model_extra or {})
        for field in value.model_fields_set:
            yield from _unknown_fields(getattr(value, field, None))
    elif isinstance(value, list):
        for each in value:
            yield from _unknown_fields(each)
