"""The statistics, counted anew each time."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TypeVar

from ...figures import (
    READINESS_STEP,
    Figures,
    Milestone,
    Product,
    Sale,
    Span,
    wait_bound,
)
from ...ids import PersonId
from ...job_lifecycle import JobStatus
from ...jobs import Job
from ...ledger import Posting, Reason
from ...orders import GenerationOrder, TrainingOrder, family_of
from ...payments import Payment, PaymentStatus
from ...people import Person
from ...stats import JobStats, Stats
from .rows import Part


Row = TypeVar("Row")


class MemoryStats(Part[PersonId, Person]):
    async def everything(self, *, since: datetime) -> Stats:
        people = self.tables.people.values()
        return Stats(
            people=len(people),
            newcomers=sum(person.created_at >= since for person in people),
            blocked=sum(person.blocked_at is not None for person in people),
            left=sum(person.left_at is not None for person in people),
            jobs=_job_stats(self.tables.jobs.values()),
            credits=_credits(self.tables.postings.values()),
            income=_income(self.tables.payments.values()),
        )

    async def open_jobs(self) -> Sequence[JobStats]:
        return _job_stats(job for job in self.tables.jobs.values() if job.open)

    async def figures(self, since: date | None, /, *, each: Span) -> Sequence[Figures]:
        def by_day(rows: Iterable[tuple[datetime, Row]]) -> dict[date, list[Row]]:
            """Return the rows by the first day of their span."""
            found = defaultdict(list)
            for at, row in rows:
                if since is None or at.date() >= since:
                    found[each.first(at.date(), since)].append(row)
            return found

        tables = self.tables
        people = by_day((one.created_at, one.id) for one in tables.people.values())
        jobs = by_day(
            (job.ended_at, job) for job in tables.jobs.values() if job.ended_at
        )
        postings = by_day((one.at, one) for one in tables.postings.values())
        payments = by_day((one.created_at, one) for one in tables.payments.values())
        steps: dict[PersonId, list[Milestone]] = defaultdict(list)
        for reached, _ in tables.milestones.items():  # noqa: PERF102 - no dict
            person, step = reached
            steps[person].append(step)
        return [
            Figures(
                day=day,
                people=len(people.get(day, ())),
                reached=Counter(
                    step for one in people.get(day, ()) for step in steps[one]
                ),
                jobs=_job_stats(jobs.get(day, ())),
                credits=_credits(postings.get(day, ())),
                income=_income(payments.get(day, ())),
                sales=self._sales(jobs.get(day, ()), postings.get(day, ())),
                waits=Counter(
                    (job.kind, wait_bound(job.created_at, job.ended_at))
                    for job in jobs.get(day, ())
                    if job.status is JobStatus.SUCCEEDED and job.ended_at
                ),
                readiness=Counter(
                    job.order.readiness // READINESS_STEP * READINESS_STEP
                    for job in jobs.get(day, ())
                    if job.status is JobStatus.SUCCEEDED
                    and isinstance(job.order, TrainingOrder)
                    and job.order.readiness is not None
                ),
            )
            for day in sorted({*people, *jobs, *postings, *payments})
        ]

    def _sales(
        self, jobs: Iterable[Job], postings: Iterable[Posting]
    ) -> dict[Product, Sale]:
        delivered: Counter[Product] = Counter()
        for job in jobs:
            delivered[_product(job)] += job.delivered
        earned: Counter[Product] = Counter()
        for one in postings:
            sign = {Reason.CAPTURE: 1, Reason.AMENDS: -1}.get(one.reason, 0)
            if sign and one.job is not None:
                earned[_product(self.tables.jobs.found(one.job))] += sign * one.amount
        return {
            product: Sale(delivered[product], earned[product])
            for product in {*delivered, *earned}
            if delivered[product] or earned[product]
        }


def _product(job: Job) -> Product:
    order = job.order
    pack = order.pack if isinstance(order, GenerationOrder) else None
    return Product(job.kind, family_of(order), pack)


def _job_stats(jobs: Iterable[Job]) -> list[JobStats]:
    found = defaultdict(list)
    for job in jobs:
        found[job.kind, family_of(job.order), job.status].append(job)
    return [
        JobStats(
            kind=kind,
            family=family,
            status=status,
            jobs=len(counted),
            delivered=sum(job.delivered for job in counted),
            oldest=min((job.created_at for job in counted if job.open), default=None),
        )
        for (kind, family, status), counted in sorted(
            found.items(), key=lambda item: (item[0][0], item[0][1] or "", item[0][2])
        )
    ]


def _credits(postings: Iterable[Posting]) -> dict[Reason, int]:
    moved: Counter[Reason] = Counter()
    for posting in postings:
        moved[posting.reason] += posting.amount
    return dict(moved)


def _income(payments: Iterable[Payment]) -> dict[str, int]:
    income: Counter[str] = Counter()
    for payment in payments:
        if payment.status is PaymentStatus.CREDITED:
            income[payment.currency] += payment.amount
    return dict(income)
