"""Move credits: hold them for an order, settle its end, sell and reclaim them."""

from collections.abc import Sequence
from datetime import datetime

from ..ids import PersonId
from ..jobs import Job
from ..ledger import GRANTS, REVENUE, SALES, Hold, Posting, Reason, available, held
from ..notices import Notice, NoticeKind
from ..payments import Payment
from ..ports import Work
from .trail import save


async def hold_price(work: Work, order: Sequence[Job], *, at: datetime) -> None:
    """Hold the price of jobs that are ordered together.

    Raises:
        InsufficientCreditsError: The person has less available.
    """
    job, price = order[0], sum(one.price for one in order)
    await work.ledger.add_hold(Hold(job=job.id, person=job.person, amount=price))
    if price:
        await work.ledger.post(
            Posting(
                key=f"hold:{job.id.hex}",
                source=available(job.person),
                dest=held(job.person),
                amount=price,
                reason=Reason.HOLD,
                job=job.id,
                at=at,
            )
        )


async def settle(work: Work, order: Sequence[Job], *, at: datetime) -> None:
    """Capture the price of what was delivered, and release the rest."""
    job = order[0]
    hold = await work.ledger.hold(job.id)
    earned = sum(one.price * one.delivered // one.ordered for one in order)
    # First, because a hold that has ended raises before any credits move.
    await save(work, hold.capture(earned) if earned else hold.release(), at=at)
    if earned:
        await work.ledger.post(
            Posting(
                key=f"capture:{job.id.hex}",
                source=held(job.person),
                dest=REVENUE,
                amount=earned,
                reason=Reason.CAPTURE,
                job=job.id,
                at=at,
            )
        )
        await _reward_referrer(work, job.person, at=at)
    if hold.amount > earned:
        await work.ledger.post(
            Posting(
                key=f"release:{job.id.hex}",
                source=held(job.person),
                dest=available(job.person),
                amount=hold.amount - earned,
                reason=Reason.RELEASE,
                job=job.id,
                at=at,
            )
        )
        await _reclaim_owed(work, job, hold.amount - earned, at=at)


async def _reclaim_owed(work: Work, job: Job, back: int, *, at: datetime) -> None:
    """Reclaim credits of refunded payments from what is released.

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


async def _reward_referrer(work: Work, friend: PersonId, *, at: datetime) -> None:
    """Reward the person who invited this one, once, at the first paid job."""
    brought = await work.people.get(friend)
    if brought.referrer is not None and brought.bounty:
        key = f"referral:{friend}"
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
