"""How repositories read and write the rows of their tables."""

from collections.abc import Callable, Collection
from typing import Any, Final, Generic, TypeVar, cast

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import Insert, insert

from avatar_core.errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from avatar_core.lifecycle import check_written

from .engine import Connection


Kept = TypeVar("Kept")

#: The largest number of rows that a statement returns.
MOST: Final = sa.bindparam("most", type_=sa.Integer())


def columns_of(kept: Any) -> dict[str, Any]:
    """Return the attributes of an object as columns; its moves are not stored."""
    columns = attrs.asdict(kept, recurse=False)
    columns.pop("moves", None)
    return columns


def fields_of(table: sa.Table) -> list[sa.Column[Any]]:
    """Return the columns that are attributes: all but the position."""
    return [column for column in table.c if column.name != "position"]


def add_to(table: sa.Table) -> Insert:
    """Return a statement that inserts a row unless a unique key of it is taken."""
    return insert(table).inline().on_conflict_do_nothing()


def put_into(table: sa.Table) -> Insert:
    """Return a statement that inserts a row or replaces the one with its key."""
    new = insert(table).inline()
    key = table.primary_key.columns
    return new.on_conflict_do_update(
        index_elements=list(key),
        set_={c.name: new.excluded[c.name] for c in table.c if c.name not in key},
    )


def begins_with_prefix(key: sa.Column[str]) -> sa.ColumnElement[bool]:
    """Return the condition that a key begins with the parameter `prefix`."""
    prefix = sa.bindparam("prefix", type_=sa.Text())
    return (key >= prefix) & (key < prefix + "\U0010ffff")


async def number_of(
    connection: Connection, query: sa.Select[Any], **values: object
) -> int:
    """Return the single number that a query yields, such as a count or a sum."""
    return int((await connection.execute(query, values)).scalar_one())


@attrs.frozen
class Rows(Generic[Kept]):
    """Objects of one class as the rows of one table."""

    table: sa.Table
    thing: Thing
    #: Makes an object from a row's columns.
    read: Callable[..., Kept]
    #: Returns an object's columns.
    columns: Callable[[Kept], dict[str, Any]] = columns_of
    key: str = attrs.field(default="id", kw_only=True)
    #: The columns that `save` leaves alone.
    fixed: Collection[str] = attrs.field(default=(), kw_only=True)
    _insert: Insert = attrs.field(init=False)
    _update: sa.Update = attrs.field(init=False)

    @_insert.default
    def _make_insert(self) -> Insert:
        return add_to(self.table)

    @_update.default
    def _make_update(self) -> sa.Update:
        update = self.table.update().where(self.table.c[self.key] == sa.bindparam("pk"))
        if not self._has_version:
            return update
        return update.where(self.table.c.version == sa.bindparam("loaded_version"))

    @property
    def _has_version(self) -> bool:
        return "version" in self.table.c

    async def list(
        self, connection: Connection, query: sa.Select[Any], **values: object
    ) -> list[Kept]:
        """Return the objects that a query finds."""
        result = await connection.execute(query, values)
        return [self.read(**row) for row in result.mappings()]

    async def find(
        self, connection: Connection, query: sa.Select[Any], **values: object
    ) -> Kept | None:
        """Return the one object that a query finds, if any."""
        found = await self.list(connection, query, **values)
        return found[0] if found else None

    async def get(
        self, connection: Connection, query: sa.Select[Any], **values: object
    ) -> Kept:
        """Return the one object that a query finds.

        Raises:
            NotFoundError: It finds none.
        """
        found = await self.find(connection, query, **values)
        if found is None:
            raise NotFoundError(self.thing)
        return found

    async def add(self, connection: Connection, kept: Kept) -> None:
        """Insert a new object.

        Raises:
            AlreadyExistsError: A unique key of it is taken.
        """
        result = await connection.execute(self._insert, self.columns(kept))
        if result.rowcount != 1:
            raise AlreadyExistsError(self.thing)

    async def save(self, connection: Connection, kept: Kept) -> Kept:
        """Update a changed object; return it with its new version, if it has one.

        Raises:
            StaleError: It was saved since this version was loaded.
            NotFoundError: It has no version, and there is no such row.
        """
        saved: Any = kept
        if hasattr(saved, "moves"):
            check_written(saved)
        where = {"pk": getattr(saved, self.key)}
        if self._has_version:
            where["loaded_version"] = saved.version
            saved = attrs.evolve(saved, version=saved.version + 1)
        without = {self.key, *self.fixed}
        changed = {
            name: value
            for name, value in self.columns(saved).items()
            if name not in without
        }
        result = await connection.execute(self._update, changed | where)
        if result.rowcount != 1:
            error = StaleError if self._has_version else NotFoundError
            raise error(self.thing)
        return cast("Kept", saved)
