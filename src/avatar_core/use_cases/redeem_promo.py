"""Using promo codes."""

import attrs

from ..errors import NotFoundError, PromoFault, PromoRefusedError
from ..ids import PersonId
from ..ledger import GRANTS, Balance, Posting, Reason, available
from ..ports import Clock, Store
from ..promos import Promo, clean_code


@attrs.frozen
class Redeemed:
    """A code that was used."""

    promo: Promo
    balance: Balance


@attrs.frozen
class RedeemPromo:
    """Give what a code is good for."""

    store: Store
    clock: Clock

    async def __call__(self, person: PersonId, words: str) -> Redeemed:
        """Use a code, as the person typed it.

        Raises:
            PromoRefusedError: It cannot be used (again) by this person, or now.
        """
        code = clean_code(words)
        async with self.store.work(person) as work:
            now = self.clock()
            try:
                promo = await work.promos.get(code)
            except NotFoundError:
                raise PromoRefusedError(PromoFault.UNKNOWN) from None
            if await work.promos.used_by(person, code):
                raise PromoRefusedError(PromoFault.USED)
            fault = promo.fault(now)
            if fault is not None:
                raise PromoRefusedError(fault)
            if not await work.promos.use(code, person, at=now):
                raise PromoRefusedError(PromoFault.FULL)
            await work.ledger.post(
                Posting(
                    key=f"promo:{code}:{person}",
                    source=GRANTS,
                    dest=available(person),
                    amount=promo.credits,
                    reason=Reason.PROMO,
                    note=code,
                    at=now,
                )
            )
            return Redeemed(promo, await work.ledger.balance(person))
