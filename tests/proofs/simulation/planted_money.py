"""Bugs about what people pay and are given, planted one at a time."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from itertools import count
from typing import Any, Final

import attrs

from tests.proofs.simulation.planting import Planted

from avatar_core import (
    AvatarId,
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
from avatar_core.ledger import GRANTS, SALES, Reason, available
from avatar_core.lifecycle import written
from avatar_core.notices import Notice
from avatar_core.payments import payment_id
from avatar_core.ports import Lease, Reading, Store, Work
from avatar_core.promos import clean_code
from avatar_core.timelines import DisputeFile
from avatar_core.use_cases import (
    PaymentNews,
    Redeemed,
    RedeemPromo,
    RefundPayments,
    TellNotices,
    TopUp,
    TrainAvatar,
)
from avatar_core.use_cases.admin import AnswerDisputes
from avatar_core.use_cases.admin.answer_disputes import dispute_file
from avatar_core.use_cases.change_jobs import ChangeJobs
from avatar_core.use_cases.money import grant_bought
from avatar_core.use_cases.tell_jobs import TellJobs
from avatar_core.use_cases.telling import Attempt, Telling, TryLater
from avatar_core.use_cases.trail import note, save


#: For keys that are never the same.
_NUMBERS: Final = count()


class CreditsEveryTelling(TopUp):
    """Gives what a payment bought each time it is told of."""

    async def receive(
        self, person: PersonId, *, charge_id: str, payload: str, paid: Money
    ) -> PaymentNews:
        news = await super().receive(
            person, charge_id=charge_id, payload=payload, paid=paid
        )
        # Only what was told for the first time has moved.
        if news.payment.credits and not news.payment.moves:
            async with self.store.work(person) as work:
                await work.ledger.post(
                    Posting(
                        key=f"told again:{next(_NUMBERS)}",
                        source=SALES,
                        dest=available(person),
                        amount=news.payment.credits,
                        reason=Reason.TOP_UP,
                        payment=news.payment.id,
                        at=self.clock(),
                    )
                )
        return news


class GrantsAfterwards(TopUp):
    """Writes a payment down, and what it bought in a transaction after that."""

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


class KeepsWhatWasReturned(TopUp):
    """Takes no credits back when the messenger gives a payment back."""

    async def returned(self, person: PersonId, charge_id: str) -> PaymentNews:
        async with self.store.work(person) as work:
            before = await work.payments.get(payment_id(charge_id), person=person)
            after = before.give_back()
            await save(work, after, at=self.clock())
            return PaymentNews(after, await work.ledger.balance(person))


@attrs.frozen
class ForgivingStore:
    """A `Store` by which nobody owes anything."""

    kept: Store

    def read(self) -> AbstractAsyncContextManager[Reading]:
        return self.kept.read()

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        async with self.kept.work(person) as work:
            vars(work.payments)["owed"] = _nothing
            yield work


async def _nothing(_: PersonId) -> Sequence[Payment]:
    return ()


class ForgivesDebts(ChangeJobs):
    """Gives an order's credits back to somebody who owes them."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts | {"store": ForgivingStore(parts["store"])})


class NotesWhatItCouldNotDo(RefundPayments):
    """Takes a payment for given back although the messenger refused."""

    async def _later(self, known: Payment, trouble: str | None = None) -> Payment:
        del trouble
        async with self.store.work(known.person) as work:
            before = await work.payments.get(known.id)
            after = before.give_back()
            return await save(work, after, at=self.clock())


class LooksBeforeItUses(RedeemPromo):
    """Looks whether a code can be used, then gives what it is good for."""

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


class RewardsTheOrder(TrainAvatar):
    """Rewards the referrer when the friend orders, not when they pay."""

    async def start(self, person: PersonId, avatar: AvatarId, job: JobId) -> Job:
        ordered = await super().start(person, avatar, job)
        async with self.ordering.store.work(person) as work:
            await _reward(work, ordered, f"referral:{person}")
        return ordered


class RewardsEveryJob(TellJobs):
    """Rewards the referrer for each paid job of the friend."""

    async def tell(self, job: Job, lease: Lease) -> Job | None:
        if job.delivered and job.price:
            async with self.store.work(job.person) as work:
                await _reward(work, job, f"referral:{job.id}")
        return await super().tell(job, lease)


