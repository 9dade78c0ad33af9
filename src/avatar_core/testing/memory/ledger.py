"""The ledger and the payments, in memory."""

from collections.abc import Sequence
from datetime import datetime

from ...errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    Thing,
)
from ...ids import JobId, PaymentId, PersonId
from ...ledger import HOUSE, Account, AccountKind, Balance, Gain, Hold, Posting, Reason
from ...orders import JobKind
from ...payments import Payment
from .rows import Part


class MemoryLedger(Part[str, Posting]):
    def _sum(self, account: Account) -> int:
        return sum(
            posting.amount * ((posting.dest == account) - (posting.source == account))
            for posting in self.table.values()
        )

    async def balance(self, person: PersonId, /) -> Balance:
        return Balance(
            available=self._sum(Account(person, AccountKind.AVAILABLE)),
            held=self._sum(Account(person, AccountKind.HELD)),
        )

    async def total(self, account: Account, /) -> int:
        return self._sum(account)

    async def hold(self, job: JobId, /) -> Hold:
        return self.tables.holds.found(job)

    async def postings(self, person: PersonId, /, *, limit: int) -> Sequence[Posting]:
        own = [
            posting
            for posting in self.table.values()
            if person in {posting.source.holder, posting.dest.holder}
        ]
        return own[::-1][:limit]

    async def receipts(
        self, person: PersonId, /, *, before: int | None, limit: int
    ) -> Sequence[tuple[int, Posting]]:
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
        amounts = [
            posting.amount
            for posting in self.table.values()
            if posting.dest.holder == person and posting.reason is reason
        ]
        return Gain(len(amounts), sum(amounts))

    async def of_job(self, job: JobId, /) -> Sequence[Posting]:
        return [posting for posting in self.table.values() if posting.job == job]

    async def of_payment(self, payment: PaymentId, /) -> Sequence[Posting]:
        return [each for each in self.table.values() if each.payment == payment]

    async def captured(self, person: PersonId, /, *, kind: JobKind) -> int:
        own = (hold for hold in self.tables.holds.values() if hold.person == person)
        return sum(
            hold.captured
            for hold in own
            if (job := self.tables.jobs.get(hold.job)) is not None and job.kind is kind
        )

    async def post(self, posting: Posting, /) -> bool:
        if self.table.has(posting.key):
            return False
        there = self._sum(posting.source)
        if posting.source.holder != HOUSE and there < posting.amount:
            raise InsufficientCreditsError(posting.amount, there)
        self.table.put(posting.key, posting)
        return True

    async def add_hold(self, hold: Hold, /) -> None:
        self.tables.holds.insert(hold.job, hold)

    async def save_hold(self, hold: Hold, /) -> Hold:
        return self.tables.holds.save(hold.job, hold)


class MemoryPayments(Part[PaymentId, Payment]):
    async def get(
        self, payment: PaymentId, /, *, person: PersonId | None = None
    ) -> Payment:
        return self.table.found(payment, lambda one: person in {None, one.person})

    async def of(self, person: PersonId, /, *, limit: int) -> Sequence[Payment]:
        own = [one for one in self.table.values() if one.person == person]
        return own[::-1][:limit]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[PaymentId]:
        due = sorted(
            (payment.due_at, payment.id)
            for payment in self.table.values()
            if payment.due_at is not None and payment.due_at <= now
        )
        return [payment for _, payment in due[:limit]]

    async def owed(self, person: PersonId, /) -> Sequence[Payment]:
        return [one for one in self.table.values() if one.person == person and one.owed]

    async def add(self, payment: Payment, /) -> None:
        if any(one.charge_id == payment.charge_id for one in self.table.values()):
            raise AlreadyExistsError(Thing.PAYMENT)
        self.table.insert(payment.id, payment)

    async def save(self, payment: Payment, /) -> Payment:
        return self.table.save(payment.id, payment)
