"""Import aiogram four times as fast, with its types built on first use.

During its import aiogram 3.31 builds the validators of all its 400 types, by
`model_rebuild` with the namespace their annotations need; the product uses a tenth of
them. Here these calls are recorded instead, and pydantic makes them, with the same
namespace, when an incomplete type is first used (https://pydantic.dev/docs/validation/latest/concepts/forward_annotations/).
If another version of aiogram builds its types otherwise, nothing is deferred.
"""

import sys

from typing import Any, Final

from pydantic import BaseModel


_eager: Final = BaseModel.__dict__["model_rebuild"]
_namespace: dict[str, Any] = {}


def _note(cls: type[BaseModel], /, _types_namespace: Any = None, **options: Any) -> Any:
    if _types_namespace is not None and cls.__module__.startswith("aiogram."):
        _namespace.update(_types_namespace)
        return None
    return _rebuild(cls, _types_namespace, **options)


def _build(
    cls: type[BaseModel], /, _types_namespace: Any = None, **options: Any
) -> Any:
    namespace = _namespace if _types_namespace is None else _types_namespace
    return _rebuild(cls, namespace, **options)


def _rebuild(
    cls: type[BaseModel],
    namespace: Any,
    *,
    _parent_namespace_depth: int = 2,
    **options: Any,
) -> Any:
    # Two calls lie between the caller, whose names are meant, and pydantic.
    return _eager.__func__(
        cls,
        _types_namespace=namespace,
        _parent_namespace_depth=_parent_namespace_depth + 2,
        **options,
    )


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
