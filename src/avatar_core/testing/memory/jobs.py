"""The jobs, the ledger and the payments, in memory."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from operator import itemgetter
from typing import Any

import attrs

from ...coach import Likeness
from ...errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    NotFoundError,
    Thing,
)
from ...families import FamilyName
from ...figures import ENOUGH_PICTURES
from ...ids import AvatarId, JobId, PaymentId, PersonId
from ...job_lifecycle import JobStatus
from ...jobs import Job
from ...ledger import HOUSE, Account, AccountKind, Balance, Gain, Hold, Posting, Reason
from ...orders import (
    TURN_KINDS,
    EnrichmentOrder,
    JobKind,
    Scene,
    TrainingOrder,
    is_unasked,
)
from ...payments import Payment, PaymentStatus
from ...policy import Places
from ...stats import Measured
from .rows import Claims, Part, Tables


def _holds_a_place(job: Job, now: datetime, places: Places) -> bool:
    if not job.open:
        return False
    if job.status is JobStatus.REQUESTED:
        # It is made ready by a worker.
        return job.starts > 0 and job.due_at is not None and job.due_at > now
    training = job.kind is JobKind.TRAINING
    since = places.trainings_since if training else places.others_since
    return job.submitted_at is not None and job.submitted_at > since


class MemoryJobs(Part[JobId, Job]):
    async def get(self, job: JobId, /, *, person: PersonId | None = None) -> Job:
        return self.table.found(job, lambda one: person in {None, one.person})

    async def by_token(self, token: str, /) -> Job:
        for job in self.table.values():
            if job.token == token:
                return job
        raise NotFoundError(Thing.JOB)

    async def last_training(self, avatar: AvatarId, /) -> Job | None:
        trainings = [
            job
            for job in self.table.values()
            if job.avatar == avatar and job.kind is JobKind.TRAINING
        ]
        return max(trainings, key=lambda job: job.created_at, default=None)

    async def newest(
        self, person: PersonId, /, *, limit: int, skip: int = 0
    ) -> Sequence[Job]:
        own = [job for job in self.table.values() if job.person == person]
        return own[::-1][skip : skip + limit]

    async def orders(self, person: PersonId, /, *, limit: int) -> Sequence[Job]:
        own = [
            job
            for job in self.table.values()
            if job.person == person
            and not job.follows
            and job.kind is not JobKind.ENRICHMENT
        ]
        return own[::-1][:limit]

    async def unanswered(self, *, limit: int, skip: int = 0) -> Sequence[Job]:
        missed = [job for job in self.table.values() if job.unanswered is not None]
        return missed[::-1][skip : skip + limit]

    async def group(self, lead: JobId, /) -> Sequence[Job]:
        return [job for job in self.table.values() if job.lead == lead]

    async def open_count(self, person: PersonId, /) -> int:
        orders = {
            job.head
            for job in self.table.values()
            if job.open and job.person == person and not is_unasked(job.order)
        }
        return len(orders)

    async def wasted_enrichments(self, person: PersonId, /, *, since: datetime) -> int:
        return sum(
            job.person == person
            and isinstance(job.order, EnrichmentOrder)
            and job.submitted_at is not None
            and job.submitted_at > since
            and self.table.found(job.order.generation).status
            in {JobStatus.CANCELLED, JobStatus.BLOCKED}
            for job in self.table.values()
        )

    async def unfinished(self, person: PersonId, /) -> Sequence[Job]:
        return [
            job
            for job in self.table.values()
            if job.person == person and job.due_at is not None
        ]

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[JobId]:
        due = sorted(
            (job.due_at, job.id)
            for job in self.table.values()
            if job.due_at is not None
            and job.due_at <= now
            and not job.waits_its_turn(now)
            and (job.open or not self.tables.away(job.person))
        )
        return [job for _, job in due[:limit]]

    async def next_to_send(self, now: datetime, places: Places, /) -> Sequence[JobId]:
        jobs = [job for job in self.table.values() if job.kind in TURN_KINDS]
        held = [job for job in jobs if _holds_a_place(job, now, places)]
        room = places.total - len(held)
        trainings = [job for job in held if job.kind is JobKind.TRAINING]
        training_room = places.trainings - len(trainings)
        chosen: list[JobId] = []
        for job in sorted(jobs, key=lambda job: job.turn):
            if not job.waits_its_turn(now) or job.due_at is None or job.due_at > now:
                continue
            if job.kind is JobKind.TRAINING:
                if training_room <= 0:
                    continue
                training_room -= 1
            chosen.append(job.id)
        return chosen[: max(0, room)]

    async def next_turn(self, person: PersonId, /) -> int:
        jobs = [job for job in self.table.values() if job.open and job.turn]
        waiting = [job for job in jobs if job.status is JobStatus.REQUESTED]
        sent = [job.turn for job in jobs if job.status is not JobStatus.REQUESTED]
        own = [job.turn for job in jobs if job.person == person]
        first = max(sent) if sent else min((job.turn for job in waiting), default=1)
        return max(first, max(own, default=0) + 1)

    async def durations(
        self, family: FamilyName, /, *, limit: int
    ) -> Sequence[timedelta]:
        done = sorted(
            (job.ended_at, job.submitted_at)
            for job in self.table.values()
            if isinstance(job.order, TrainingOrder)
            and job.order.family == family
            and job.status is JobStatus.SUCCEEDED
            and job.ended_at is not None
            and job.submitted_at is not None
        )
        return [ended - begun for ended, begun in reversed(done[-limit:])]

    async def webhooks_received(
        self, *, since: datetime, by: datetime, limit: int
    ) -> Sequence[bool]:
        judged = sorted(
            (job.ended_at, job.webhook_at is not None)
            for job in self.table.values()
            if job.status is JobStatus.SUCCEEDED
            and job.ended_at is not None
            and job.submitted_at is not None
            and job.submitted_at >= since
            and (job.ended_at <= by or job.webhook_at is not None)
        )
        return [webhooks_received for _, webhooks_received in reversed(judged)][:limit]

    async def scene(self, job: JobId, /) -> Scene | None:
        return self.tables.scenes.get(job)

    async def add(self, job: Job, /) -> None:
        if any(other.token == job.token for other in self.table.values()):
            raise AlreadyExistsError(Thing.JOB)
        self.table.insert(job.id, job)
        self._reach(job)

    async def save(self, job: Job, /) -> Job:
        saved = self.table.save(job.id, job)
        self._reach(saved)
        return saved

    def _reach(self, job: Job) -> None:
        if job.open or not job.delivered:
            return
        drawn = (
            one.delivered
            for one in self.table.values()
            if one.person == job.person
            and one.kind is JobKind.GENERATION
            and not one.open
        )
        self.tables.reach(
            job.person,
            trained=job.kind is JobKind.TRAINING,
            third_picture=sum(drawn) >= ENOUGH_PICTURES,
        )

    async def renew(self, job: JobId, until: datetime, /) -> None:
        self.table.put(job, attrs.evolve(self.table.found(job), due_at=until))

    async def likeness(self, training: JobId, /) -> Likeness | None:
        return self.tables.likenesses.get(training)

    async def measured(self, *, limit: int) -> Sequence[Measured]:
        found = [
            (job.ended_at, job.order, self.tables.likenesses.found(job.id).score)
            for job in self.table.values()
            if isinstance(job.order, TrainingOrder)
            and job.status is JobStatus.SUCCEEDED
            and job.ended_at is not None
            and self.tables.likenesses.has(job.id)
        ]
        newest = sorted(found, key=itemgetter(0), reverse=True)[:limit]
        return [
            Measured(order.family, order.steps, order.readiness, score)
            for _, order, score in newest
        ]

    async def add_likeness(self, training: JobId, likeness: Likeness, /) -> None:
        self.tables.likenesses.insert(training, likeness)

    async def forget_likenesses(self, person: PersonId, /) -> None:
        for job in self.table.values():
            if job.person == person:
                self.tables.likenesses.remove(job.id)

    async def add_scene(self, job: JobId, scene: Scene, /) -> None:
        self.tables.scenes.insert(job, scene)

    async def save_order(self, job: Job, /) -> None:
        known = self.table.found(job.id)
        settled: dict[str, Any] = {
            field: getattr(job.order, field)
            for field in ("scene", "wording", "negative", "prompt")
        }
        order = attrs.evolve(known.order, **settled)
        self.table.put(job.id, attrs.evolve(known, order=order))


class MemoryLedger(Part[str, Posting]):
    def __init__(self, tables: Tables, claims: Claims) -> None:
        super().__init__(tables, tables.postings)
        self._claims = claims

    def _sum(self, account: Account, what: str = "amount") -> int:
        return sum(
            getattr(posting, what)
            * ((posting.dest == account) - (posting.source == account))
            for posting in self.table.values()
        )

    async def balance(self, person: PersonId, /) -> Balance:
        return Balance(
            available=self._sum(Account(person, AccountKind.AVAILABLE)),
            held=self._sum(Account(person, AccountKind.HELD)),
            bonus=self._sum(Account(person, AccountKind.AVAILABLE), "bonus"),
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
        bonus = self._sum(posting.source, "bonus")
        bought = self._sum(posting.source) - bonus
        lacking = bonus < posting.bonus or bought < posting.amount - posting.bonus
        if posting.source.holder != HOUSE and lacking:
            there = min(bonus, posting.bonus) + bought
            raise InsufficientCreditsError(posting.amount, there)
        self.table.put(posting.key, posting)
        return True

    async def within_day(self, day: date, amount: int, /, *, most: int) -> bool:
        await self._claims.take(day)
        counted = (self.tables.welcomes.get(day) or 0) + amount
        if counted > most:
            return False
        self.tables.welcomes.put(day, counted)
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
        self._reach(payment)

    async def save(self, payment: Payment, /) -> Payment:
        self._reach(payment)
        return self.table.save(payment.id, payment)

    def _reach(self, payment: Payment) -> None:
        credited = payment.status is PaymentStatus.CREDITED
        self.tables.reach(payment.person, paid=credited)
