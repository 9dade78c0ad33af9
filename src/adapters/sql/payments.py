"""The payments' rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

import attrs
import sqlalchemy as sa

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from avatar_core.errors import AlreadyExistsError, NotFoundError, StaleError, Thing
from avatar_core.ids import PaymentId, PersonId
from avatar_core.lifecycle import check_written
from avatar_core.payments import Payment, PaymentStatus

from .statements import MOST, columns_of, fields_of
from .tables import payments


_ANY: Final = sa.select(*fields_of(payments))
_GET: Final = _ANY.where(payments.c.id == sa.bindparam("pk"))
_OF: Final = (
    _ANY.where(payments.c.person == sa.bindparam("person"))
    .order_by(payments.c.position.desc())
    .limit(MOST)
)
_DUE: Final = (
    sa.select(payments.c.id)
    .where(payments.c.due_at <= sa.bindparam("now"))
    .order_by(payments.c.due_at)
    .limit(MOST)
)
_OWED: Final = (
    _ANY.where(payments.c.person == sa.bindparam("person"))
    .where(payments.c.status == PaymentStatus.REFUNDED)
    .where(payments.c.reclaimed < payments.c.credits)
    .order_by(payments.c.position)
)
_ADD: Final = insert(payments).inline().on_conflict_do_nothing()
_SAVE: Final = payments.update().where(
    payments.c.id == sa.bindparam("pk"),
    payments.c.version == sa.bindparam("loaded_version"),
)


@attrs.frozen
class SqlPayments:
    """`avatar_core.ports.Payments` in one transaction."""

    connection: AsyncConnection

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        """Return the payment, of *person* if one is named."""
        result = await self.connection.execute(_GET, {"pk": payment})
        row = result.mappings().one_or_none()
        if row is None or person not in (None, row["person"]):
            raise NotFoundError(Thing.PAYMENT)
        return Payment(**row)

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        """Return the person's newest payments, newest first."""
        result = await self.connection.execute(_OF, {"person": person, "most": limit})
        return [Payment(**row) for row in result.mappings()]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        """Return what is to be given back by now, the longest due first."""
        result = await self.connection.execute(_DUE, {"now": now, "most": limit})
        return [PaymentId(id_) for id_ in result.scalars()]

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        """Return the person's payments given back whose credits were not all taken."""
        result = await self.connection.execute(_OWED, {"person": person})
        return [Payment(**row) for row in result.mappings()]

    async def add(self, payment: Payment, /) -> None:
        """Keep a new payment."""
        result = await self.connection.execute(_ADD, columns_of(payment))
        if result.rowcount != 1:
            raise AlreadyExistsError(Thing.PAYMENT)

    async def save(self, payment: Payment, /) -> Payment:
        """Keep a changed payment and return it with its new version."""
        check_written(payment)
        version = payment.version + 1
        result = await self.connection.execute(
            _SAVE,
            {
                "pk": payment.id,
                "loaded_version": payment.version,
                "reclaimed": payment.reclaimed,
                "status": payment.status,
                "troubles": payment.troubles,
                "detail": payment.detail,
                "due_at": payment.due_at,
                "version": version,
            },
        )
        if result.rowcount != 1:
            raise StaleError(Thing.PAYMENT)
        return attrs.evolve(payment, version=version)
