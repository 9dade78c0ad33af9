"""Giving payments back."""

from collections.abc import Sequence

import attrs

from ..errors import NotFoundError, RefundFailedError
from ..ids import PaymentId
from ..payments import Payment
from ..policy import Policy
from ..ports import Clock, StarRefunds, Store
from .trail import save


@attrs.frozen
class RefundPayments:
    """Give Stars back: what bought nothing, and what the owner gives up."""

    store: Store
    refunds: StarRefunds
    clock: Clock
    policy: Policy

    async def due(self, *, limit: int = 100) -> Sequence[PaymentId]:
        """Return the payments that are to be given back by now."""
        async with self.store.read() as reading:
            return await reading.payments.due(self.clock(), limit=limit)

    async def __call__(self, payment: PaymentId) -> Payment | None:
        """Give a payment back if that is due; return it, or None if it is not.

        Calling it at any time, twice or at once from many workers, is safe.
        """
        try:
            async with self.store.read() as reading:
                known = await reading.payments.get(payment)
        except NotFoundError:
            return None
        if known.due_at is None or known.due_at > self.clock():
            return None
        try:
            await self.refunds.refund(known.person, known.charge_id)
        except RefundFailedError as error:
            return await self._try_later(known, error.detail)
        async with self.store.work(known.person) as work:
            now = self.clock()
            before = await work.payments.get(payment)
            after = before.give_back()
            return await save(work, after, at=now)

    async def _try_later(self, known: Payment, detail: str) -> Payment:
        async with self.store.work(known.person) as work:
            fresh = await work.payments.get(known.id)
            if fresh.version != known.version:
                return fresh  # another has it in hand, or it is done
            until = self.clock() + self.policy.wait(fresh.troubles)
            return await work.payments.save(fresh.stumble(until, detail))
