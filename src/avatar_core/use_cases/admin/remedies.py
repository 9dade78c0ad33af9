"""Put right what went wrong: with jobs, with payments, and by answering disputes."""

from collections.abc import Sequence, Set as AbstractSet
from contextlib import suppress
from datetime import datetime
from typing import Final

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...disputes import Dispute, DisputeStatus, Remedy
from ...errors import (
    ActionNotAllowedError,
    CreditsSpentError,
    InsufficientCreditsError,
    NotFoundError,
)
from ...failures import Cause, Failure
from ...ids import DisputeId, JobId, PaymentId, PersonId
from ...job_lifecycle import JobEvent, JobStatus
from ...jobs import Job
from ...ledger import REVENUE, Balance, Hold, Posting, Reason, available
from ...notices import answer_to, opening_of
from ...orders import again_id
from ...payments import Payment, PaymentStatus
from ...people import Person
from ...pictures import Picture
from ...ports import Reading, Work
from ...texts import clean_prompt
from ...timelines import DisputeFile, Timeline
from ..money import reclaim_bought
from ..ordering import Ordering, ordered_with
from ..outcomes import conclude
from ..trail import save
from .histories import timeline_of_job, timeline_of_payment
from .store import AdminStore


#: Ends after which another attempt may succeed.
_UNLUCKY: Final = frozenset({JobStatus.FAILED, JobStatus.EXPIRED})


@attrs.frozen(kw_only=True)
class JobFile:
    """Everything that admins see of a job."""

    job: Job
    person: Person
    timeline: Timeline

    @property
    def can_retry(self) -> bool:
        """Whether another attempt makes sense and was not made yet."""
        unlucky = self.job.status in _UNLUCKY
        return self.job.open or (unlucky and self.timeline.repeatable)

    @property
    def can_release(self) -> bool:
        """Whether it can be ended by hand."""
        return self.job.open


@attrs.frozen
class RescueJobs:
    """Show, hurry, retry and release jobs.

    Raises:
        NotFoundError: There is no such job.
    """

    store: AdminStore
    ordering: Ordering

    async def file(self, admin: PersonId, job: JobId) -> JobFile:
        """Return a job with its whole history."""
        async with self.store.read(admin) as reading:
            found = await reading.jobs.get(job)
            return JobFile(
                job=found,
                person=await reading.people.get(found.person),
                timeline=await timeline_of_job(reading, job),
            )

    async def pictures(
        self, admin: PersonId, job: JobId
    ) -> tuple[Job, Sequence[Picture]]:
        """Return the leading job of an order, and what is left of its pictures.

        That an admin has looked at them is written to the admin log.
        """
        async with self.store.work(admin) as work:
            order = await ordered_with(work, await work.jobs.get(job))
            pictures = [
                picture
                for one in order
                if one.delivered
                for picture in await work.pictures.of(one.id)
            ]
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.LOOK,
                    person=order[0].person,
                    job=order[0].id,
                    at=self.store.clock(),
                )
            )
            return order[0], pictures

    async def unanswered(
        self, admin: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[Job]:
        """Return the jobs with a POST whose answer was lost, newest first.

        These may have been paid for in vain, or twice.
        """
        async with self.store.read(admin) as reading:
            return await reading.jobs.unanswered(limit=limit, skip=skip)

    async def retry(self, admin: PersonId, job: JobId) -> Job:
        """Hurry an open job, or order a failed one again free of charge.

        Raises:
            ActionNotAllowedError: It succeeded, or its avatar has changed since.
        """
        async with self.store.read(admin) as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(admin, person) as work:
            now = self.store.clock()
            before = await work.jobs.get(job)
            if before.status in _UNLUCKY:
                with suppress(NotFoundError):
                    return await work.jobs.get(again_id(job))
                after = await self.ordering.again(work, before)
            elif before.open:
                after = await work.jobs.save(before.hurry(now))
                work.enqueue(job)
            else:
                raise ActionNotAllowedError(before.status, JobEvent.SUBMIT)
            await work.admin_log.add(_retried(admin, before, at=now))
            return after

    async def release(self, admin: PersonId, job: JobId) -> Job:
        """End an open job as failed; its credits are released and its person is told.

        Raises:
            ActionNotAllowedError: It has ended.
        """
        async with self.store.read(admin) as reading:
            person = (await reading.jobs.get(job)).person
        async with self.store.work(admin, person) as work:
            now = self.store.clock()
            before = await work.jobs.get(job)
            after = before.fail(Failure.RELEASED, Cause.BY_HAND, at=now)
            await conclude(work, after, at=now)
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.RELEASE,
                    person=person,
                    job=job,
                    amount=before.price,
                    at=now,
                )
            )
            return after


