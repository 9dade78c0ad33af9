"""The rows of people."""

from collections.abc import Sequence
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import Thing
from avatar_core.ids import PersonId
from avatar_core.people import Person

from .engine import Connection
from .rows import MOST, Rows, begins_with_prefix, columns_of, number_of
from .tables import people, sums


#: The columns that are attributes.
PERSON: Final = tuple(column for column in people.c if column is not people.c.name_key)
_ANY: Final = sa.select(*PERSON)
_GET: Final = _ANY.where(people.c.id == sa.bindparam("pk"))
_NAMED: Final = _ANY.where(people.c.username == sa.bindparam("username")).order_by(
    people.c.created_at.desc()
)
_CALLED: Final = (
    _ANY.where(begins_with_prefix(people.c.name_key))
    .order_by(people.c.name_key)
    .limit(MOST)
)
_NEWEST: Final = (
    _ANY.order_by(people.c.created_at.desc())
    .limit(MOST)
    .offset(sa.bindparam("skip", type_=sa.Integer()))
)
_BROUGHT_BY: Final = sa.select(sa.func.count()).where(
    people.c.referrer == sa.bindparam("person")
)
_AUDIENCE: Final = (
    _ANY.where(
        people.c.id > sa.bindparam("after"),
        people.c.blocked_at.is_(None) & people.c.left_at.is_(None) & ~people.c.quiet,
    )
    .order_by(people.c.id)
    .limit(MOST)
)
_AUDIENCE_COUNT: Final = sa.select(
    sa.func.coalesce(sa.func.sum(sums.c.amount), 0)
).where(sums.c.name == "audience")


def columns_of_person(person: Person) -> dict[str, Any]:
    """Return a person as columns."""
    key = None if person.name is None else person.name.casefold()
    return columns_of(person) | {"name_key": key}


_PEOPLE: Final = Rows(
    people,
    Thing.PERSON,
    Person,
    columns_of_person,
    fixed=("created_at", "referrer", "bounty"),
)


def away(person: sa.Column[int]) -> sa.ColumnElement[bool]:
    """Return the condition that the person in a column is away (see `Person.away`)."""
    return (
        sa.exists()
        .where(
            people.c.id == person,
            people.c.left_at.is_not(None),
            people.c.forgotten_at.is_(None),
        )
        .correlate_except(people)
    )


@attrs.frozen
class SqlPeople:
    """`avatar_core.ports.People` in one transaction."""

    connection: Connection

    async def get(self, person: PersonId, /) -> Person:
        return await _PEOPLE.get(self.connection, _GET, pk=person)

    async def named(self, username: str, /) -> Sequence[Person]:
        return await _PEOPLE.list(self.connection, _NAMED, username=username)

    async def called(self, name: str, /, *, limit: int) -> Sequence[Person]:
        found = {"prefix": name.casefold(), "most": limit}
        return await _PEOPLE.list(self.connection, _CALLED, **found)

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Person]:
        return await _PEOPLE.list(self.connection, _NEWEST, most=limit, skip=skip)

    async def brought_by(self, person: PersonId, /) -> int:
        return await number_of(self.connection, _BROUGHT_BY, person=person)

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        return await _PEOPLE.list(self.connection, _AUDIENCE, after=after, most=limit)

    async def audience_count(self) -> int:
        return await number_of(self.connection, _AUDIENCE_COUNT)

    async def add(self, person: Person, /) -> None:
        await _PEOPLE.add(self.connection, person)

    async def save(self, person: Person, /) -> None:
        await _PEOPLE.save(self.connection, person)
