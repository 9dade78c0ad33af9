"""Answer disputes."""

from collections.abc import Sequence, Set as AbstractSet

import attrs

from ...admin_log import AdminAction, AdminActionKind
from ...disputes import Dispute, DisputeStatus, Remedy
from ...errors import ActionNotAllowedError, NotFoundError, Thing
from ...ids import DisputeId, PersonId
from ...ledger import REVENUE, Posting, Reason, available
from ...notices import answer_to, opening_of
from ...payments import PaymentStatus
from ...ports import Reading, Work
from ...texts import clean_prompt
from ...timelines import DisputeFile, Timeline
from ..ordering import Ordering
from ..timeline import timeline_of_job, timeline_of_payment
from .desk import Desk
from .give_up_payments import give_up
from .rescue_jobs import retried


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
    offers = {
        Remedy.RETRY: job is not None and job.lead is None and timeline.repeatable,
        Remedy.CREDITS: hold is not None
        and hold.captured > 0
        and not _amended(timeline),
        Remedy.REFUND: payment is not None and payment.status is PaymentStatus.CREDITED,
        Remedy.WORDS: True,
    }
    return frozenset(remedy for remedy, offered in offers.items() if offered)


def _amended(timeline: Timeline) -> bool:
    return any(
        isinstance(moment, Posting) and moment.reason is Reason.AMENDS
        for moment in timeline.moments
    )


@attrs.frozen
class AnswerDisputes:
    """Show disputes, and answer them.

    Raises:
        NotFoundError: There is no such dispute.
    """

    desk: Desk
    ordering: Ordering

    async def waiting(self, admin: PersonId, *, limit: int = 20) -> Sequence[Dispute]:
        """Return the unanswered disputes, oldest first."""
        async with self.desk.read(admin) as reading:
            return await reading.disputes.waiting(limit=limit)

    async def count(self, admin: PersonId) -> int:
        """Return the number of unanswered disputes."""
        async with self.desk.read(admin) as reading:
            return await reading.disputes.waiting_count()

    async def file(self, admin: PersonId, dispute: DisputeId) -> DisputeFile:
        """Return a dispute with its whole history."""
        async with self.desk.read(admin) as reading:
            return await dispute_file(reading, await reading.disputes.get(dispute))

    async def __call__(
        self,
        admin: PersonId,
        dispute: DisputeId,
        remedy: Remedy,
        *,
        reply: str | None = None,
    ) -> Dispute:
        """Answer a dispute; of several answers the first one counts.

        Raises:
            NotFoundError: The avatar of a job to be made again is gone.
            ActionNotAllowedError: The remedy is not available.
            CreditsSpentError: Some of the payment's credits are spent.
            InvalidTextError: The reply is too short or too long.
        """
        async with self.desk.read(admin) as reading:
            said = None if reply is None else clean_prompt(reply)
            person = (await reading.disputes.get(dispute)).person
        async with self.desk.work(admin, person) as work:
            before = await work.disputes.get(dispute)
            if before.status is DisputeStatus.ANSWERED:
                return before
            now = self.desk.clock()
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
        timeline = file.timeline
        match remedy:
            case Remedy.RETRY if timeline.job is not None:
                await self.ordering.again(work, timeline.job)
                log = retried(admin, timeline.job, at=self.desk.clock())
                await work.admin_log.add(log)
            case Remedy.CREDITS if timeline.hold is not None:
                return await self._give_back(work, file.dispute, timeline.hold.captured)
            case Remedy.REFUND if timeline.payment is not None:
                await give_up(work, admin, timeline.payment.id, clock=self.desk.clock)
            case _:
                pass
        return None

    async def _give_back(self, work: Work, dispute: Dispute, amount: int) -> int:
        if dispute.job is None:
            raise NotFoundError(Thing.JOB)
        await work.ledger.post(
            Posting(
                key=f"amends:{dispute.job.hex}",
                source=REVENUE,
                dest=available(dispute.person),
                amount=amount,
                reason=Reason.AMENDS,
                job=dispute.job,
                at=self.desk.clock(),
            )
        )
        return amount
