"""Create, list and stop promo codes."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...ids import PersonId
from ...promos import Promo, clean_code
from .store import AdminStore


@attrs.frozen
class ManagePromos:
    """Create, list and stop promo codes."""

    store: AdminStore

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
            PromoRefusedError: A code is 3 to 32 letters, digits and dashes.
            ValueError: The credits or the uses are out of bounds.
            AlreadyExistsError: There is, or was, such a code.
        """
        async with self.store.work(admin) as work:
            promo = Promo(
                code=clean_code(code),
                credits=credits,
                uses=uses,
                created_at=self.store.clock(),
                valid_until=valid_until,
            )
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
        """Return the newest codes, newest first."""
        async with self.store.read(admin) as reading:
            return await reading.promos.newest(limit=limit)

    async def stop(self, admin: PersonId, code: str) -> Promo:
        """Stop a code; a second time has no effect.

        Raises:
            NotFoundError: There is no such code.
            PromoRefusedError: It cannot be a code.
        """
        async with self.store.work(admin) as work:
            now = self.store.clock()
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
