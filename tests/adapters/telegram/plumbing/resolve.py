"""Finding the handler of a tap without running it.

It walks a router as aiogram 3.31 does. `HandlerObject.check` is not documented,
so `test_callbacks` compares the walk with the real dispatcher.
"""

import inspect
import itertools

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from enum import Enum
from types import ModuleType
from typing import Any, Final, get_args
from uuid import UUID

from aiogram import Router
from aiogram.dispatcher.event.handler import HandlerObject
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.state import StatesGroup
from aiogram.types import CallbackQuery, Chat, Message, TelegramObject, User

from adapters.telegram import admin_callbacks, callbacks


WITNESS = UUID("11111111-2222-4333-8444-555555555555")


async def matches(
    router: Router, kind: str, event: TelegramObject, **data: Any
) -> AsyncIterator[HandlerObject]:
    """Give the handlers that would take the event, the one that does first."""
    observer = router.observers[kind]
    taken, found = await observer.check_root_filters(event, **data)
    if not taken:
        return
    data = {**data, **found}
    for handler in observer.handlers:
        if (await handler.check(event, **{**data, "handler": handler}))[0]:
            yield handler
    for inner in router.sub_routers:
        async for handler in matches(inner, kind, event, **data):
            yield handler


def name_of(handler: HandlerObject) -> str:
    """Return module and name of a handler."""
    module = handler.callback.__module__.rpartition(".")[2]
    return f"{module}.{getattr(handler.callback, '__qualname__', '?')}"


def _factories(module: ModuleType) -> list[type[CallbackData]]:
    return [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, CallbackData) and member.__module__ == module.__name__
    ]


#: Every kind of button.
FACTORIES: Final = _factories(callbacks) + _factories(admin_callbacks)
#: Kinds that no screen shows any more, but old messages still do.
RETIRED: Final = {callbacks.PickType, callbacks.WhyGender, callbacks.PickGender}


def emitted(factory: type[CallbackData]) -> Iterator[CallbackData]:
    """Give buttons of a kind: every value of enums, a witness of all else."""
    fields = factory.model_fields
    choices = [_witnesses(field.annotation) for field in fields.values()]
    for values in itertools.product(*choices):
        yield factory(**dict(zip(fields, values, strict=True)))


def kinds_of(annotation: Any) -> list[type]:
    """Return the classes that a field of a button takes; an id is of a plain one."""
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


def states(module: ModuleType) -> list[str | None]:
    """Return every state of the conversations that a module defines, and none."""
    groups = [
        member
        for _, member in inspect.getmembers(module, inspect.isclass)
        if issubclass(member, StatesGroup) and member.__module__ == module.__name__
    ]
    return [None, *(state.state for group in groups for state in group)]


def tap(data: str) -> CallbackQuery:
    """Return a tap in a private chat."""
    user = User(id=1001, is_bot=False, first_name="Anna", language_code="en")
    message = Message(
        message_id=1,
        date=datetime(2026, 11, 21, tzinfo=UTC),
        chat=Chat(id=user.id, type="private"),
        from_user=User(id=42, is_bot=True, first_name="Avatar"),
        text="words",
    )
    return CallbackQuery(
        id="1", from_user=user, chat_instance="1", message=message, data=data
    )
