"""Planted bugs about money: payments, codes, rewards and disputes."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from itertools import count
from typing import Any, Final

import attrs

from tests.planting import Planted

from avatar_core import (
    Bill,
    Job,
    JobId,
    Money,
    Payment,
    PersonId,
    Posting,
)
from avatar_core.admin_log import AdminAction, AdminActionKind
from avatar_core.disputes import Dispute, Remedy
from avatar_core.errors import (
    ActionNotAllowedError,
    AlreadyExistsError,
)
from avatar_core.ids import DisputeId
from avatar_core.ledger import GRANTS, REVENUE, Reason, available
from avatar_core.lifecycle import written
from avatar_core.notices import Notice
from avatar_core.payments import payment_id
from avatar_core.ports import Lease, News, Reading, Store, Work
from avatar_core.promos import clean_code
from avatar_core.timelines import DisputeFile
from avatar_core.use_cases import (
    PaymentNews,
    Redeemed,
    RedeemPromo,
    RefundPayments,
    TellNotices,
    TopUp,
)
from avatar_core.use_cases.admin import AnswerDisputes
from avatar_core.use_cases.admin.remedies import dispute_file
from avatar_core.use_cases.money import grant_bought
from avatar_core.use_cases.outcomes import ChangeJobs, Outcome
from avatar_core.use_cases.submit_jobs import SubmitJobs
from avatar_core.use_cases.telling import Attempt, Telling, TellJobs, TryLater
from avatar_core.use_cases.trail import note, save


#: For keys that are never the same.
_NUMBERS: Final = count()


class CaptureBeforeDelivery(SubmitJobs):
    """Captures the price as soon as the provider accepts the request."""

    async def _accepted(self, job: Job, request_id: str) -> Outcome:
        async with self.store.work(job.person) as work:
            hold = await work.ledger.hold(job.id)
            earned = hold.capture(hold.amount)
            await save(work, earned, at=self.clock())
        return await super()._accepted(job, request_id)


class DoubleCapture(TellJobs):
    """Captures one credit more when the end is told."""

    async def tell(self, news: News, lease: Lease) -> Job | None:
        job = news.job
        if job.delivered:
            async with self.store.work(job.person) as work:
                await work.ledger.post(
                    Posting(
                        key=f"again:{job.id.hex}",
                        source=available(job.person),
                        dest=REVENUE,
                        amount=1,
                        reason=Reason.CAPTURE,
                        job=job.id,
                        at=self.clock(),
                    )
                )
        return await super().tell(news, lease)


class KeepsWhatWasReturned(TopUp):
    """Takes no credits back when the messenger refunds a payment."""

    async def returned(self, person: PersonId, charge_id: str) -> PaymentNews:
        async with self.store.work(person) as work:
            before = await work.payments.get(payment_id(charge_id), person=person)
            after = before.give_back()
            await save(work, after, at=self.clock())
            return PaymentNews(after, await work.ledger.balance(person))


@attrs.frozen
class ForgivingStore:
    """A `Store` in which nobody owes anything."""

    kept: Store

    def read(self) -> AbstractAsyncContextManager[Reading]:
        return self.kept.read()

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        async with self.kept.work(person, durable=durable) as work:
            vars(work.payments)["owed"] = _nothing
            yield work

    def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AbstractAsyncContextManager[tuple[Work, Job]]:
        return self.kept.work_on(job, durable=durable)


async def _nothing(_: PersonId) -> Sequence[Payment]:
    return ()


class ForgivesDebts(ChangeJobs):
    """Releases an order's credits to a person who owes them."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts | {"store": ForgivingStore(parts["store"])})


class NotesWhatItCouldNotDo(RefundPayments):
    """Notes a refund as made although the messenger refused it."""

    async def _later(self, known: Payment, trouble: str | None = None) -> Payment:
        del trouble
        async with self.store.work(known.person) as work:
            before = await work.payments.get(known.id)
            after = before.give_back()
            return await save(work, after, at=self.clock())


class LooksBeforeItUses(RedeemPromo):
    """Checks in one transaction whether a code is valid, and gives in another."""

    async def __call__(self, person: PersonId, words: str) -> Redeemed:
        code = clean_code(words)
        async with self.store.read() as reading:
            promo = await reading.promos.get(code)
            used = await reading.promos.used_by(person, code)
        if used or promo.fault(self.clock()) is not None:
            return await super().__call__(person, words)  # which refuses
        async with self.store.work(person) as work:
            with suppress(AlreadyExistsError):
                await work.promos.use(code, person, at=self.clock())
            await work.ledger.post(
                Posting(
                    key=f"promo:{next(_NUMBERS)}",
                    source=GRANTS,
                    dest=available(person),
                    amount=promo.credits,
                    reason=Reason.PROMO,
                    note=code,
                    at=self.clock(),
                )
            )
            return Redeemed(promo, await work.ledger.balance(person))


class RewardsEveryJob(TellJobs):
    """Rewards the referrer for every paid job of the friend."""

    async def tell(self, news: News, lease: Lease) -> Job | None:
        job = news.job
        if job.delivered and job.price:
            async with self.store.work(job.person) as work:
                friend = await work.people.get(job.person)
                if friend.referrer is not None:
                    await work.ledger.post(
                        Posting(
                            key=f"referral:{job.id}",
                            source=GRANTS,
                            dest=available(friend.referrer),
                            amount=friend.bounty,
                            reason=Reason.REFERRAL,
                            at=job.created_at,
                        )
                    )
        return await super().tell(news, lease)


