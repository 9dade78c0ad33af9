"""The processor time of calls with a million pictures, beside a thousand, on SQLite."""

import asyncio
import statistics
import tempfile
import time

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeAlias
from uuid import UUID

import attrs
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import DRAFT, JOB, NOW, PERSON, PICTURE, POSTING
from tests.databases import sqlite_url
from tests.proofs.figures import Figure

from adapters.sql import NoQueue, SqlStore, add_up, open_engine, prune, tables
from adapters.sql.avatars import _columns as avatar_columns
from adapters.sql.jobs import _columns as job_columns
from adapters.sql.ledger import _columns as posting_columns
from avatar_core import Language
from avatar_core.audit import AuditEntry, Entity
from avatar_core.broadcasts import Part
from avatar_core.galleries import ALL_PICTURES
from avatar_core.ids import AvatarId, PersonId
from avatar_core.job_lifecycle import JobEvent, JobStatus
from avatar_core.policy import Policy
from avatar_core.ports import Reading
from avatar_core.testing.orders import GENERATION
from avatar_core.use_cases.removal import ForgetPeople


_SMALL: Final = 1_000
#: The pictures of each person.
_EACH: Final = 100
#: Of fifty pictures one is the heaviest person's.
_HEAVIEST: Final = 50
_HELD_MS: Final = 50
_TIMES: Final = 50
#: One of the people in both databases.
_PERSON: Final = PersonId(5)
_BOUND: Final = 1.3
_EVERYBODY: Final = Part(languages=frozenset(Language))

_Call: TypeAlias = Callable[[Reading], Awaitable[object]]
_CALLS: Final[Mapping[str, _Call]] = {
    "a picture in the gallery": lambda r: r.pictures.older(_PERSON, ALL_PICTURES),
    "the count of the gallery": lambda r: r.pictures.count(_PERSON, ALL_PICTURES),
    "an avatar's last training": lambda r: r.jobs.last_training(
        AvatarId(UUID(int=_PERSON))
    ),
    "receipts": lambda r: r.ledger.receipts(_PERSON, before=None, limit=10),
    "a balance": lambda r: r.ledger.balance(_PERSON),
    "the newest orders": lambda r: r.jobs.newest(_PERSON, limit=10),
    "open orders": lambda r: r.jobs.open_count(_PERSON),
    "the owner's numbers": lambda r: r.stats.everything(since=NOW + timedelta(days=1)),
    "the audience of a broadcast": lambda r: r.people.audience_count(_EVERYBODY),
    "the sweep for jobs": lambda r: r.jobs.due(NOW, limit=100),
    "the sweep for notices": lambda r: r.notices.due(NOW, limit=100),
    "the sweep for photos": lambda r: r.avatars.with_old_photos(by=NOW, limit=100),
}
#: Calls that are timed while somebody waits for each hundredth picture.
_TURNS: Final[Mapping[str, _Call]] = {
    "the next to send": lambda r: r.jobs.next_to_send(NOW, Policy().places(NOW)),
    "the turn of an order": lambda r: r.jobs.next_turn(_PERSON),
}


def _copies(
    table: sa.Table, row: Mapping[str, Any], number: int, **varying: str
) -> sa.Insert:
    """Return a statement that inserts copies of a row, numbered from 0 by `n.i`.

    *varying* has the SQL of the columns in which they differ.
    """
    n = sa.select(sa.literal(0).label("i")).cte("n", recursive=True)
    n = n.union_all(sa.select(n.c.i + 1).where(n.c.i + 1 < number))
    values = {
        name: sa.literal(value, table.c[name].type).label(name)
        for name, value in row.items()
    } | {name: sa.literal_column(sql).label(name) for name, sql in varying.items()}
    return table.insert().from_select(
        list(values), sa.select(*values.values()).select_from(n)
    )