def _retried(admin: PersonId, job: Job, *, at: datetime) -> AdminAction:
    """Return the log entry of a job that an admin hurried, or ordered again."""
    return AdminAction(
        admin=admin, what=AdminActionKind.RETRY, person=job.person, job=job.id, at=at
    )


@attrs.frozen(kw_only=True)
class PaymentFile:
    """Everything that admins see of a payment."""

    payment: Payment
    person: Person
    balance: Balance
    timeline: Timeline

    @property
    def can_give_up(self) -> bool:
        """Whether it bought credits and was not given up yet."""
        return self.payment.status is PaymentStatus.CREDITED

    @property
    def spent(self) -> int:
        """How many of its credits are spent, so that a refund cannot take them back."""
        if self.can_give_up:
            return max(0, self.payment.credits - self.balance.bought)
        return self.payment.owed


@attrs.frozen
class GiveUpPayments:
    """Take back the credits that a payment bought, and have it refunded.

    Raises:
        NotFoundError: There is no such payment.
    """

    store: AdminStore

    async def file(self, admin: PersonId, payment: PaymentId) -> PaymentFile:
        """Return a payment with its whole history."""
        async with self.store.read(admin) as reading:
            found = await reading.payments.get(payment)
            return PaymentFile(
                payment=found,
                person=await reading.people.get(found.person),
                balance=await reading.ledger.balance(found.person),
                timeline=await timeline_of_payment(reading, payment),
            )

    async def __call__(self, admin: PersonId, payment: PaymentId) -> Payment:
        """Give a payment up; a second time has no effect.

        Raises:
            CreditsSpentError: Some of its credits are spent.
        """
        async with self.store.read(admin) as reading:
            person = (await reading.payments.get(payment)).person
        async with self.store.work(admin, person) as work:
            return await _give_up(work, admin, payment, at=self.store.clock())


async def _give_up(
    work: Work, admin: PersonId, payment: PaymentId, *, at: datetime
) -> Payment:
    before = await work.payments.get(payment)
    after = before.refund(at=at)
    if after is before:
        return before
    try:
        await reclaim_bought(work, after, at=at)
    except InsufficientCreditsError as error:
        raise CreditsSpentError(error.price, error.available) from error
    saved = await save(work, after, at=at)
    await work.admin_log.add(
        AdminAction(
            admin=admin,
            what=AdminActionKind.REFUND,
            person=before.person,
            subject=before.charge_id,
            amount=before.amount,
            currency=before.currency,
            at=at,
        )
    )
    return saved


async def dispute_file(reading: Reading, dispute: Dispute) -> DisputeFile:
    """Return everything needed to answer a dispute."""
    if dispute.job is not None:
        timeline = await timeline_of_job(reading, dispute.job)
    elif dispute.payment is not None:
        timeline = await timeline_of_payment(reading, dispute.payment)
    else:
        timeline = Timeline(moments=())
    return DisputeFile(
        dispute=dispute,
        person=await reading.people.get(dispute.person),
        balance=await reading.ledger.balance(dispute.person),
        timeline=timeline,
        remedies=_remedies(dispute, timeline),
    )