class AnswersWhatItSaw(AnswerDisputes):
    """Decides by what it read before its transaction."""

    async def __call__(
        self,
        admin: PersonId,
        dispute: DisputeId,
        remedy: Remedy,
        *,
        reply: str | None = None,
    ) -> Dispute:
        async with self.store.read(admin) as reading:
            seen = await reading.disputes.get(dispute)
            file = await dispute_file(reading, seen)
        if remedy not in file.remedies:
            raise ActionNotAllowedError(seen.status, remedy)
        async with self.store.work(admin, seen.person) as work:
            now = self.store.clock()
            before = await work.disputes.get(dispute)
            await self._settle(work, admin, remedy, file)
            after = seen.answer(remedy, reply=reply, admin=admin, at=now)
            fresh = attrs.evolve(after, version=before.version)
            saved = await work.disputes.save(fresh)
            await work.admin_log.add(
                AdminAction(
                    admin=admin, what=AdminActionKind.ANSWER, person=seen.person, at=now
                )
            )
            return saved


class GivesBackMoreThanItTook(AnswerDisputes):
    """Gives back the bonus credits of an order as bought ones."""

    async def _settle(
        self, work: Work, admin: PersonId, remedy: Remedy, file: DisputeFile
    ) -> int | None:
        hold = file.timeline.hold
        if remedy is Remedy.CREDITS and hold is not None:
            timeline = attrs.evolve(file.timeline, hold=attrs.evolve(hold, bonus=0))
            file = attrs.evolve(file, timeline=timeline)
        return await super()._settle(work, admin, remedy, file)


class NoTimeToRetry(AnswerDisputes):
    """Repeats a job with a deadline that it cannot meet."""

    async def _settle(
        self, work: Work, admin: PersonId, remedy: Remedy, file: DisputeFile
    ) -> int | None:
        policy = self.ordering.policy
        short = attrs.evolve(policy.generation, deadline=policy.lease)
        hasty = attrs.evolve(policy, generation=short)
        ordering = attrs.evolve(self.ordering, policy=hasty)
        return await AnswerDisputes._settle(
            attrs.evolve(self, ordering=ordering), work, admin, remedy, file
        )


class TakesSilenceForTold(TellNotices):
    """Notes an answer as told although nobody could be told."""

    async def _tell(
        self, send: Callable[[], Awaitable[None]] | None, notice: Notice, lease: Lease
    ) -> Attempt:
        outcome = await super()._tell(send, notice, lease)
        lost = notice.dispute is not None and isinstance(outcome, TryLater)
        return Telling.TOLD if lost else outcome


class GrantsAfterwards(TopUp):
    """Records a payment, and grants what it bought in a later transaction."""

    async def receive(
        self, person: PersonId, *, charge_id: str, payload: str, paid: Money
    ) -> PaymentNews:
        bill, now = Bill.read(payload), self.clock()
        id_ = payment_id(charge_id)
        async with self.store.read() as reading:
            told = await reading.payments.of(person, limit=100)
        if bill is None or any(one.id == id_ for one in told):
            return await super().receive(
                person, charge_id=charge_id, payload=payload, paid=paid
            )
        received = Payment(
            id=id_,
            person=person,
            charge_id=charge_id,
            payload=payload,
            amount=paid.amount,
            currency=paid.currency,
            created_at=now,
        )
        payment = received.credit(bill.package.credits)
        async with self.store.work(person) as work:
            with suppress(AlreadyExistsError):
                await work.payments.add(written(payment))
                await note(work, payment, at=now)
        async with self.store.work(person) as work:
            await grant_bought(work, payment, at=now)
            return PaymentNews(payment, await work.ledger.balance(person))


PLANTED_MONEY: Final[dict[str, Planted]] = {
    "capture before delivery": Planted(CaptureBeforeDelivery, "order and hold end"),
    "double capture": Planted(DoubleCapture, "one posting of a kind", first=4),
    "credits in another transaction than their payment": Planted(
        GrantsAfterwards,
        "a payment's credits were given, and taken back, once",
        first=62,
    ),
    "credits kept when the messenger returns the Stars": Planted(
        KeepsWhatWasReturned, "what is given back is taken back", first=69
    ),
    "credits kept that were set aside when the Stars went back": Planted(
        ForgivesDebts, "what is owed is taken from what comes back", first=586
    ),
    "a refund that was refused, noted as made": Planted(
        NotesWhatItCouldNotDo, "Stars are where we say", first=36
    ),
    "a code used after a look": Planted(
        LooksBeforeItUses, "a code gives once per use", first=1
    ),
    "a reward for every job": Planted(
        RewardsEveryJob, "one reward per paying friend", first=9
    ),
    "two answers to one complaint": Planted(
        AnswersWhatItSaw, "one answer per complaint", first=3
    ),
    "gifts that come back as bought": Planted(
        GivesBackMoreThanItTook, "credits move as the hold says", first=3
    ),
    "a free job without time": Planted(
        NoTimeToRetry, "what is made again has its time", first=13
    ),
    "an answer that nobody heard": Planted(
        TakesSilenceForTold, "what is noted is told", first=19
    ),
}
