"""Refund payments that bought credits, by hand."""

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...errors import CreditsSpentError, InsufficientCreditsError
from ...ids import PaymentId, PersonId
from ...ledger import Balance
from ...payments import Payment, PaymentStatus
from ...ports import Clock, Work
from ...timelines import Timeline
from ..money import reclaim_bought
from ..timeline import timeline_of_payment
from ..trail import save
from .desk import Desk


@attrs.frozen(kw_only=True)
class PaymentFile:
    """Everything that admins see of a payment."""

    payment: Payment
    balance: Balance
    timeline: Timeline

    @property
    def can_give_up(self) -> bool:
        """Whether it bought credits and was not given up yet."""
        return self.payment.status is PaymentStatus.CREDITED


@attrs.frozen
class GiveUpPayments:
    """Take back the credits that a payment bought, and have it refunded.

    Raises:
        NotFoundError: There is no such payment.
    """

    desk: Desk

    async def file(self, admin: PersonId, payment: PaymentId) -> PaymentFile:
        """Return a payment with its whole history."""
        async with self.desk.read(admin) as reading:
            found = await reading.payments.get(payment)
            return PaymentFile(
                payment=found,
                balance=await reading.ledger.balance(found.person),
                timeline=await timeline_of_payment(reading, payment),
            )

    async def __call__(self, admin: PersonId, payment: PaymentId) -> Payment:
        """Give a payment up; a second time has no effect.

        Raises:
            CreditsSpentError: Some of its credits are spent.
        """
        async with self.desk.read(admin) as reading:
            person = (await reading.payments.get(payment)).person
        async with self.desk.work(admin, person) as work:
            return await give_up(work, admin, payment, clock=self.desk.clock)


async def give_up(
    work: Work, admin: PersonId, payment: PaymentId, *, clock: Clock
) -> Payment:
    """Give a payment up within a transaction."""
    now = clock()
    before = await work.payments.get(payment)
    after = before.refund(at=now)
    if after is before:
        return before
    try:
        await reclaim_bought(work, after, at=now)
    except InsufficientCreditsError as error:
        raise CreditsSpentError(error.price, error.available) from error
    saved = await save(work, after, at=now)
    await work.admin_log.add(
        AdminAction(
            admin=admin,
            what=AdminActionKind.REFUND,
            person=before.person,
            subject=before.charge_id,
            amount=before.amount,
            currency=before.currency,
            at=now,
        )
    )
    return saved