def _remedies(dispute: Dispute, timeline: Timeline) -> AbstractSet[Remedy]:
    if dispute.status is not DisputeStatus.OPEN:
        return frozenset()
    job, hold, payment = timeline.job, timeline.hold, timeline.payment
    amended = any(
        isinstance(moment, Posting) and moment.reason is Reason.AMENDS
        for moment in timeline.moments
    )
    offers = {
        Remedy.RETRY: job is not None and job.lead is None and timeline.repeatable,
        Remedy.CREDITS: hold is not None and hold.captured > 0 and not amended,
        Remedy.REFUND: payment is not None and payment.status is PaymentStatus.CREDITED,
        Remedy.WORDS: True,
    }
    return frozenset(remedy for remedy, offered in offers.items() if offered)


@attrs.frozen
class AnswerDisputes:
    """Show disputes, and answer them.

    Raises:
        NotFoundError: There is no such dispute.
    """

    store: AdminStore
    ordering: Ordering

    async def waiting(self, admin: PersonId, *, limit: int = 20) -> Sequence[Dispute]:
        """Return the unanswered disputes, oldest first."""
        async with self.store.read(admin) as reading:
            return await reading.disputes.waiting(limit=limit)

    async def count(self, admin: PersonId) -> int:
        """Return the number of unanswered disputes."""
        async with self.store.read(admin) as reading:
            return await reading.disputes.waiting_count()

    async def file(self, admin: PersonId, dispute: DisputeId) -> DisputeFile:
        """Return a dispute with its whole history."""
        async with self.store.read(admin) as reading:
            return await dispute_file(reading, await reading.disputes.get(dispute))

    async def __call__(
        self,
        admin: PersonId,
        dispute: DisputeId,
        remedy: Remedy,
        *,
        reply: str | None = None,
    ) -> Dispute:
        """Answer a dispute; giving the same answer again changes nothing.

        Raises:
            NotFoundError: The avatar of a job to be made again is gone.
            ActionNotAllowedError: The remedy is not available, or there is another
                answer already.
            CreditsSpentError: Some of the payment's credits are spent.
            InvalidTextError: The reply is too short or too long.
        """
        async with self.store.read(admin) as reading:
            said = None if reply is None else clean_prompt(reply)
            person = (await reading.disputes.get(dispute)).person
        async with self.store.work(admin, person) as work:
            before = await work.disputes.get(dispute)
            if before.status is DisputeStatus.ANSWERED:
                given = before.answered_by, before.remedy, before.reply
                if given != (admin, remedy, said):
                    raise ActionNotAllowedError(before.status, remedy)
                return before
            now = self.store.clock()
            file = await dispute_file(work, before)
            if remedy not in file.remedies:
                raise ActionNotAllowedError(before.status, remedy)
            amount = await self._settle(work, admin, remedy, file)
            after = before.answer(remedy, reply=said, admin=admin, at=now)
            saved = await work.disputes.save(after)
            await work.notices.remove(opening_of(before).key)
            await work.notices.add(answer_to(after, at=now))
            await work.admin_log.add(
                AdminAction(
                    admin=admin,
                    what=AdminActionKind.ANSWER,
                    person=person,
                    job=before.job,
                    subject=remedy.value,
                    amount=amount,
                    why=said or "",
                    at=now,
                )
            )
            return saved

    async def _settle(
        self, work: Work, admin: PersonId, remedy: Remedy, file: DisputeFile
    ) -> int | None:
        timeline, now = file.timeline, self.store.clock()
        match remedy:
            case Remedy.RETRY if timeline.job is not None:
                await self.ordering.again(work, timeline.job)
                await work.admin_log.add(_retried(admin, timeline.job, at=now))
            case Remedy.CREDITS if timeline.hold is not None:
                await _give_back(work, timeline.hold, at=now)
                return timeline.hold.captured
            case Remedy.REFUND if timeline.payment is not None:
                await _give_up(work, admin, timeline.payment.id, at=now)
            case _:
                pass
        return None


async def _give_back(work: Work, hold: Hold, *, at: datetime) -> None:
    """Give back what an order has cost, in credits."""
    await work.ledger.post(
        Posting(
            key=f"amends:{hold.job.hex}",
            source=REVENUE,
            dest=available(hold.person),
            amount=hold.captured,
            bonus=hold.bonus_captured,
            reason=Reason.AMENDS,
            job=hold.job,
            at=at,
        )
    )
