"""The rows of payments."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from avatar_core.errors import NotFoundError, Thing
from avatar_core.ids import PaymentId, PersonId
from avatar_core.payments import Payment, PaymentStatus

from .engine import Connection
from .rows import MOST, Rows, fields_of
from .tables import payments


_ANY: Final = sa.select(*fields_of(payments))
_GET: Final = _ANY.where(payments.c.id == sa.bindparam("pk"))
_THEIRS: Final = _ANY.where(payments.c.person == sa.bindparam("person"))
_OF: Final = _THEIRS.order_by(payments.c.position.desc()).limit(MOST)
_DUE: Final = (
    sa.select(payments.c.id)
    .where(payments.c.due_at <= sa.bindparam("now"))
    .order_by(payments.c.due_at)
    .limit(MOST)
)
_OWED: Final = (
    _THEIRS.where(payments.c.status == PaymentStatus.REFUNDED)
    .where(payments.c.reclaimed < payments.c.credits)
    .order_by(payments.c.position)
)
_PAYMENTS: Final = Rows(
    payments,
    Thing.PAYMENT,
    Payment,
    fixed=(
        *("person", "charge_id", "payload", "amount", "currency", "credits"),
        "created_at",
    ),
)


@attrs.frozen
class SqlPayments:
    """`avatar_core.ports.Payments` in one transaction."""

    connection: Connection

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        found = await _PAYMENTS.get(self.connection, _GET, pk=payment)
        if person not in (None, found.person):
            raise NotFoundError(Thing.PAYMENT)
        return found

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        return await _PAYMENTS.list(self.connection, _OF, person=person, most=limit)

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        found = await self.connection.scalars(_DUE, {"now": now, "most": limit})
        return [PaymentId(id_) for id_ in found]

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        return await _PAYMENTS.list(self.connection, _OWED, person=person)

    async def add(self, payment: Payment, /) -> None:
        await _PAYMENTS.add(self.connection, payment)

    async def save(self, payment: Payment, /) -> Payment:
        return await _PAYMENTS.save(self.connection, payment)