async def _filled(directory: Path, pictures: int) -> AsyncEngine:
    """Return a database with so many pictures, each with its order and its money."""
    engine = open_engine(sqlite_url(directory))
    people = pictures // _EACH
    light = pictures - pictures // _HEAVIEST
    owner = f"(CASE WHEN n.i < {light} THEN n.i / {_EACH} + 1 ELSE {people} END)"
    owner_id = f"printf('%032x', {owner})"
    own_id, own_key = "printf('%032x', n.i + 1)", "'key ' || n.i"
    job = job_columns(
        attrs.evolve(
            JOB,
            order=GENERATION,
            status=JobStatus.CANCELLED,
            ended_at=NOW,
            told_at=NOW,
            due_at=None,
        )
    )
    order = attrs.asdict(GENERATION, recurse=False) | {"job": None}
    entry = attrs.asdict(
        AuditEntry(
            entity=Entity.JOB,
            id=JOB.id,
            event=JobEvent.CANCEL,
            source=JobStatus.RUNNING,
            dest=JobStatus.CANCELLED,
            at=NOW,
        ),
        recurse=False,
    )
    posting = posting_columns(POSTING)
    statements = [
        _copies(
            tables.people,
            attrs.asdict(PERSON, recurse=False),
            people,
            id="n.i + 1",
        ),
        _copies(
            tables.avatars,
            avatar_columns(DRAFT),
            people,
            id=own_id,
            owner="n.i + 1",
        ),
        _copies(
            tables.jobs,
            job,
            pictures,
            id=own_id,
            person=owner,
            avatar=owner_id,
            token=own_key,
        ),
        _copies(tables.generations, order, pictures, job=own_id),
        _copies(
            tables.pictures,
            attrs.asdict(PICTURE, recurse=False),
            pictures,
            id=own_id,
            job=own_id,
            owner=owner,
            avatar=owner_id,
            key=f"{own_key} || '.jpg'",
        ),
        *(
            _copies(
                tables.postings,
                posting,
                pictures,
                key=f"'{part} ' || n.i",
                dest_holder=owner,
            )
            for part in range(3)
        ),
        *(_copies(tables.audit, entry, pictures, id=own_id) for _ in range(4)),
    ]
    async with engine.begin() as connection:
        for statement in statements:
            await connection.execute(statement)
    await add_up(engine)
    return engine


async def _let_wait(engine: AsyncEngine, people: int) -> None:
    """Add a picture that waits to be drawn for each person but the heaviest."""
    waiting = _copies(
        tables.jobs,
        job_columns(attrs.evolve(JOB, order=GENERATION)),
        people - 1,
        id="printf('1%031x', n.i)",
        person="n.i + 1",
        avatar="printf('%032x', n.i + 1)",
        token="'waiting ' || n.i",
        turn="n.i / 100 + 1",
    )
    async with engine.begin() as connection:
        await connection.execute(waiting)


async def _timed(engines: Mapping[int, AsyncEngine]) -> list[dict[str, float]]:
    """Return the median processor time of each call by engine, in milliseconds.

    The *engines*, by their number of pictures, take turns: the machine is not as fast
    at one time as at another.
    """
    stores = [SqlStore(engine, NoQueue()) for engine in engines.values()]
    found: list[dict[str, float]] = [{} for _ in engines]

    async def ask(call: _Call, store: SqlStore) -> None:
        async with store.read() as reading:
            await call(reading)

    async def measure(
        name: str, acts: Sequence[Callable[[], Awaitable[object]]]
    ) -> None:
        times: list[list[float]] = [[] for _ in acts]
        for _ in range(_TIMES):
            for act, those in zip(acts, times, strict=True):
                begun = time.process_time()
                await act()
                those.append(time.process_time() - begun)
        for medians, those in zip(found, times, strict=True):
            medians[name] = 1000 * statistics.median(those)

    for name, call in _CALLS.items():
        await measure(name, [partial(ask, call, store) for store in stores])
    kept = timedelta(days=1)
    sweeps = [partial(prune, one, NOW, audit_kept=kept) for one in engines.values()]
    await measure("the sweep for old records", sweeps)
    for pictures, engine in engines.items():
        await _let_wait(engine, pictures // _EACH)
    for name, call in _TURNS.items():
        await measure(name, [partial(ask, call, store) for store in stores])
    return found


async def _longest_hold(engine: AsyncEngine, person: PersonId) -> float:
    """Forget a person; return the longest time that the write lock was held, in ms."""
    begun, held = 0.0, list[float]()

    def note_begin(_: sa.Connection) -> None:
        nonlocal begun
        begun = time.perf_counter()

    def note_end(*_: object) -> None:
        held.append(time.perf_counter() - begun)

    sa.event.listen(engine.sync_engine, "begin", note_begin)
    sa.event.listen(engine.sync_engine, "checkin", note_end)
    store = SqlStore(engine, NoQueue())
    await ForgetPeople(store, lambda: NOW)(person)
    return 1000 * max(held)


async def compared(small: int, large: int) -> list[Figure]:
    """Return the ratio of each call's times with so many pictures."""
    heaviest = large // _HEAVIEST
    with tempfile.TemporaryDirectory() as directory:
        engines = {
            size: await _filled(Path(directory), size) for size in (small, large)
        }
        before, after = await _timed(engines)
        held = await _longest_hold(engines[large], PersonId(large // _EACH))
        for engine in engines.values():
            await engine.dispose()
    return [
        Figure(
            name="longest hold of the write lock while the heaviest person is forgotten",
            floor=f"{heaviest:,} pictures",
            value=held,
            bound=_HELD_MS,
            unit="ms",
        ),
        *(
            Figure(
                name=f"{name}, {large:,} pictures",
                floor=f"{small:,} pictures: {floor:.2f} ms",
                value=after[name] / floor,
                bound=_BOUND,
                unit="x",
            )
            for name, floor in before.items()
        ),
    ]


def measure(pictures: int) -> list[Figure]:
    """Compare so many pictures with a thousand."""
    return asyncio.run(compared(_SMALL, pictures))
