"""Redeem promo codes."""

from datetime import datetime

import attrs

from ..errors import NotFoundError, PromoFault, PromoRefusedError
from ..ids import PersonId
from ..ledger import GRANTS, Balance, Posting, Reason, available
from ..ports import Clock, Store, Work
from ..promos import Promo, clean_code


@attrs.frozen
class Redeemed:
    """A code that was redeemed."""

    promo: Promo
    balance: Balance


@attrs.frozen
class RedeemPromo:
    """Redeem promo codes for credits."""

    store: Store
    clock: Clock

    async def __call__(self, person: PersonId, words: str) -> Redeemed:
        """Redeem a code, as the person typed it.

        Raises:
            PromoRefusedError: This person cannot redeem it, or not now.
        """
        code = clean_code(words)
        async with self.store.work(person) as work:
            now = self.clock()
            trying = await work.people.get(person)
            if not trying.may_try_code(now):
                raise PromoRefusedError(PromoFault.TOO_MANY_TRIED)
            promo = await _found(work, code)
            if promo is not None:
                return await self._use(work, promo, person, now)
            await work.people.save(trying.tried_wrong_code(at=now))
        raise PromoRefusedError(PromoFault.UNKNOWN)

    async def _use(
        self, work: Work, promo: Promo, person: PersonId, now: datetime
    ) -> Redeemed:
        if await work.promos.used_by(person, promo.code):
            raise PromoRefusedError(PromoFault.USED)
        fault = promo.fault(now)
        if fault is not None:
            raise PromoRefusedError(fault)
        if not await work.promos.use(promo.code, person, at=now):
            raise PromoRefusedError(PromoFault.FULL)
        await work.ledger.post(
            Posting(
                key=f"promo:{promo.code}:{person}",
                source=GRANTS,
                dest=available(person),
                amount=promo.credits,
                reason=Reason.PROMO,
                note=promo.code,
                at=now,
            )
        )
        return Redeemed(promo, await work.ledger.balance(person))


async def _found(work: Work, code: str) -> Promo | None:
    try:
        return await work.promos.get(code)
    except NotFoundError:
        return None
