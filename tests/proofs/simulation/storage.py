"""A store and a blob storage in memory, with failures."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any, cast

import attrs

from tests.schedule import Schedule, Task, give_way, park, sleep

from avatar_core import Job, JobId, PersonId
from avatar_core.ports import Reading, Work
from avatar_core.testing import MemoryBlobs, MemoryStore
from avatar_core.testing.memory import Transaction

from .weather import Fault, Weather


class GoneError(Exception):
    """The database or the storage failed."""


@attrs.define(eq=False)
class SimulatedStore:
    """A `Store` that fails before, during and after transactions."""

    rows: MemoryStore
    schedule: Schedule
    weather: Weather
    #: Called for every committed transaction.
    on_commit: Callable[[Transaction], None]
    #: Called for every wake of a committed transaction.
    on_wake: Callable[[JobId, timedelta], None]
    gone: bool = False
    #: The rows of the last durable commit, if others followed.
    _on_disk: list[dict[Any, Any]] | None = None
    _busy: set[PersonId] = attrs.field(factory=set)
    _waiting: dict[PersonId, list[Task]] = attrs.field(factory=dict)

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        """Begin a transaction."""
        while person in self._busy:
            await park(self._waiting.setdefault(person, []))
        self._busy.add(person)
        try:
            self._fail(Fault.STORE_UNREADABLE)
            async with self.rows.work(person, durable=durable) as work:
                yield work
                self._fail(Fault.STORE_ROLLED_BACK)
                self._sync(durable=durable)
            self.on_commit(cast("Transaction", work))
            enqueued, self.rows.enqueued = self.rows.enqueued, []
            for wake in enqueued:
                self.on_wake(wake.job, wake.after)
            if self.weather.strikes(Fault.STORE_COMMITTED):
                raise GoneError("the answer to the commit was lost")
        finally:
            self._busy.discard(person)
            self.schedule.enqueue(self._waiting.get(person, []))

    @asynccontextmanager
    async def work_on(
        self, job: JobId | str, /, *, durable: bool = True
    ) -> AsyncIterator[tuple[Work, Job]]:
        """Begin a transaction of a job's person."""
        async with self.work(self.rows.person_of(job), durable=durable) as work:
            if isinstance(job, str):
                yield work, await work.jobs.by_token(job)
            else:
                yield work, await work.jobs.get(job)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Reading]:
        """Begin reading."""
        self._fail(Fault.STORE_UNREADABLE)
        async with self.rows.read() as reading:
            yield reading

    def survives(self, job: Job) -> bool:
        """Return whether the job has this status after a loss of power, too."""
        if self._on_disk is None:
            return True
        [jobs] = [
            kept
            for table, kept in zip(self._tables(), self._on_disk, strict=True)
            if table is self.rows._rows.jobs
        ]
        return job.id in jobs and jobs[job.id].status is job.status

    def lose_power(self) -> None:
        """Undo what was committed since the last durable commit."""
        if self._on_disk is not None:
            for table, kept in zip(self._tables(), self._on_disk, strict=True):
                table.clear()
                table.update(kept)
            self._on_disk = None

    def _sync(self, *, durable: bool) -> None:
        if durable:
            self._on_disk = None
        elif self._on_disk is None:
            self._on_disk = [dict(table) for table in self._tables()]

    def _tables(self) -> list[dict[Any, Any]]:
        rows = self.rows._rows
        return [getattr(rows, field.name) for field in attrs.fields(type(rows))]

    def _fail(self, fault: Fault) -> None:
        if self.gone or self.weather.strikes(fault):
            raise GoneError(fault)


@attrs.define(eq=False)
class SimulatedBlobs:
    """A slow and failing `BlobStorage` in front of *kept*."""

    kept: MemoryBlobs
    schedule: Schedule
    weather: Weather
    gone: bool = False

    def __getattr__(self, name: str) -> Any:
        """Return the method of *kept*, with delays and failures around its calls."""
        method = getattr(self.kept, name)
        if name == "link":
            return method

        async def call(*args: Any, **options: Any) -> Any:
            await self._reach()
            result = await method(*args, **options)
            if name in {"put", "write", "delete"}:
                await self._reach()
            return result

        return call

    async def pack(self, key: str, members: Mapping[str, str], /) -> None:
        """Store the names and sizes of an archive's members instead of the archive."""
        await self._reach()
        sizes = [
            f"{name} {len(await self.kept.get(members[name]))}" for name in members
        ]
        await self.kept.put(key, "\n".join(sizes).encode())
        await self._reach()

    async def _reach(self) -> None:
        await give_way()
        if self.schedule.dice.random() < 0.1:
            await sleep(self.schedule.dice.random() * 2)
        if self.gone or self.weather.strikes(Fault.BLOBS_FAILED):
            raise GoneError(Fault.BLOBS_FAILED)
