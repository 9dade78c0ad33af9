"""All rows together, and transactions over them, in memory."""

from collections.abc import AsyncIterator, Collection, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from operator import attrgetter
from uuid import UUID

import attrs

from ...audit import AuditEntry
from ...ids import JobId, PersonId
from ...ports import Reading, Work
from .avatars import MemoryAvatars, MemoryPhotos
from .erasure import MemoryErasure
from .jobs import MemoryJobs
from .ledger import MemoryLedger, MemoryPayments
from .owner import (
    MemoryBroadcasts,
    MemoryDeeds,
    MemoryDisputes,
    MemoryIncidents,
    MemoryTallies,
    MemoryTerms,
)
from .people import MemoryNotices, MemoryPeople, MemoryPromos
from .pictures import MemoryPictures
from .rows import Rows, Table, let_others_run


#: All tables of the rows, in the order in which `Rows` takes them.
_tables_of = attrgetter(*(field.name for field in attrs.fields(Rows)))


class MemoryAudit:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.audit)
        self._committed = rows.audit
        self.added: list[AuditEntry] = []

    async def of(self, *ids: UUID) -> Sequence[AuditEntry]:
        await let_others_run()
        entries = [*self.table.values(), *self.added]
        return [entry for entry in entries if entry.id in ids]

    async def add(self, entry: AuditEntry, /) -> None:
        await let_others_run()
        self.added.append(entry)

    def commit(self) -> None:
        self.table.commit()
        for entry in self.added:
            self._committed[len(self._committed)] = entry


class MemoryDoomedBlobs:
    def __init__(self, rows: Rows) -> None:
        self.table = Table(rows.doomed)

    async def add(self, keys: Collection[str], /, *, at: datetime) -> None:
        await let_others_run()
        for key in keys:
            known = self.table.get(key)
            self.table.put(key, at if known is None else min(at, known))

    async def due(self, now: datetime, /, *, limit: int) -> Sequence[str]:
        await let_others_run()
        times = ((self.table.get(key), key) for key in self.table.keys())  # noqa: SIM118 - no dict
        due = sorted((at, key) for at, key in times if at is not None and at <= now)
        return [key for _, key in due[:limit]]

    async def hasten(self, prefix: str, /, *, at: datetime) -> None:
        await let_others_run()
        keys = [key for key in self.table.keys() if key.startswith(prefix)]  # noqa: SIM118 - no dict
        await self.add(keys, at=at)

    async def forget(self, keys: Collection[str], /) -> None:
        await let_others_run()
        for key in keys:
            self.table.remove(key)


class Transaction:
    """One transaction over the rows; it satisfies `Work` and `Reading`."""

    def __init__(self, rows: Rows, in_use: set[str]) -> None:
        self.people = MemoryPeople(rows)
        self.avatars = MemoryAvatars(rows)
        self.photos = MemoryPhotos(rows)
        self.jobs = MemoryJobs(rows)
        self.pictures = MemoryPictures(rows)
        self.ledger = MemoryLedger(rows, self.jobs.table)
        self.payments = MemoryPayments(rows)
        self.promos = MemoryPromos(rows, in_use)
        self.notices = MemoryNotices(rows)
        self.disputes = MemoryDisputes(rows)
        self.audit = MemoryAudit(rows)
        self.terms = MemoryTerms(rows)
        self.deeds = MemoryDeeds(rows)
        self.broadcasts = MemoryBroadcasts(rows)
        self.incidents = MemoryIncidents(rows)
        self.tallies = MemoryTallies(rows)
        self.doomed = MemoryDoomedBlobs(rows)
        self.erasure = MemoryErasure(
            self.people,
            self.jobs,
            self.ledger,
            self.notices,
            self.disputes,
            self.audit.table,
            self.deeds,
        )
        self.wakes: list[tuple[JobId, timedelta]] = []

    def wake(self, job: JobId, /, *, after: timedelta = timedelta(0)) -> None:
        self.wakes.append((job, after))

    def commit(self) -> None:
        tables: Iterable[Table[object, object]] = (
            self.people.table,
            self.avatars.table,
            self.photos.table,
            self.jobs.table,
            self.jobs.scenes,
            self.pictures.table,
            self.ledger.table,
            self.ledger.holds,
            self.payments.table,
            self.promos.table,
            self.disputes.table,
            self.promos.redeemed,
            self.notices.table,
            self.terms.table,
            self.broadcasts.table,
            self.incidents.table,
            self.doomed.table,
        )  # type: ignore[assignment]  # tables of different rows
        for table in tables:
            table.commit()
        self.audit.commit()
        self.deeds.commit()


class MemoryStore:
    """A `Store` in memory: transactions of one person wait for one another.

    Every call gives way once, so that a scheduler can interleave tasks there.
    """

    def __init__(self) -> None:
        self._rows = Rows()
        self._busy: set[PersonId] = set()
        self._codes_in_use: set[str] = set()
        #: What committed transactions asked to be woken, oldest first.
        self.wakes: list[tuple[JobId, timedelta]] = []

    @asynccontextmanager
    async def work(self, person: PersonId, /) -> AsyncIterator[Work]:
        """Begin a transaction; leaving it commits, an exception rolls back."""
        await let_others_run()
        while person in self._busy:
            await let_others_run()
        self._busy.add(person)
        try:
            transaction = Transaction(self._rows, self._codes_in_use)
            try:
                yield transaction
                transaction.commit()
            finally:
                transaction.promos.release()
            self.wakes += transaction.wakes
        finally:
            self._busy.discard(person)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin a look that changes nothing, and that nothing changes."""
        await let_others_run()
        yield Transaction(Rows(*map(dict, _tables_of(self._rows))), set())
