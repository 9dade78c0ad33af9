"""The promo codes' rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.errors import AlreadyExistsError, NotFoundError, Thing
from avatar_core.ids import PersonId
from avatar_core.promos import Promo

from .statements import MOST, fields_of
from .tables import promos, redemptions


_ANY: Final = sa.select(*fields_of(promos))
_GET: Final = _ANY.where(promos.c.code == sa.bindparam("pk"))
_LATEST: Final = _ANY.order_by(promos.c.position.desc()).limit(MOST)
_USED_BY: Final = sa.select(
    sa.exists()
    .where(redemptions.c.code == sa.bindparam("pk"))
    .where(redemptions.c.person == sa.bindparam("person"))
)
_ADD: Final = insert(promos).inline().on_conflict_do_nothing()
_NOTE: Final = insert(redemptions).inline().on_conflict_do_nothing()
_STRIKE: Final = redemptions.delete().where(
    redemptions.c.code == sa.bindparam("pk"),
    redemptions.c.person == sa.bindparam("of_person"),
)
# One statement, so that of those who come at once each sees the other's use.
_USE: Final = (
    promos.update()
    .where(promos.c.code == sa.bindparam("pk"))
    .where(promos.c.used < promos.c.uses)
    .values(used=promos.c.used + 1)
)
_STOP: Final = promos.update().where(promos.c.code == sa.bindparam("pk"))


@attrs.frozen
class SqlPromos:
    """`avatar_core.ports.Promos` in one transaction."""

    connection: AsyncConnection

    async def get(self, code: str, /) -> Promo:
        result = await self.connection.execute(_GET, {"pk": code})
        row = result.mappings().one_or_none()
        if row is None:
            raise NotFoundError(Thing.PROMO)
        return Promo(**row)

    async def newest(self, *, limit: int) -> Sequence[Promo]:
        result = await self.connection.execute(_LATEST, {"most": limit})
        return [Promo(**row) for row in result.mappings()]

    async def used_by(self, person: PersonId, code: str, /) -> bool:
        result = await self.connection.execute(_USED_BY, {"pk": code, "person": person})
        return result.scalar_one()

    async def add(self, promo: Promo, /) -> None:
        result = await self.connection.execute(_ADD, attrs.asdict(promo, recurse=False))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.PROMO)

    async def use(self, code: str, person: PersonId, /, *, at: datetime) -> bool:
        noted = await self.connection.execute(
            _NOTE, {"code": code, "person": person, "at": at}
        )
        if noted.rowcount != 1:
            raise AlreadyExistsError(Thing.PROMO)
        taken = await self.connection.execute(_USE, {"pk": code})
        if taken.rowcount == 1:
            return True
        # Whoever is told so may still commit: nothing must be left.
        await self.connection.execute(_STRIKE, {"pk": code, "of_person": person})
        return False

    async def stop(self, code: str, /, *, at: datetime) -> None:
        await self.connection.execute(_STOP, {"pk": code, "stopped_at": at})
