"""The sums agree with the rows they are about."""

import asyncio

from uuid import UUID

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from adapters.sql import SqlStore, add_up, tables
from adapters.sql.engine import connected, writing
from adapters.sql.sums import (
    _AT_ONCE,
    _COUNTED,
    _MANY,
    _TAKE,
    AMOUNT,
    counted,
    written as in_dialect,
)
from avatar_core.errors import InsufficientCreditsError
from avatar_core.families import FamilyName
from avatar_core.ids import JobId, PaymentId, PersonId
from avatar_core.job_lifecycle import JobStatus
from avatar_core.ledger import GRANTS, Posting, Reason, available
from avatar_core.lifecycle import written
from avatar_core.orders import JobKind
from avatar_core.payments import Payment, PaymentStatus
from avatar_core.stats import JobStats
from avatar_core.testing.orders import GENERATION


Sums = dict[tuple[str, str], int]


async def _stored(engine: AsyncEngine) -> Sums:
    async with engine.connect() as connection:
        found = await connection.execute(
            sa.select(counted.c.day, counted.c.name, AMOUNT).group_by(
                counted.c.day, counted.c.name
            )
        )
        return {(str(day), name): int(amount) for day, name, amount in found if amount}


async def _counted(engine: AsyncEngine) -> Sums:
    """Count all rows anew."""
    sums: Sums = {}
    async with engine.connect() as connection:
        for table in _COUNTED:
            for name, amount, condition in table.terms:
                sql = in_dialect(
                    f"SELECT {table.day} AS day, {name} AS name, sum({amount}) AS amount"  # noqa: S608
                    f" FROM {table.table} WHERE {condition} GROUP BY 1, 2",
                    table.table,
                    engine.dialect.name,
                )
                found = await connection.exec_driver_sql(sql)
                sums |= {
                    (str(row["day"]), row["name"]): int(row["amount"])
                    for row in found.mappings()
                }
    return sums


@pytest.fixture
async def busy(store: SqlStore) -> SqlStore:
    """Return a store in which most kinds of things have happened."""
    job = attrs.evolve(JOB, order=GENERATION)
    again = attrs.evolve(job, id=JobId(UUID(int=7)), token="again")
    payment = Payment(
        id=PaymentId(UUID(int=1)),
        person=ANNA,
        charge_id="charge",
        payload="",
        amount=50,
        currency="XTR",
        credits=5,
        status=PaymentStatus.CREDITED,
        created_at=NOW,
    )
    gift = Posting(
        key="gift",
        source=GRANTS,
        dest=available(ANNA),
        amount=5,
        reason=Reason.GRANT,
        at=NOW,
    )
    take = attrs.evolve(
        gift, key="take", source=gift.dest, dest=GRANTS, reason=Reason.TAKE
    )
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        for number in range(2, 6):
            await work.people.add(attrs.evolve(PERSON, id=PersonId(number)))
        await work.people.save(attrs.evolve(PERSON, blocked_at=NOW, quiet=True))
        await work.avatars.add(DRAFT)
        for one in (job, again):
            await work.jobs.add(one)
        sent = job.submit(at=NOW, until=NOW, settles_at=NOW).accept("request")
        done = await work.jobs.save(written(sent.succeed(1, at=NOW)))
        await work.jobs.save(attrs.evolve(done, told_at=NOW, due_at=None))
        await work.ledger.post(gift)
        with pytest.raises(InsufficientCreditsError):
            await work.ledger.post(attrs.evolve(take, amount=6))
        await work.payments.add(payment)
        await work.payments.add(
            attrs.evolve(payment, id=PaymentId(UUID(int=2)), charge_id="2")
        )
        await work.payments.save(
            attrs.evolve(payment, status=PaymentStatus.REFUNDED, reclaimed=5)
        )
    return store


async def test_the_sums_are_what_counting_gives(
    busy: SqlStore, engine: AsyncEngine
) -> None:
    """Changed, refused and repeated rows are in the sums as they are in their tables."""
    stored = await _stored(engine)

    assert await _counted(engine) == stored
    assert {
        "people": 5,
        "blocked": 1,
        "audience/en": 4,
        "reached/paid": 1,
        "jobs/generation/succeeded/flux-portrait": 1,
        "delivered/generation/succeeded/flux-portrait": 1,
        "made/generation/flux-portrait/": 1,
        "wait/generation/2": 1,
        "credits/grant": 5,
        "income/XTR": 50,
    } == {name: amount for (_, name), amount in stored.items()}
    assert {str(NOW.date())} == {day for day, _ in stored}


async def test_open_jobs_are_counted_beside_the_sums(busy: SqlStore) -> None:
    """The statistics name every job, ended or not."""
    async with busy.read() as reading:
        stats = await reading.stats.everything(since=NOW)

    family = FamilyName("flux-portrait")
    assert [
        JobStats(
            kind=JobKind.GENERATION,
            family=family,
            status=status,
            jobs=1,
            delivered=delivered,
            oldest=oldest,
        )
        for status, delivered, oldest in (
            (JobStatus.REQUESTED, 0, NOW),
            (JobStatus.SUCCEEDED, 1, None),
        )
    ] == stats.jobs
    assert (5, 5, {Reason.GRANT: 5}, {"XTR": 50}) == (
        stats.people,
        stats.newcomers,
        stats.credits,
        stats.income,
    )


async def test_many_rows_of_sums_become_few(
    busy: SqlStore, engine: AsyncEngine
) -> None:
    """Adding up, again and again, changes no sum and leaves few rows."""
    rows = [
        {"day": NOW.date(), "name": f"sum {number % 9}", "amount": number}
        for number in range(2500)
    ]
    for _ in range(2):
        async with engine.begin() as connection:
            await connection.execute(tables.sums.insert(), rows)
        before = await _stored(engine)

        await add_up(engine)

        assert before == await _stored(engine)
    async with engine.connect() as connection:
        left = await connection.scalar(
            sa.select(sa.func.count()).select_from(tables.sums)
        )
        days = await connection.scalar(
            sa.select(sa.func.count()).select_from(tables.daily_sums)
        )
    assert left is not None
    assert _MANY - _AT_ONCE < left <= _MANY
    assert days is not None
    assert 9 <= days < 30
    del busy


async def test_two_processes_add_up_at_once(engine: AsyncEngine) -> None:
    """What another process is adding up is left to it."""
    row = {"day": NOW.date(), "name": "sum", "amount": 1}
    rows = [row] * (_MANY + 1)
    async with connected(writing(engine)) as connection:
        await connection.execute(tables.sums.insert(), rows)
    async with connected(writing(engine)) as connection:
        taken = await connection.execute(_TAKE, {"most": _MANY + 1})
        assert len(rows) == len(taken.all())
        adding_up = asyncio.create_task(add_up(engine))
        await asyncio.wait({adding_up}, timeout=0.1)
        total = {**row, "amount": len(rows)}
        await connection.execute(tables.daily_sums.insert(), total)

    await adding_up

    assert {(str(NOW.date()), "sum"): len(rows)} == await _stored(engine)
