"""Move credits: hold them, settle an order, sell credits and refund payments."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from typing import Final

import attrs

from ..errors import (
    AlreadyExistsError,
    NotFoundError,
    PaymentFault,
    PaymentRefusedError,
    RefundFailedError,
)
from ..ids import JobId, PaymentId, PersonId
from ..jobs import Job
from ..ledger import (
    GRANTS,
    REVENUE,
    SALES,
    Balance,
    Hold,
    Posting,
    Reason,
    available,
    held,
)
from ..lifecycle import written
from ..money import Money
from ..notices import Notice, NoticeKind, sale_of
from ..payments import Bill, Package, Payment, PaymentStatus, payment_id
from ..people import Person
from ..policy import Policy
from ..ports import Billing, Clock, HowToPay, RefundOutcome, Store, Work
from .trail import note, save


#: How many of a person's payments are looked at for one that bought credits.
_NEWEST: Final = 20


async def hold_price(work: Work, order: Sequence[Job], *, at: datetime) -> None:
    """Hold the price of jobs that are ordered together.

    Raises:
        InsufficientCreditsError: The person has less available.
    """
    job, price, bonus = order[0], sum(one.price for one in order), 0
    if price:
        bonus = (await work.ledger.balance(job.person)).bonus_in(price)
    hold = Hold(job=job.id, person=job.person, amount=price, bonus=bonus)
    await work.ledger.add_hold(hold)
    if price:
        await work.ledger.post(
            Posting(
                key=f"hold:{job.id.hex}",
                source=available(job.person),
                dest=held(job.person),
                amount=price,
                bonus=bonus,
                reason=Reason.HOLD,
                job=job.id,
                at=at,
            )
        )


async def settle(
    work: Work, order: Sequence[Job], owner: Person, *, at: datetime
) -> None:
    """Capture the price of what was delivered, and release the rest.

    Bonus credits are captured first, so that bought ones come back.
    """
    job = order[0]
    hold = await work.ledger.hold(job.id)
    earned = sum(one.price * one.delivered // one.order.count for one in order)
    # First, because a hold that has ended raises before any credits move.
    ended = hold.capture(earned) if earned else hold.release()
    await save(work, ended, at=at)
    if earned:
        await work.ledger.post(
            Posting(
                key=f"capture:{job.id.hex}",
                source=held(job.person),
                dest=REVENUE,
                amount=earned,
                bonus=ended.bonus_captured,
                reason=Reason.CAPTURE,
                job=job.id,
                at=at,
            )
        )
        await _reward_referrer(work, owner, at=at)
    if hold.amount > earned:
        back, bonus = hold.amount - earned, hold.bonus - ended.bonus_captured
        await work.ledger.post(
            Posting(
                key=f"release:{job.id.hex}",
                source=held(job.person),
                dest=available(job.person),
                amount=back,
                bonus=bonus,
                reason=Reason.RELEASE,
                job=job.id,
                at=at,
            )
        )
        await _reclaim_owed(work, job, back - bonus, at=at)


async def _reclaim_owed(work: Work, job: Job, back: int, *, at: datetime) -> None:
    """Reclaim credits of refunded payments from the bought ones that are released.

    Otherwise a person could order, get the payment refunded, cancel, and keep both.
    """
    for payment in await work.payments.owed(job.person):
        amount = min(back, payment.owed)
        if not amount:
            return
        await work.ledger.post(
            Posting(
                key=f"refund:{payment.id.hex}:{job.id.hex}",
                source=available(job.person),
                dest=SALES,
                amount=amount,
                reason=Reason.REFUND,
                payment=payment.id,
                at=at,
            )
        )
        await work.payments.save(payment.reclaim(amount))
        back -= amount


async def _reward_referrer(work: Work, brought: Person, *, at: datetime) -> None:
    """Reward the person who invited this one, once, at the first order after a top-up.

    Gifts alone earn nothing, or a person with many accounts could trade them.
    """
    if brought.referrer is None or not brought.bounty:
        return
    payments = await work.payments.of(brought.id, limit=_NEWEST)
    if any(one.status is PaymentStatus.CREDITED for one in payments):
        key = f"referral:{brought.id}"
        new = await work.ledger.post(
            Posting(
                key=key,
                source=GRANTS,
                dest=available(brought.referrer),
                amount=brought.bounty,
                reason=Reason.REFERRAL,
                at=at,
            )
        )
        if new:
            await work.notices.add(
                Notice(
                    key=key,
                    person=brought.referrer,
                    what=NoticeKind.REFERRAL,
                    amount=brought.bounty,
                    due_at=at,
                )
            )


async def grant_training(
    work: Work, replaced: JobId, price: int, *, at: datetime
) -> None:
    """Post what a free training would have cost, once for the one that it replaces."""
    if price:
        await work.ledger.post(
            Posting(
                key=f"retraining:{replaced.hex}",
                source=GRANTS,
                dest=REVENUE,
                amount=price,
                reason=Reason.RETRAINING,
                job=replaced,
                at=at,
            )
        )


async def grant_bought(work: Work, payment: Payment, *, at: datetime) -> None:
    """Grant the credits that a payment bought."""
    await work.ledger.post(
        Posting(
            key=f"top-up:{payment.id.hex}",
            source=SALES,
            dest=available(payment.person),
            amount=payment.credits,
            reason=Reason.TOP_UP,
            payment=payment.id,
            at=at,
        )
    )


async def reclaim_bought(work: Work, payment: Payment, *, at: datetime) -> None:
    """Take back the credits that a refunded payment had bought.

    Bonus credits stay, and do not replace bought ones that are spent.

    Raises:
        InsufficientCreditsError: Some of them are spent.
    """
    if payment.reclaimed:
        await work.ledger.post(
            Posting(
                key=f"refund:{payment.id.hex}",
                source=available(payment.person),
                dest=SALES,
                amount=payment.reclaimed,
                reason=Reason.REFUND,
                payment=payment.id,
                at=at,
            )
        )


@attrs.frozen
class PaymentNews:
    """A payment, and the balance after it."""

    payment: Payment
    balance: Balance


@attrs.frozen
class TopUp:
    """Sell packages of credits."""

    store: Store
    billing: Billing
    clock: Clock
    packages: Sequence[Package]
    #: Whether the admins are told of each sale.
    tell_sales: bool = False

    async def worthless(self) -> bool:
        """Whether an incident stops all sales, so that credits buy nothing now."""
        async with self.store.read() as reading:
            return any(one.stops("") for one in await reading.incidents.all())

    async def bill(self, person: PersonId, package: Package, *, title: str) -> HowToPay:
        """Bill a person for a package; they see *title*.

        Raises:
            PaymentRefusedError: The package is not on offer.
            BillingUnavailableError: The payment service could not be asked now.
        """
        if package not in self.packages:
            raise PaymentRefusedError(PaymentFault.NOT_OFFERED)
        return await self.billing.bill(Bill(person, package), title=title)

    async def check(self, person: PersonId, payload: str, paid: Money) -> None:
        """Check whether a payment may be made, without waiting for a lock.

        Raises:
            PaymentRefusedError: It may not.
        """
        bill = Bill.read(payload)
        if bill is None:
            raise PaymentRefusedError(PaymentFault.UNKNOWN)
        fault = bill.fault(person, paid)
        if fault is not None:
            raise PaymentRefusedError(fault)
        if bill.package not in self.packages:
            raise PaymentRefusedError(PaymentFault.NOT_OFFERED)
        async with self.store.read() as reading:
            payer = await reading.people.get(person)
        if payer.blocked_at is not None:
            raise PaymentRefusedError(PaymentFault.BLOCKED)

    async def receive(
        self, person: PersonId, *, charge_id: str, payload: str, paid: Money
    ) -> PaymentNews:
        """Record a payment that was made; the same charge is recorded once.

        It buys what its bill says, even if that is no longer on offer. A payment
        without a valid bill is recorded, too, and refunded by the sweep.

        Raises:
            PaymentRefusedError: The charge id is not valid, or another person's.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            with suppress(NotFoundError):
                known = await work.payments.get(payment_id(charge_id), person=person)
                return PaymentNews(known.repeat(), await work.ledger.balance(person))
            received = Payment(
                id=payment_id(charge_id),
                person=person,
                charge_id=charge_id,
                payload=payload,
                amount=paid.amount,
                currency=paid.currency,
                created_at=now,
            )
            bill = Bill.read(payload)
            if bill is not None and bill.fault(person, paid) is None:
                payment = received.credit(bill.package.credits)
            else:
                payment = received.refund(at=now)
            try:
                await work.payments.add(written(payment))
            except AlreadyExistsError:
                raise PaymentRefusedError(PaymentFault.NOT_YOURS) from None
            await note(work, payment, at=now)
            if payment.credits:
                await grant_bought(work, payment, at=now)
                if self.tell_sales:
                    await work.notices.add(sale_of(payment))
            return PaymentNews(payment, await work.ledger.balance(person))

    async def returned(self, person: PersonId, charge_id: str) -> PaymentNews:
        """Record that a payment was refunded, whether we asked for it or not.

        Raises:
            NotFoundError: The person has no such payment.
            PaymentRefusedError: The charge id is not valid.
        """
        async with self.store.work(person) as work:
            now = self.clock()
            before = await work.payments.get(payment_id(charge_id), person=person)
            there = (await work.ledger.balance(person)).bought
            if before.status is PaymentStatus.CREDITED:
                after = before.give_back(reclaimed=min(before.credits, there))
                await reclaim_bought(work, after, at=now)
            else:
                after = before.give_back()
            await save(work, after, at=now)
            return PaymentNews(after, await work.ledger.balance(person))


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
