"""Checks that classes make of their own fields."""

from datetime import datetime
from typing import Any

import attrs


def aware(_: Any, attribute: "attrs.Attribute[Any]", value: datetime | None) -> None:
    """Check that a datetime has a time zone.

    Raises:
        ValueError: It does not.
    """
    if value is not None and value.utcoffset() is None:
        raise ValueError(f"{attribute.name} has no time zone: {value!r}")


def somebody(_: Any, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
    """Check that an id can be a person's; the product's own id is not.

    Raises:
        ValueError: Nobody can have this id.
    """
    if value is not None and value <= 0:
        raise ValueError(f"{attribute.name} is nobody: {value}")


def not_negative(_: Any, attribute: "attrs.Attribute[Any]", value: float) -> None:
    """Check that a number is not negative.

    Raises:
        ValueError: It is negative.
    """
    if value < 0:
        raise ValueError(f"{attribute.name} is below zero: {value}")


def check(*rules: tuple[bool, str]) -> None:
    """Check rules; each is given as whether it holds, and its text.

    Raises:
        ValueError: A rule does not hold.
    """
    for holds, words in rules:
        if not holds:
            raise ValueError(words)
