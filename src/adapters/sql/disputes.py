"""The disputes' rows."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.disputes import Dispute
from avatar_core.errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from avatar_core.ids import DisputeId, PersonId

from .statements import MOST, columns_of, fields_of
from .tables import disputes


_ANY: Final = sa.select(*fields_of(disputes))
_GET: Final = _ANY.where(disputes.c.id == sa.bindparam("pk"))
# Only literals let the planner see that the partial index will do.
_OPEN: Final = sa.text("disputes.status = 'open'")
_OPEN_COUNT: Final = (
    sa.select(sa.func.count())
    .select_from(disputes)
    .where(disputes.c.person == sa.bindparam("person"))
    .where(_OPEN)
)
_WAITING_COUNT: Final = sa.select(sa.func.count()).select_from(disputes).where(_OPEN)
_WAITING: Final = _ANY.where(_OPEN).order_by(disputes.c.position).limit(MOST)
_ADD: Final = insert(disputes).inline().on_conflict_do_nothing()
_SAVE: Final = disputes.update().where(
    disputes.c.id == sa.bindparam("pk"),
    disputes.c.version == sa.bindparam("loaded_version"),
)


@attrs.frozen
class SqlDisputes:
    """`avatar_core.ports.Disputes` in one transaction."""

    connection: AsyncConnection

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        """Return the dispute, of *person* if one is named."""
        result = await self.connection.execute(_GET, {"pk": dispute})
        row = result.mappings().one_or_none()
        if row is None or person not in (None, row["person"]):
            raise NotFoundError(Thing.DISPUTE)
        return Dispute(**row)

    async def open_count(self, person: PersonId, /) -> int:
        """Return how many of the person's disputes wait for an answer."""
        result = await self.connection.execute(_OPEN_COUNT, {"person": person})
        return result.scalar_one()

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        """Return the disputes that wait for an answer, oldest first."""
        result = await self.connection.execute(_WAITING, {"most": limit})
        return [Dispute(**row) for row in result.mappings()]

    async def waiting_count(self) -> int:
        """Return how many disputes wait for an answer."""
        result = await self.connection.execute(_WAITING_COUNT)
        return result.scalar_one()

    async def add(self, dispute: Dispute, /) -> None:
        """Keep a new dispute."""
        result = await self.connection.execute(_ADD, columns_of(dispute))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.DISPUTE)

    async def save(self, dispute: Dispute, /) -> Dispute:
        """Keep a changed dispute and return it with its new version."""
        version = dispute.version + 1
        result = await self.connection.execute(
            _SAVE,
            {
                "pk": dispute.id,
                "loaded_version": dispute.version,
                "status": dispute.status,
                "remedy": dispute.remedy,
                "reply": dispute.reply,
                "answered_by": dispute.answered_by,
                "answered_at": dispute.answered_at,
                "version": version,
            },
        )
        if result.rowcount != 1:
            raise StaleError(Thing.DISPUTE)
        return attrs.evolve(dispute, version=version)
