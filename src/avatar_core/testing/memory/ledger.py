"""The books and the payments, in memory."""

from collections.abc import Sequence
from datetime import datetime

import attrs

from ...errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    StaleError,
    Thing,
)
from ...ids import JobId, PaymentId, PersonId
from ...jobs import Job
from ...ledger import HOUSE, Account, AccountKind, Balance, Gain, Hold, Posting, Reason
from ...lifecycle import check_written, written
from ...orders import JobKind
from ...payments import Payment
from .rows import Rows, Table, let_others_run


class MemoryLedger:
    def __init__(self, rows: Rows, jobs: Table[JobId, Job]) -> None:
        self.table = Table(rows.postings)
        self.holds = Table(rows.holds)
        self.jobs = jobs

    def _sum(self, account: Account) -> int:
        postings = self.table.values()
        credits_ = sum(p.amount for p in postings if p.dest == account)
        return credits_ - sum(p.amount for p in postings if p.source == account)

    async def balance(self, person: PersonId, /) -> Balance:
        await let_others_run()
        return Balance(
            available=self._sum(Account(person, AccountKind.AVAILABLE)),
            held=self._sum(Account(person, AccountKind.HELD)),
        )

    async def total(self, account: Account, /) -> int:
        await let_others_run()
        return self._sum(account)

    async def hold(self, job: JobId, /) -> Hold:
        await let_others_run()
        found = self.holds.get(job)
        if found is None:
            raise NotFoundError(Thing.JOB)
        return found

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        await let_others_run()
        own = [
            posting
            for posting in self.table.values()
            if person in {posting.source.holder, posting.dest.holder}
        ]
        return own[::-1][:limit]

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
        await let_others_run()
        spendable = Account(person, AccountKind.AVAILABLE)
        own = [
            (number, posting)
            for number, posting in enumerate(self.table.values(), start=1)
            if posting.source == spendable
            or (posting.dest == spendable and posting.reason is not Reason.RELEASE)
        ]
        older = [line for line in own if before is None or line[0] < before]
        return older[::-1][:limit]

    async def gained(self, person: PersonId, /, *, reason: Reason) -> Gain:
        await let_others_run()
        amounts = [
            posting.amount
            for posting in self.table.values()
            if posting.dest.holder == person and posting.reason is reason
        ]
        return Gain(len(amounts), sum(amounts))

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        await let_others_run()
        return [posting for posting in self.table.values() if posting.job == job]

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        await let_others_run()
        return [each for each in self.table.values() if each.payment == payment]

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        await let_others_run()
        own = (hold for hold in self.holds.values() if hold.person == person)
        return sum(
            hold.captured
            for hold in own
            if (job := self.jobs.get(hold.job)) is not None and job.kind is kind
        )

    async def post(self, posting: Posting, /) -> bool:
        await let_others_run()
        if self.table.has(posting.key):
            return False
        there = self._sum(posting.source)
        if posting.source.holder != HOUSE and there < posting.amount:
            raise InsufficientCreditsError(posting.amount, there)
        self.table.put(posting.key, posting)
        return True

    async def add_hold(self, hold: Hold, /) -> None:
        await let_others_run()
        self.holds.insert(hold.job, written(hold), thing=Thing.HOLD)

    async def save_hold(self, hold: Hold, /) -> Hold:
        await let_others_run()
        check_written(hold)
        known = self.holds.get(hold.job)
        if known is None or known.version != hold.version:
            raise StaleError(Thing.HOLD)
        saved = attrs.evolve(hold, version=hold.version + 1)
        self.holds.put(hold.job, saved)
        return saved


class MemoryPayments:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.payments)

    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        await let_others_run()
        found = self.table.get(payment)
        if found is None or person not in {None, found.person}:
            raise NotFoundError(Thing.PAYMENT)
        return found

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        await let_others_run()
        own = [one for one in self.table.values() if one.person == person]
        return own[::-1][:limit]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        await let_others_run()
        due = sorted(
            (payment.due_at, payment.id)
            for payment in self.table.values()
            if payment.due_at is not None and payment.due_at <= now
        )
        return [payment for _, payment in due[:limit]]

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        await let_others_run()
        return [one for one in self.table.values() if one.person == person and one.owed]

    async def add(self, payment: Payment, /) -> None:
        await let_others_run()
        if any(one.charge_id == payment.charge_id for one in self.table.values()):
            raise AlreadyExistsError(Thing.PAYMENT)
        self.table.insert(payment.id, written(payment), thing=Thing.PAYMENT)

    async def save(self, payment: Payment, /) -> Payment:
        await let_others_run()
        check_written(payment)
        known = self.table.get(payment.id)
        if known is None or known.version != payment.version:
            raise StaleError(Thing.PAYMENT)
        saved = attrs.evolve(
            known,
            reclaimed=payment.reclaimed,
            status=payment.status,
            troubles=payment.troubles,
            detail=payment.detail,
            due_at=payment.due_at,
            version=payment.version + 1,
        )
        self.table.put(payment.id, saved)
        return saved
