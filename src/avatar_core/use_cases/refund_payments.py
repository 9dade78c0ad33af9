"""Refund payments."""

from collections.abc import Sequence

import attrs

from ..errors import NotFoundError, RefundFailedError
from ..ids import PaymentId
from ..payments import Payment
from ..policy import Policy
from ..ports import Billing, Clock, RefundOutcome, Store
from .trail import save


@attrs.frozen
class RefundPayments:
    """Refund payments that bought nothing, and those that an admin gives up."""

    store: Store
    billing: Billing
    clock: Clock
    policy: Policy

    async def due(self, *, limit: int = 100) -> Sequence[PaymentId]:
        """Return the payments whose refund is due."""
        async with self.store.read() as reading:
            return await reading.payments.due(self.clock(), limit=limit)

    async def __call__(self, payment: PaymentId) -> Payment | None:
        """Refund a payment if that is due; return it, or None if it is not.

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
            outcome = await self.billing.refund(known)
        except RefundFailedError as error:
            return await self._later(known, error.detail)
        if outcome is RefundOutcome.PENDING:
            return await self._later(known)
        async with self.store.work(known.person) as work:
            now = self.clock()
            before = await work.payments.get(payment)
            after = before.give_back()
            return await save(work, after, at=now)

    async def _later(self, known: Payment, trouble: str | None = None) -> Payment:
        async with self.store.work(known.person) as work:
            fresh = await work.payments.get(known.id)
            if fresh.version != known.version:
                return fresh  # another worker refunds it, or has done so
            now = self.clock()
            if trouble is None:
                waiting = fresh.await_refund(now + self.policy.pending_refund)
            else:
                until = now + self.policy.wait(fresh.troubles)
                waiting = fresh.retry_later(until, trouble)
            return await work.payments.save(waiting)
