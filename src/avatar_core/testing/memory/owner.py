"""What the owners see and change, in memory."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

import attrs

from ...broadcasts import Broadcast
from ...deeds import Deed
from ...disputes import Dispute, DisputeStatus
from ...errors import NotFoundError, StaleError, Thing
from ...families import FamilyName
from ...ids import BroadcastId, DisputeId, PersonId
from ...incidents import Incident
from ...jobs import Job, JobStatus
from ...ledger import Reason
from ...lifecycle import check_written, written
from ...orders import JobKind, family_of
from ...payments import PaymentStatus
from ...prices import Term
from ...tallies import JobTally, Tally
from .rows import Rows, Table, let_others_run


class MemoryDisputes:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.disputes)

    async def get(
        self, dispute: DisputeId, /, *, person: PersonId | None = None
    ) -> Dispute:
        await let_others_run()
        found = self.table.get(dispute)
        if found is None or person not in {None, found.person}:
            raise NotFoundError(Thing.DISPUTE)
        return found

    def _waiting(self) -> list[Dispute]:
        return [one for one in self.table.values() if one.status is DisputeStatus.OPEN]

    async def open_count(self, person: PersonId, /) -> int:
        await let_others_run()
        return sum(one.person == person for one in self._waiting())

    async def waiting(self, *, limit: int) -> Sequence[Dispute]:
        await let_others_run()
        return self._waiting()[:limit]

    async def waiting_count(self) -> int:
        await let_others_run()
        return len(self._waiting())

    async def add(self, dispute: Dispute, /) -> None:
        await let_others_run()
        self.table.insert(dispute.id, dispute, thing=Thing.DISPUTE)

    async def save(self, dispute: Dispute, /) -> Dispute:
        await let_others_run()
        known = self.table.get(dispute.id)
        if known is None or known.version != dispute.version:
            raise StaleError(Thing.DISPUTE)
        saved = attrs.evolve(
            dispute,
            person=known.person,
            job=known.job,
            payment=known.payment,
            words=known.words,
            version=dispute.version + 1,
        )
        self.table.put(dispute.id, saved)
        return saved


class MemoryTerms:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.terms)

    async def changed(self) -> Mapping[Term, int]:
        await let_others_run()
        return {
            term: value for term in Term if (value := self.table.get(term)) is not None
        }

    async def change(self, term: Term, value: int | None, /) -> None:
        await let_others_run()
        if value is None:
            self.table.remove(term)
        else:
            self.table.put(term, value)


class MemoryDeeds:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.deeds)
        self._committed = rows.deeds
        self.added: list[Deed] = []

    async def newest(self, *, limit: int, skip: int = 0) -> Sequence[Deed]:
        await let_others_run()
        deeds = [*self.table.values(), *self.added]
        return deeds[::-1][skip : skip + limit]

    async def add(self, deed: Deed, /) -> None:
        await let_others_run()
        self.added.append(deed)

    def commit(self) -> None:
        self.table.commit()
        for deed in self.added:
            self._committed[len(self._committed)] = deed


class MemoryBroadcasts:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.broadcasts)

    async def get(self, broadcast: BroadcastId, /) -> Broadcast:
        await let_others_run()
        found = self.table.get(broadcast)
        if found is None:
            raise NotFoundError(Thing.BROADCAST)
        return found

    async def due(self, now: datetime, /) -> Broadcast | None:
        await let_others_run()
        due = [
            (each.due_at, each)
            for each in self.table.values()
            if each.due_at is not None and each.due_at <= now
        ]
        return min(due, key=lambda pair: pair[0], default=(now, None))[1]

    async def add(self, broadcast: Broadcast, /) -> None:
        await let_others_run()
        self.table.insert(broadcast.id, written(broadcast), thing=Thing.BROADCAST)

    async def save(self, broadcast: Broadcast, /) -> Broadcast:
        await self.get(broadcast.id)
        check_written(broadcast)
        self.table.put(broadcast.id, broadcast)
        return broadcast


class MemoryIncidents:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.incidents)

    async def all(self) -> Sequence[Incident]:
        await let_others_run()
        return self.table.values()

    async def put(self, incident: Incident, /) -> Incident:
        await let_others_run()
        check_written(incident)
        known = self.table.get(incident.id)
        if (0 if known is None else known.version) != incident.version:
            raise StaleError(Thing.INCIDENT)
        saved = attrs.evolve(incident, version=incident.version + 1)
        self.table.put(incident.id, saved)
        return saved


class MemoryTallies:
    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    async def everything(self, *, since: datetime) -> Tally:
        await let_others_run()
        people = self.rows.people.values()
        jobs: dict[tuple[JobKind, FamilyName | None, JobStatus], list[Job]] = {}
        for job in self.rows.jobs.values():
            jobs.setdefault((job.kind, family_of(job.order), job.status), []).append(
                job
            )
        credits_: dict[Reason, int] = {}
        for posting in self.rows.postings.values():
            moved = credits_.get(posting.reason, 0) + posting.amount
            credits_[posting.reason] = moved
        income: Counter[str] = Counter()
        for payment in self.rows.payments.values():
            if payment.status is PaymentStatus.CREDITED:
                income[payment.currency] += payment.amount
        return Tally(
            people=len(people),
            newcomers=sum(person.created_at >= since for person in people),
            blocked=sum(person.blocked_at is not None for person in people),
            left=sum(person.left_at is not None for person in people),
            jobs=[
                JobTally(
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
