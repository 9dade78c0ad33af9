"""Kinds of columns, the same on SQLite and on PostgreSQL."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from sqlalchemy.engine import Dialect


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A moment: aware going in, aware and in UTC coming out.

    SQLite has no zones and forgets them, so what it is given is in UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Return the moment as the driver takes it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone is not a moment")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Words(sa.TypeDecorator[str]):
    """Text that somebody else wrote: a person, their device, the provider.

    PostgreSQL keeps neither NUL nor half of a surrogate pair; a job whose
    error message has one must not be unable to end because of it.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> str | None:
        """Return the text with U+FFFD in place of what cannot be kept."""
        if value is None:
            return None
        if value.isascii():
            return value.replace("\0", "\N{REPLACEMENT CHARACTER}")
        return "".join(
            "\N{REPLACEMENT CHARACTER}"
            if char == "\0" or "\ud800" <= char <= "\udfff"
            else char
            for char in value
        )


class Digits(sa.TypeDecorator[int]):
    """An integer of any size: providers give seeds of 64 bits without a sign."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self,
        value: int | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> str | None:
        """Return the number's decimal digits."""
        return None if value is None else str(value)

    def process_result_value(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> int | None:
        """Return the number."""
        return None if value is None else int(value)


def _values_of(enum: type[StrEnum]) -> list[str]:
    return [member.value for member in enum]


def word(
    name: str,
    enum: type[StrEnum],
    *,
    optional: bool = False,
    primary_key: bool = False,
) -> sa.Column[Any]:
    """Return a column of an enum's members, kept by value and checked."""
    return sa.Column(
        name,
        sa.Enum(
            enum,
            name=name,
            native_enum=False,
            create_constraint=True,
            validate_strings=True,
            values_callable=_values_of,
            length=32,
        ),
        nullable=optional,
        primary_key=primary_key,
    )


def position() -> sa.Column[int]:
    """Return the key column that counts rows in the order in which they came."""
    return sa.Column(
        "position",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        sa.Identity(),
        primary_key=True,
    )
