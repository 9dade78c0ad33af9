"""Create, list and stop promo codes."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...deeds import Deed, DeedKind
from ...ids import PersonId
from ...ledger import HOUSE
from ...owners import Owners
from ...ports import Clock, Store
from ...promos import Promo, clean_code


@attrs.frozen
class ManagePromos:
    """Create, list and stop promo codes."""

    store: Store
    clock: Clock
    owners: Owners

    async def create(
        self,
        owner: PersonId,
        code: str,
        *,
        credits: int,  # noqa: A002 - the domain's word
        uses: int,
        valid_until: datetime | None = None,
    ) -> Promo:
        """Create a code that gives *credits* to each of the first *uses* people.

        Raises:
            NotFoundError: It is not the owner who asks.
            PromoRefusedError: A code is 3 to 32 letters, digits and dashes.
            ValueError: The credits or the uses are out of bounds.
            AlreadyExistsError: There is, or was, such a code.
        """
        self.owners.require(owner)
        promo = Promo(
            code=clean_code(code),
            credits=credits,
            uses=uses,
            created_at=self.clock(),
            valid_until=valid_until,
        )
        async with self.store.work(HOUSE) as work:
            await work.promos.add(promo)
            await work.deeds.add(
                Deed(
                    owner=owner,
                    what=DeedKind.CREATE_PROMO,
                    subject=promo.code,
                    amount=promo.credits,
                    at=promo.created_at,
                )
            )
        return promo

    async def newest(self, owner: PersonId, *, limit: int = 20) -> Sequence[Promo]:
        """Return the newest codes, newest first.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            return await reading.promos.newest(limit=limit)

    async def stop(self, owner: PersonId, code: str) -> Promo:
        """Stop a code; a second time has no effect.

        Raises:
            NotFoundError: There is none; or it is not the owner who asks.
            PromoRefusedError: It cannot be a code.
        """
        self.owners.require(owner)
        async with self.store.work(HOUSE) as work:
            now = self.clock()
            promo = await work.promos.get(clean_code(code))
            if promo.stopped_at is not None:
                return promo
            await work.promos.stop(promo.code, at=now)
            await work.deeds.add(
                Deed(owner=owner, what=DeedKind.STOP_PROMO, subject=promo.code, at=now)
            )
            return attrs.evolve(promo, stopped_at=now)
