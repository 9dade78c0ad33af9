"""The rows of promo codes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import AlreadyExistsError, Thing
from avatar_core.ids import PersonId
from avatar_core.promos import Promo

from .engine import Connection
from .rows import MOST, Rows, add_to, fields_of
from .tables import promos, redemptions


_ANY: Final = sa.select(*fields_of(promos))
_GET: Final = _ANY.where(promos.c.code == sa.bindparam("pk"))
_LATEST: Final = _ANY.order_by(promos.c.position.desc()).limit(MOST)
_USED_BY: Final = sa.select(
    sa.exists()
    .where(redemptions.c.code == sa.bindparam("pk"))
    .where(redemptions.c.person == sa.bindparam("person"))
)
_NOTE: Final = add_to(redemptions)
_STRIKE: Final = redemptions.delete().where(
    redemptions.c.code == sa.bindparam("pk"),
    redemptions.c.person == sa.bindparam("of_person"),
)
# One statement, so that concurrent uses are all counted.
_USE: Final = (
    promos.update()
    .where(promos.c.code == sa.bindparam("pk"))
    .where(promos.c.used < promos.c.uses)
    .values(used=promos.c.used + 1)
)
_STOP: Final = promos.update().where(promos.c.code == sa.bindparam("pk"))
_PROMOS: Final = Rows(promos, Thing.PROMO, Promo, key="code")


@attrs.frozen
class SqlPromos:
    """`avatar_core.ports.Promos` in one transaction."""

    connection: Connection

    async def get(self, code: str, /) -> Promo:
        return await _PROMOS.get(self.connection, _GET, pk=code)

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        return await _PROMOS.list(self.connection, _LATEST, most=limit)

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        who = {"pk": code, "person": person}
        return bool(await self.connection.scalar(_USED_BY, who))

    async def add(self, promo: Promo, /) -> None:
        await _PROMOS.add(self.connection, promo)

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        noted = await self.connection.execute(
            _NOTE, {"code": code, "person": person, "at": at}
        )
        if noted.rowcount != 1:
            raise AlreadyExistsError(Thing.PROMO)
        taken = await self.connection.execute(_USE, {"pk": code})
        if taken.rowcount == 1:
            return True
        # The caller may still commit, so undo what was written.
        await self.connection.execute(_STRIKE, {"pk": code, "of_person": person})
        return False

    async def stop(self, code: str, /, *, at: datetime) -> None:
        await self.connection.execute(_STOP, {"pk": code, "stopped_at": at})
