"""What many statements have in common."""

from typing import Any, Final

import attrs
import sqlalchemy as sa


#: How many rows a statement returns at the most.
MOST: Final = sa.bindparam("most", type_=sa.Integer())


def columns_of(aggregate: Any) -> dict[str, Any]:
    """Return the columns of an aggregate; its moves, if it has any, are none."""
    columns = attrs.asdict(aggregate, recurse=False)
    columns.pop("moves", None)
    return columns


def fields_of(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that a class has fields for: all but the position."""
    return [column for column in table.c if column.name != "position"]
