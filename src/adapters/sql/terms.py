"""What the owner changed of the prices and limits."""

from collections.abc import Mapping
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.prices import Term

from .tables import terms


_CHANGED: Final = sa.select(terms.c.term, terms.c.value)
_NEW: Final = insert(terms).inline()
_CHANGE: Final = _NEW.on_conflict_do_update(
    index_elements=[terms.c.term], set_={"value": _NEW.excluded.value}
)
_RESTORE: Final = terms.delete().where(terms.c.term == sa.bindparam("pk"))


@attrs.frozen
class SqlTerms:
    """`avatar_core.ports.Terms` in one transaction."""

    connection: AsyncConnection

    async def changed(self) -> Mapping[Term, int]:
        """Return what differs from the settings."""
        result = await self.connection.execute(_CHANGED)
        return {row.term: row.value for row in result}

    async def change(self, term: Term, value: int | None, /) -> None:
        """Change a term from now on; None: as it is in the settings again."""
        if value is None:
            await self.connection.execute(_RESTORE, {"pk": term})
        else:
            await self.connection.execute(_CHANGE, {"term": term, "value": value})
