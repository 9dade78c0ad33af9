"""Create, list and stop promo codes."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...admins import Admins
from ...ids import PersonId
from ...ledger import HOUSE
from ...ports import Clock, Store
from ...promos import Promo, clean_code


@attrs.frozen
class ManagePromos:
    """Create, list and stop promo codes."""

    store: Store
    clock: Clock
    admins: Admins

    async def create(
        self,
        admin: PersonId,
        code: str,
        *,
        credits: int,  # noqa: A002 - the domain's word
        uses: int,
        valid_until: datetime | None = None,
    ) -> Promo:
        """Create a code that gives *credits* to each of the first *uses* people.

        Raises:
            NotFoundError: The caller is not an admin.
            PromoRefusedError: A code is 3 to 32 letters, digits and dashes.
            ValueError: The credits or the uses are out of bounds.
            AlreadyExistsError: There is, or was, such a code.
        """
        self.admins.require(admin)
        promo = Promo(
            code=clean_code(code),
            credits=credits,
            uses=uses,
            created_at=self.clock(),
            valid_until=valid_until,
        )
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.CREATE_PROMO,
                    subject=promo.code,
                    amount=promo.credits,
                    at=promo.created_at,
                )
            )
        return promo

    async def newest(self, admin: PersonId, *, limit: int = 20) -> Sequence[Promo]:
        """Return the newest codes, newest first.

        Raises:
            NotFoundError: The caller is not an admin.
        """
        self.admins.require(admin)
        async with self.store.read() as reading:
            return await reading.promos.newest(limit=limit)

    async def stop(self, admin: PersonId, code: str) -> Promo:
        """Stop a code; a second time has no effect.

        Raises:
            NotFoundError: There is none; or the caller is not an admin.
            PromoRefusedError: It cannot be a code.
        """
        self.admins.require(admin)
        async with self.store.work(HOUSE) as work:
            now = self.clock()
            promo = await work.promos.get(clean_code(code))
            if promo.stopped_at is not None:
                return promo
            await work.promos.stop(promo.code, at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.STOP_PROMO,
                    subject=promo.code,
                    at=now,
                )
            )
            return attrs.evolve(promo, stopped_at=now)
