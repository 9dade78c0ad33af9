"""Faulty use cases, planted in the place of the right ones."""

from typing import TypeVar

import attrs

from avatar_core import Policy


Case = TypeVar("Case")


@attrs.frozen
class Planted:
    """One bug, and the promise that it breaks."""

    #: A faulty use case, in the place of the class it inherits from.
    faulty: type | None
    #: The promise that it breaks.
    broken: str
    #: The first seed to try, which breaks the promise.
    first: int = 0
    policy: Policy = attrs.field(factory=Policy)


def plant(case: Case, *faulty: type) -> Case:
    """Return *case* with each *faulty* class in the place of the class it inherits from.

    *case* is a use case, or use cases put together; those within it are replaced, too.
    """
    kind = type(case)
    if not kind.__module__.startswith("avatar_core.use_cases"):
        return case
    fields = {
        field.alias or field.name: getattr(case, field.name)
        for field in attrs.fields(kind)  # type: ignore[arg-type]
        if field.init
    }
    planted = {name: plant(value, *faulty) for name, value in fields.items()}
    kinds = [other for other in faulty if issubclass(other, kind)]
    if not kinds and all(planted[name] is fields[name] for name in fields):
        return case
    made: Case = (kinds or [kind])[0](**planted)
    return made
