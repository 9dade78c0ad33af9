"""The rows of people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

import attrs
import sqlalchemy as sa

from avatar_core.broadcasts import Part, Payers
from avatar_core.errors import Thing
from avatar_core.ids import PersonId
from avatar_core.payments import PaymentStatus
from avatar_core.people import Person
from avatar_core.ports.people import AUDIENCE_WINDOW

from .columns import UtcDateTime
from .engine import Connection
from .rows import MOST, Rows, begins_with_prefix, columns_of, number_of
from .sums import counted
from .tables import jobs, payments, people


#: Everybody was idle since then.
_NEVER: Final = datetime(9999, 1, 1, tzinfo=UTC)
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
_AFTER: Final = people.c.id > sa.bindparam("after", type_=sa.BigInteger())
_LAST_LOOKED_AT: Final = sa.select(
    sa.func.max(
        sa.select(people.c.id)
        .where(_AFTER)
        .order_by(people.c.id)
        .limit(MOST)
        .subquery()
        .c.id
    )
)
#: A scalar, because PostgreSQL may read all payments for an EXISTS.
_PAID: Final = (
    sa.select(payments.c.position)
    .where(payments.c.person == people.c.id)
    .where(payments.c.status == PaymentStatus.CREDITED)
    .limit(1)
    .correlate(people)
    .scalar_subquery()
    .is_not(None)
)
_LAST_ORDER: Final = (
    sa.select(jobs.c.created_at)
    .where(jobs.c.person == people.c.id)
    .order_by(jobs.c.position.desc())
    .limit(1)
    .correlate(people)
    .scalar_subquery()
)
_PAYERS: Final = sa.bindparam("payers", type_=sa.Text())
#: The conditions that somebody is of a part.
_OF_PART: Final = sa.and_(
    people.c.blocked_at.is_(None) & people.c.left_at.is_(None) & ~people.c.quiet,
    people.c.language.in_(sa.bindparam("languages", expanding=True)),
    sa.or_(
        sa.literal(Payers.ALL.value) == _PAYERS,
        sa.and_(sa.literal(Payers.PAID.value) == _PAYERS, _PAID),
        sa.and_(sa.literal(Payers.UNPAID.value) == _PAYERS, ~_PAID),
    ),
    sa.func.coalesce(_LAST_ORDER, people.c.created_at)
    < sa.bindparam("idle_since", type_=UtcDateTime()),
)
_NEXT_OF: Final = (
    _ANY.where(_AFTER, people.c.id <= _LAST_LOOKED_AT.scalar_subquery(), _OF_PART)
    .order_by(people.c.id)
    .limit(1)
)
_COUNT_OF: Final = sa.select(sa.func.count()).select_from(people).where(_OF_PART)
_SUM_OF: Final = sa.select(sa.func.coalesce(sa.func.sum(counted.c.amount), 0)).where(
    counted.c.name.in_(sa.bindparam("names", expanding=True))
)


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


def _values_of(part: Part) -> dict[str, object]:
    return {
        "languages": sorted(part.languages),
        "payers": part.payers.value,
        "idle_since": part.idle_since or _NEVER,
    }


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

    async def next_of(
        self, part: Part, /, *, after: PersonId, among: int = AUDIENCE_WINDOW
    ) -> tuple[Person | None, PersonId | None]:
        window = {"after": after, "most": among}
        values = window | _values_of(part)
        found = await _PEOPLE.find(self.connection, _NEXT_OF, **values)
        if found is not None:
            return found, found.id
        return None, await self.connection.scalar(_LAST_LOOKED_AT, window)

    async def audience_count(self, part: Part, /) -> int:
        if part.payers is Payers.ALL and part.idle_since is None:
            names = [f"audience/{language}" for language in sorted(part.languages)]
            return await number_of(self.connection, _SUM_OF, names=names)
        return await number_of(self.connection, _COUNT_OF, **_values_of(part))

    async def add(self, person: Person, /) -> None:
        await _PEOPLE.add(self.connection, person)

    async def save(self, person: Person, /) -> None:
        await _PEOPLE.save(self.connection, person)
