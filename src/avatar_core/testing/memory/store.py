"""The store and its transactions, in memory."""

from collections.abc import AsyncIterator, Collection, Hashable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Any, Final
from uuid import UUID

import attrs

from ...audit import AuditEntry
from ...errors import NotFoundError, Thing
from ...ids import Alias, JobId, PersonId
from ...jobs import Job
from ...ledger import Reason
from ...people import Person
from ...ports import Reading, Wake, Work
from .jobs import MemoryJobs, MemoryLedger, MemoryPayments
from .people import (
    MemoryAdminLog,
    MemoryBroadcasts,
    MemoryDisputes,
    MemoryIncidents,
    MemoryNotices,
    MemoryPeople,
    MemoryPromos,
    MemoryTerms,
)
from .pictures import MemoryAvatars, MemoryPhotos, MemoryPictures
from .rows import Claims, Part, Rows, Tables, let_others_run, numbers
from .stats import MemoryStats


#: Postings with an admin's reason.
_BY_HAND: Final = frozenset({Reason.GRANT, Reason.TAKE})


class MemoryErasure(Part[PersonId, int]):
    async def begin(self, forgotten: Person, /, *, alias: Alias) -> None:
        del alias  # only what a messenger knows is stored by it
        self.tables.people.put(forgotten.id, forgotten)
        self.table.put(forgotten.id, 0)

    async def unfinished(self, *, limit: int) -> Sequence[PersonId]:
        return [person for person, _ in self.table.items()][:limit]

    async def is_unfinished(self, person: PersonId, /) -> bool:
        return self.table.has(person)

    async def proceed(
        self, person: PersonId, /, *, limit: int, since: datetime
    ) -> bool:
        tables, erased = self.tables, self.table.get(person) or 0
        theirs = [job for job in tables.jobs.values() if job.person == person]
        jobs = {job.id: job for job in theirs[erased : erased + limit]}
        for job in jobs.values():
            wordless: dict[str, Any] = dict.fromkeys(
                (*job.kind.words, *job.kind.keys), ""
            )
            order = attrs.evolve(job.order, **wordless)
            tables.jobs.put(job.id, attrs.evolve(job, order=order, detail=None))
            tables.scenes.remove(job.id)
            tables.likenesses.remove(job.id)
            for request in job.requests if job.created_at >= since else ():
                tables.erased_requests.put(request, None)
        tables.audit.change(lambda one: one.id in jobs, why="")
        if jobs:
            self.table.put(person, erased + len(jobs))
            return True
        for key, notice in tables.notices.items():
            if notice.person == person:
                tables.notices.remove(key)
        tables.disputes.change(lambda one: one.person == person, words="", reply=None)
        tables.admin_log.change(lambda one: one.person == person, why="")
        tables.postings.change(
            lambda one: (
                one.reason in _BY_HAND
                and person in {one.source.holder, one.dest.holder}
            ),
            note=None,
        )
        self.table.remove(person)
        return False

    async def requests(self, *, limit: int) -> Sequence[str]:
        return [request for request, _ in self.tables.erased_requests.items()][:limit]

    async def forget_requests(self, requests: Collection[str], /) -> None:
        for request in requests:
            self.tables.erased_requests.remove(request)


#: The tables of the rows, in the order in which `Rows` takes them.
_tables_of = attrgetter(*(field.name for field in attrs.fields(Rows)))


class MemoryAudit(Part[int, AuditEntry]):
    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        return [entry for entry in self.table.values() if entry.id in ids]

    async def add(self, entry: AuditEntry, /) -> None:
        self.table.put(next(numbers), entry)


class MemoryScheduledDeletions(Part[str, datetime]):
    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        for key in keys:
            self.table.put(key, min(at, self.table.get(key) or at))

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        due = sorted((at, key) for key, at in self.table.items() if at <= now)
        return [key for _, key in due[:limit]]

    async def forget(self, keys: Collection[str], /) -> None:
        prefixes = tuple(key for key in keys if key.endswith("/"))
        below = [key for key, _ in self.table.items() if key.startswith(prefixes)]
        for key in {*keys, *below}:
            self.table.remove(key)


class Transaction:
    """One transaction over the rows; it satisfies `Work` and `Reading`."""

    def __init__(self, rows: Rows, in_use: set[Hashable]) -> None:
        tables = Tables(rows)
        self.claims = Claims(in_use)
        self.people = MemoryPeople(tables, tables.people)
        self.avatars = MemoryAvatars(tables, tables.avatars)
        self.photos = MemoryPhotos(tables, tables.photos)
        self.jobs = MemoryJobs(tables, tables.jobs)
        self.pictures = MemoryPictures(tables, tables.pictures)
        self.ledger = MemoryLedger(tables, self.claims)
        self.payments = MemoryPayments(tables, tables.payments)
        self.promos = MemoryPromos(tables, self.claims)
        self.notices = MemoryNotices(tables, tables.notices)
        self.disputes = MemoryDisputes(tables, tables.disputes)
        self.audit = MemoryAudit(tables, tables.audit)
        self.terms = MemoryTerms(tables, tables.terms)
        self.admin_log = MemoryAdminLog(tables, tables.admin_log)
        self.broadcasts = MemoryBroadcasts(tables, tables.broadcasts)
        self.incidents = MemoryIncidents(tables, tables.incidents)
        self.stats = MemoryStats(tables, tables.people)
        self.deletions = MemoryScheduledDeletions(tables, tables.deletions)
        self.erasure = MemoryErasure(tables, tables.erasures)
        self.enqueued: list[Wake] = []
        self.commit = tables.commit

    def enqueue(
        self, job: JobId, /, *, after: timedelta = timedelta(0), to_send: bool = False
    ) -> None:
        self.enqueued.append(Wake(job, after, to_send))


class MemoryStore:
    """A `Store` in memory: transactions of one person wait for one another."""

    def __init__(self) -> None:
        self._rows = Rows()
        self._busy: set[PersonId] = set()
        self._in_use: set[Hashable] = set()
        #: The wakes of committed transactions, oldest first.
        self.enqueued: list[Wake] = []

    @asynccontextmanager
    async def work(
        self,
        person: PersonId,
        /,
        *,
        durable: bool = True,  # noqa: ARG002 - nothing survives a loss of power
    ) -> AsyncIterator[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back."""
        await let_others_run()
        while person in self._busy:
            await let_others_run()
        self._busy.add(person)
        try:
            transaction = Transaction(self._rows, self._in_use)
            try:
                yield transaction
                transaction.commit()
            finally:
                transaction.claims.release()
            self.enqueued += transaction.enqueued
        finally:
            self._busy.discard(person)

    @asynccontextmanager
    async def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AsyncIterator[tuple[Work, Job]]:
        """Begin a transaction of the person whose job has this id or token."""
        async with self.work(self.person_of(job), durable=durable) as work:
            if isinstance(job, str):
                yield work, await work.jobs.by_token(job)
            else:
                yield work, await work.jobs.get(job)

    def person_of(self, job: JobId | str) -> PersonId:
        """Return the person whose job has this id or token."""
        for one in self._rows.jobs.values():
            if job in {one.id, one.token}:
                return one.person
        raise NotFoundError(Thing.JOB)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin a read-only snapshot."""
        await let_others_run()
        yield Transaction(Rows(*map(dict, _tables_of(self._rows))), set())
