"""The people's rows."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.errors import AlreadyExistsError, NotFoundError, Thing
from avatar_core.ids import PersonId
from avatar_core.people import Person

from .statements import MOST
from .tables import people


_GET: Final = sa.select(people).where(people.c.id == sa.bindparam("pk"))
_NAMED: Final = (
    sa.select(people)
    .where(people.c.username == sa.bindparam("username"))
    .order_by(people.c.created_at.desc())
)
_BROUGHT_BY: Final = (
    sa.select(sa.func.count())
    .select_from(people)
    .where(people.c.referrer == sa.bindparam("person"))
)
_HEARS: Final = (
    people.c.blocked_at.is_(None) & people.c.left_at.is_(None) & ~people.c.quiet
)
_AUDIENCE: Final = (
    sa.select(people)
    .where(people.c.id > sa.bindparam("after"))
    .where(_HEARS)
    .order_by(people.c.id)
    .limit(MOST)
)
_AUDIENCE_COUNT: Final = sa.select(sa.func.count()).select_from(people).where(_HEARS)
_ADD: Final = insert(people).inline().on_conflict_do_nothing()
_SAVE: Final = people.update().where(people.c.id == sa.bindparam("pk"))


def away(person: sa.Column[int]) -> sa.ColumnElement[bool]:
    """Return whether the person named in a column is away (see `Person.away`)."""
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

    connection: AsyncConnection

    async def get(self, person: PersonId, /) -> Person:
        result = await self.connection.execute(_GET, {"pk": person})
        row = result.mappings().one_or_none()
        if row is None:
            raise NotFoundError(Thing.PERSON)
        return Person(**row)

    async def named(self, username: str, /) -> Sequence[Person]:
        result = await self.connection.execute(_NAMED, {"username": username})
        return [Person(**row) for row in result.mappings()]

    async def brought_by(self, person: PersonId, /) -> int:
        result = await self.connection.execute(_BROUGHT_BY, {"person": person})
        return result.scalar_one()

    async def audience(self, *, after: PersonId, limit: int) -> Sequence[Person]:
        result = await self.connection.execute(
            _AUDIENCE, {"after": after, "most": limit}
        )
        return [Person(**row) for row in result.mappings()]

    async def audience_count(self) -> int:
        return (await self.connection.execute(_AUDIENCE_COUNT)).scalar_one()

    async def add(self, person: Person, /) -> None:
        result = await self.connection.execute(
            _ADD, attrs.asdict(person, recurse=False)
        )
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.PERSON)

    async def save(self, person: Person, /) -> None:
        result = await self.connection.execute(
            _SAVE,
            {
                "pk": person.id,
                "language": person.language,
                "main_avatar": person.main_avatar,
                "username": person.username,
                "quiet": person.quiet,
                "enrich": person.enrich,
                "default_size": person.default_size,
                "blocked_at": person.blocked_at,
                "left_at": person.left_at,
                "wrong_codes": person.wrong_codes,
                "wrong_codes_since": person.wrong_codes_since,
                "forgotten_at": person.forgotten_at,
            },
        )
        if result.rowcount != 1:
            raise NotFoundError(Thing.PERSON)
