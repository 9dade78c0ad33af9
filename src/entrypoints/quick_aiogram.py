"""Imports aiogram with its types built on first use: four times as fast.

aiogram 3.31 builds the validators of all its 400 types while it is imported, one
after another, by `model_rebuild` with the namespace their annotations need. The
product uses a tenth of them. So those calls are noted instead of made, and made,
with the same namespace, by pydantic itself as soon as a type is used that is not
complete (https://pydantic.dev/docs/validation/latest/concepts/forward_annotations/).
Should aiogram stop to do so, nothing is deferred and everything works as before.
"""

import sys

from typing import Any, Final

from pydantic import BaseModel


_eager: Final = BaseModel.__dict__["model_rebuild"]
_namespace: dict[str, Any] = {}


def _note(
    cls: type[BaseModel],
    *,
    force: bool = False,
    raise_errors: bool = True,
    _parent_namespace_depth: int = 2,
    _types_namespace: Any = None,
) -> bool | None:
    if _types_namespace is not None and cls.__module__.startswith("aiogram."):
        _namespace.update(_types_namespace)
        return None
    done: bool | None = _eager.__func__(
        cls,
        force=force,
        raise_errors=raise_errors,
        _parent_namespace_depth=_parent_namespace_depth + 1,
        _types_namespace=_types_namespace,
    )
    return done


def _build(
    cls: type[BaseModel],
    *,
    force: bool = False,
    raise_errors: bool = True,
    _parent_namespace_depth: int = 2,
    _types_namespace: Any = None,
) -> bool | None:
    done: bool | None = _eager.__func__(
        cls,
        force=force,
        raise_errors=raise_errors,
        _parent_namespace_depth=_parent_namespace_depth + 1,
        _types_namespace=_namespace if _types_namespace is None else _types_namespace,
    )
    return done


def _load() -> None:
    setattr(BaseModel, "model_rebuild", classmethod(_note))  # noqa: B010 - a class's method is fixed, to mypy
    try:
        from aiogram.methods.base import Response, TelegramMethod  # noqa: PLC0415 - now
        from aiogram.types.base import TelegramObject  # noqa: PLC0415 - now
    finally:
        setattr(BaseModel, "model_rebuild", _eager)  # noqa: B010 - as above
    if _namespace:
        for base in (TelegramObject, TelegramMethod, Response):
            setattr(base, "model_rebuild", classmethod(_build))  # noqa: B010 - as above


if "aiogram" not in sys.modules:
    _load()