async def _reward(work: Work, job: Job, key: str) -> None:
    friend = await work.people.get(job.person)
    if friend.referrer is not None:
        await work.ledger.post(
            Posting(
                key=key,
                source=GRANTS,
                dest=available(friend.referrer),
                amount=friend.bounty,
                reason=Reason.REFERRAL,
                at=job.created_at,
            )
        )


class AnswersWhatItSaw(AnswerDisputes):
    """Decides by a look from before its transaction."""

    async def __call__(
        self,
        admin: PersonId,
        dispute: DisputeId,
        remedy: Remedy,
        *,
        reply: str | None = None,
    ) -> Dispute:
        async with self.desk.store.read() as reading:
            seen = await reading.disputes.get(dispute)
            file = await dispute_file(reading, seen)
        if remedy not in file.remedies:
            raise ActionNotAllowedError(seen.status, remedy)
        async with self.desk.store.work(seen.person) as work:
            now = self.desk.clock()
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


class MakesAnother(AnswerDisputes):
    """Has what ended made again under any id."""

    async def _settle(
        self, work: Work, admin: PersonId, remedy: Remedy, file: DisputeFile
    ) -> int | None:
        job = file.timeline.job
        if remedy is Remedy.RETRY and job is not None:
            another = attrs.evolve(
                file.timeline, job=attrs.evolve(job, id=JobId(self.ordering.ids()))
            )
            file = attrs.evolve(file, timeline=another)
        return await super()._settle(work, admin, remedy, file)


class LeavesTheCredits(AnswerDisputes):
    """Gives Stars back, and leaves what they had bought."""

    async def _settle(
        self, work: Work, admin: PersonId, remedy: Remedy, file: DisputeFile
    ) -> int | None:
        payment, now = file.timeline.payment, self.desk.clock()
        if remedy is not Remedy.REFUND or payment is None:
            return await super()._settle(work, admin, remedy, file)
        after = attrs.evolve(payment.refund(at=now), reclaimed=0)
        await save(work, after, at=now)
        return None


class NoTimeToRetry(AnswerDisputes):
    """Has what ended made again in next to no time."""

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
    """Strikes off what is about a dispute although nobody could be told."""

    async def _tell(self, notice: Notice, lease: Lease) -> Attempt:
        outcome = await super()._tell(notice, lease)
        lost = notice.dispute is not None and isinstance(outcome, TryLater)
        return Telling.TOLD if lost else outcome


PLANTED_MONEY: Final[dict[str, Planted]] = {
    "credits for every telling of a payment": Planted(
        CreditsEveryTelling,
        "a payment's credits were given, and taken back, once",
        first=20,
    ),
    "credits in another transaction than their payment": Planted(
        GrantsAfterwards,
        "a payment's credits were given, and taken back, once",
        first=148,
    ),
    "credits kept when the messenger returns the Stars": Planted(
        KeepsWhatWasReturned, "what is given back is taken back", first=99
    ),
    "credits kept that were set aside when the Stars went back": Planted(
        ForgivesDebts,
        "what is owed is taken from what comes back",
        first=755,
    ),
    "a refund that was refused, noted as made": Planted(
        NotesWhatItCouldNotDo, "Stars are where we say", first=187
    ),
    "a code used after a look": Planted(
        LooksBeforeItUses, "a code gives once per use", first=1
    ),
    "a reward for the order": Planted(RewardsTheOrder, "one reward per paying friend"),
    "a reward for every job": Planted(RewardsEveryJob, "one reward per paying friend"),
    "two answers to one complaint": Planted(
        AnswersWhatItSaw, "one answer per complaint", first=8
    ),
    "a free job for every answer": Planted(
        MakesAnother, "jobs are what people ordered", first=18
    ),
    "Stars given back, credits kept": Planted(
        LeavesTheCredits, "what is given back is taken back", first=28
    ),
    "a free job without time": Planted(
        NoTimeToRetry, "what is made again has its time", first=18
    ),
    "an answer that nobody heard": Planted(
        TakesSilenceForTold, "what is noted is told", first=23
    ),
}
