"""What classes check of their own fields, whoever makes them."""

from datetime import datetime
from typing import Any

import attrs


def aware(_: Any, attribute: "attrs.Attribute[Any]", value: datetime | None) -> None:
    """Refuse a moment that does not know its time zone.

    Raises:
        ValueError: It does not.
    """
    if value is not None and value.utcoffset() is None:
        raise ValueError(f"{attribute.name} has no time zone: {value!r}")


def somebody(_: Any, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
    """Refuse the number of the house, and all that no person has.

    Raises:
        ValueError: Nobody has this number.
    """
    if value is not None and value <= 0:
        raise ValueError(f"{attribute.name} is nobody: {value}")


def not_negative(_: Any, attribute: "attrs.Attribute[Any]", value: int) -> None:
    """Refuse to count less than nothing.

    Raises:
        ValueError: It is below zero.
    """
    if value < 0:
        raise ValueError(f"{attribute.name} is below zero: {value}")


def check(*rules: tuple[bool, str]) -> None:
    """Refuse what contradicts itself; each rule is whether it holds, and its words.

    Raises:
        ValueError: A rule does not hold.
    """
    for holds, words in rules:
        if not holds:
            raise ValueError(words)
