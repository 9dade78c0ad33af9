"""Every button that a keyboard can emit."""

import inspect
import itertools

from collections.abc import Iterator
from enum import Enum
from types import ModuleType
from typing import Any, Final, get_args
from uuid import UUID

from aiogram.filters.callback_data import CallbackData

from adapters.telegram import admin_callbacks, callbacks, picture_callbacks


WITNESS = UUID("11111111-2222-4333-8444-555555555555")


def _factories(module: ModuleType) -> list[type[CallbackData]]:
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, CallbackData) and member.__module__ == module.__name__
    ]


#: Every kind of button.
FACTORIES: Final = [
    factory
    for module in (callbacks, picture_callbacks, admin_callbacks)
    for factory in _factories(module)
]


def emitted(factory: type[CallbackData]) -> Iterator[CallbackData]:
    """Yield buttons of a kind: with every member of an enum, and examples of other values."""
    fields = factory.model_fields
    choices = [_witnesses(field.annotation) for field in fields.values()]
    for values in itertools.product(*choices):
        yield factory(**dict(zip(fields, values, strict=True)))


def kinds_of(annotation: Any) -> list[type]:
    """Return the classes that a field of a button accepts; for an id, its plain class."""
    options = get_args(annotation) or (annotation,)
    return [getattr(option, "__supertype__", option) for option in options]


def _witnesses(annotation: Any) -> list[Any]:
    options = map(_witnesses_of, kinds_of(annotation))
    return list(dict.fromkeys(itertools.chain.from_iterable(options)))


def _witnesses_of(kind: type) -> list[Any]:
    if issubclass(kind, Enum):
        return list(kind)
    known: dict[Any, list[Any]] = {
        type(None): [None],
        bool: [False, True],
        int: [0, 1, 4, 999],
        str: ["x"],
        UUID: [WITNESS],
    }
    return known[kind]
