"""The rows of disputes."""

from collections.abc import Sequence
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.disputes import Dispute
from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import DisputeId, PersonId

from .engine import Connection
from .rows import MOST, Rows, fields_of, number_of
from .tables import disputes


_ANY: Final = sa.select(*fields_of(disputes))
_GET: Final = _ANY.where(disputes.c.id == sa.bindparam("pk"))
# The planner uses the partial index only if the value is a literal.
_OPEN: Final = sa.text("disputes.status = 'open'")
_WAITING_COUNT: Final = sa.select(sa.func.count()).select_from(disputes).where(_OPEN)
_OPEN_COUNT: Final = _WAITING_COUNT.where(disputes.c.person == sa.bindparam("person"))
_OF: Final = (
    _ANY.where(disputes.c.person == sa.bindparam("person"))
    .order_by(disputes.c.position.desc())
    .limit(MOST)
)
_WAITING: Final = _ANY.where(_OPEN).order_by(disputes.c.position).limit(MOST)
_DISPUTES: Final = Rows(
    disputes,
    Thing.DISPUTE,
    Dispute,
    fixed=("person", "job", "payment", "words", "created_at"),
)


@attrs.frozen
class SqlDisputes:
    """`avatar_core.ports.Disputes` in one transaction."""

    connection: Connection

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        found = await _DISPUTES.get(self.connection, _GET, pk=dispute)
        if person not in (None, found.person):
            raise NotFoundError(Thing.DISPUTE)
        return found

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Dispute]:
        return await _DISPUTES.list(self.connection, _OF, person=person, most=limit)

    async def open_count(self, person: PersonId, /) -> int:
        return await number_of(self.connection, _OPEN_COUNT, person=person)

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        return await _DISPUTES.list(self.connection, _WAITING, most=limit)

    async def waiting_count(self) -> int:
        return await number_of(self.connection, _WAITING_COUNT)

    async def add(self, dispute: Dispute, /) -> None:
        await _DISPUTES.add(self.connection, dispute)

    async def save(self, dispute: Dispute, /) -> Dispute:
        return await _DISPUTES.save(self.connection, dispute)
