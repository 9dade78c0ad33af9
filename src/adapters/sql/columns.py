"""Column types, the same on SQLite and on PostgreSQL."""

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import attrs
import sqlalchemy as sa

from sqlalchemy.engine import Dialect

from avatar_core.faces import Face


class UtcDateTime(sa.TypeDecorator[datetime]):
    """A timestamp: aware when written, aware and in UTC when read.

    SQLite stores no zones, so it is given naive UTC.
    """

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Return the timestamp as the driver expects it."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a timestamp without a zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,
    ) -> datetime | None:
        """Return the timestamp in UTC."""
        if value is None:
            return None
        if dialect.name == "sqlite":
            return value.replace(tzinfo=UTC)
        return value.astimezone(UTC)


class Faces(sa.TypeDecorator[tuple[Face, ...]]):
    """The measures of a photo's faces, as JSON."""

    impl = sa.JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(
        self,
        value: tuple[Face, ...] | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> list[dict[str, Any]] | None:
        """Return the measures by name."""
        return None if value is None else [attrs.asdict(face) for face in value]

    def process_result_value(
        self,
        value: list[dict[str, Any]] | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> tuple[Face, ...] | None:
        """Return the faces."""
        return None if value is None else tuple(Face(**face) for face in value)


class Words(sa.TypeDecorator[str]):
    """Text from outside: from a person, their device or the provider.

    PostgreSQL stores neither NUL nor half of a surrogate pair. A job must be able to
    end even if the provider's error message has one.
    """

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self,
        value: str | None,
        dialect: Dialect,  # noqa: ARG002 - the base class's signature
    ) -> str | None:
        """Return the text with U+FFFD in place of what cannot be stored."""
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
    """An integer of any size: the seeds of providers are unsigned 64-bit numbers."""

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


def columns_of_type(type_: sa.types.TypeEngine[Any]) -> Callable[..., sa.Column[Any]]:
    """Return a function that makes columns of this type."""

    def column(
        name: str, *references: str, optional: bool = False, **options: Any
    ) -> sa.Column[Any]:
        keys = [sa.ForeignKey(reference) for reference in references]
        return sa.Column(
            name, type_, *keys, nullable=optional, autoincrement=False, **options
        )

    return column


def word(name: str, enum: type[StrEnum], **options: Any) -> sa.Column[Any]:
    """Return a column of an enum's members, stored by value and checked."""
    type_ = sa.Enum(
        enum,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        values_callable=lambda members: [member.value for member in members],
        length=32,
    )
    return columns_of_type(type_)(name, **options)


def position() -> sa.Column[int]:
    """Return the key column that numbers rows in the order of their insertion."""
    return sa.Column(
        "position",
        sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
        sa.Identity(),
        primary_key=True,
    )
