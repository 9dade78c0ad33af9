"""The rows of the prices and limits that an admin changed."""

from collections.abc import Mapping
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.prices import Term

from .engine import Connection
from .rows import put_into
from .tables import terms


_CHANGED: Final = sa.select(terms.c.term, terms.c.value)
_CHANGE: Final = put_into(terms)
_RESTORE: Final = terms.delete().where(terms.c.term == sa.bindparam("pk"))


@attrs.frozen
class SqlTerms:
    """`avatar_core.ports.Terms` in one transaction."""

    connection: Connection

    async def changed(self) -> Mapping[Term, int]:
        result = await self.connection.execute(_CHANGED)
        return {row.term: row.value for row in result}

    async def change(self, term: Term, value: int | None, /) -> None:
        if value is None:
            await self.connection.execute(_RESTORE, {"pk": term})
        else:
            await self.connection.execute(_CHANGE, {"term": term, "value": value})
