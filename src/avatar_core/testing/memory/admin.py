"""Disputes, terms, admin actions, broadcasts and incidents, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from ...admin_log import AdminAction
from ...broadcasts import Broadcast
from ...disputes import Dispute, DisputeStatus
from ...errors import StaleError, Thing
from ...families import FamilyName
from ...ids import BroadcastId, DisputeId, PersonId
from ...incidents import Incident
from ...job_lifecycle import JobStatus
from ...jobs import Job
from ...ledger import Reason
from ...lifecycle import check_written
from ...orders import JobKind, family_of
from ...payments import PaymentStatus
from ...people import Person
from ...prices import Term
from ...stats import JobStats, Stats
from .rows import Part, numbers


class MemoryDisputes(Part[DisputeId, Dispute]):
    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        return self.table.found(dispute, lambda one: person in {None, one.person})

    def _waiting(self) -> list[Dispute]:
        return [one for one in self.table.values() if one.status is DisputeStatus.OPEN]

    async def open_count(self, person: PersonId, /) -> int:
        return sum(one.person == person for one in self._waiting())

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        return self._waiting()[:limit]

    async def waiting_count(self) -> int:
        return len(self._waiting())

    async def add(self, dispute: Dispute, /) -> None:
        self.table.insert(dispute.id, dispute)

    async def save(self, dispute: Dispute, /) -> Dispute:
        return self.table.save(dispute.id, dispute)


class MemoryTerms(Part[Term, int]):
    async def changed(self) -> Mapping[Term, int]:
        return {
            term: value for term in Term if (value := self.table.get(term)) is not None
        }

    async def change(self, term: Term, value: int | None, /) -> None:
        if value is None:
            self.table.remove(term)
        else:
            self.table.put(term, value)


class MemoryAdminLog(Part[int, AdminAction]):
    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[AdminAction]:
        return self.table.values()[::-1][skip : skip + limit]

    async def add(self, action: AdminAction, /) -> None:
        self.table.put(next(numbers), action)


class MemoryBroadcasts(Part[BroadcastId, Broadcast]):
    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        return self.table.found(broadcast)

    async def due(self, now: datetime, /) -> Broadcast | None:
        due = [
            (each.due_at, each)
            for each in self.table.values()
            if each.due_at is not None and each.due_at <= now
        ]
        return min(due, key=lambda pair: pair[0], default=(now, None))[1]

    async def add(self, broadcast: Broadcast, /) -> None:
        self.table.insert(broadcast.id, broadcast)

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        return self.table.save(broadcast.id, broadcast)


class MemoryIncidents(Part[UUID, Incident]):
    async def all(self) -> Sequence[Incident]:
        return self.table.values()

    async def put(self, incident: Incident, /) -> Incident:
        if incident.version == 0:
            check_written(incident)
            if self.table.has(incident.id):
                raise StaleError(Thing.INCIDENT)
            self.table.put(incident.id, incident)
        return self.table.save(incident.id, incident)


class MemoryStats(Part[PersonId, Person]):
    async def everything(self, *, since: datetime) -> Stats:
        people = self.tables.people.values()
        jobs: dict[tuple[JobKind, FamilyName | None, JobStatus], list[Job]] = {}
        for job in self.tables.jobs.values():
            jobs.setdefault((job.kind, family_of(job.order), job.status), []).append(
                job
            )
        credits_: dict[Reason, int] = {}
        for posting in self.tables.postings.values():
            moved = credits_.get(posting.reason, 0) + posting.amount
            credits_[posting.reason] = moved
        income: Counter[str] = Counter()
        for payment in self.tables.payments.values():
            if payment.status is PaymentStatus.CREDITED:
                income[payment.currency] += payment.amount
        return Stats(
            people=len(people),
            newcomers=sum(person.created_at >= since for person in people),
            blocked=sum(person.blocked_at is not None for person in people),
            left=sum(person.left_at is not None for person in people),
            jobs=[
                JobStats(
                    kind=kind,
                    family=family,
                    status=status,
                    jobs=len(counted),
                    delivered=sum(job.delivered for job in counted),
                )
                for (kind, family, status), counted in sorted(
                    jobs.items(),
                    key=lambda item: (item[0][0], item[0][1] or "", item[0][2]),
                )
            ],
            credits=credits_,
            income=dict(income),
        )
