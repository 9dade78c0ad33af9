"""The check of the ledger passes sound books and names what is wrong."""

from uuid import UUID

import attrs
import pytest
import sqlalchemy as sa

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from adapters.sql import BooksError, SqlStore, check_books, tables
from avatar_core.failures import Failure
from avatar_core.ids import JobId
from avatar_core.jobs import Job
from avatar_core.ledger import GRANTS, Posting, Reason, available
from avatar_core.lifecycle import written
from avatar_core.testing.orders import GENERATION
from avatar_core.use_cases.money import hold_price, settle


@pytest.fixture
async def jobs(store: SqlStore) -> list[Job]:
    """Return four jobs: open, partly delivered, failed, and free of charge."""
    jobs = [
        attrs.evolve(
            JOB,
            id=JobId(UUID(int=10 + number)),
            order=attrs.evolve(GENERATION, count=4),
            price=price,
            token=str(number),
        )
        for number, price in enumerate((40, 40, 40, 0))
    ]
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
        await work.ledger.post(
            Posting(
                key="welcome",
                source=GRANTS,
                dest=available(ANNA),
                amount=500,
                reason=Reason.WELCOME,
                at=NOW,
            )
        )
        for job in jobs:
            await work.jobs.add(job)
            await hold_price(work, [job], at=NOW)
        sent = jobs[1].submit(at=NOW, until=NOW, settles_at=NOW).accept("request")
        done = await work.jobs.save(written(sent.succeed(3, at=NOW)))
        await settle(work, [done], PERSON, at=NOW)
        failed = await work.jobs.save(
            written(jobs[2].fail(Failure.PROVIDER, "no", at=NOW))
        )
        await settle(work, [failed], PERSON, at=NOW)
    return jobs


async def test_books_that_balance(engine: AsyncEngine, jobs: list[Job]) -> None:
    """The books that use cases write balance."""
    await check_books(engine)


async def test_empty_books_balance(engine: AsyncEngine) -> None:
    """Books without postings balance."""
    await check_books(engine)


WRONGS = {
    "a changed balance": "UPDATE accounts SET balance = balance + 1"
    " WHERE kind = 'available'",
    "a lost balance": "DELETE FROM accounts WHERE kind = 'available'",
    "a lost posting": "DELETE FROM postings WHERE key = 'welcome'",
    "a lost hold": "DELETE FROM holds WHERE status = 'held'",
    "another amount": "UPDATE holds SET amount = amount + 1 WHERE status = 'released'",
    "another capture": "UPDATE holds SET captured = 31 WHERE status = 'captured'",
    "a hold that ended too early": "UPDATE holds SET status = 'released'"
    " WHERE status = 'held' AND amount > 0",
    "a hold that never ended": "UPDATE holds SET status = 'held'"
    " WHERE status = 'released'",
}


@pytest.mark.parametrize("wrong", WRONGS)
async def test_wrong_books(engine: AsyncEngine, jobs: list[Job], wrong: str) -> None:
    """A change by hand is found."""
    async with engine.begin() as connection:
        changed = await connection.exec_driver_sql(WRONGS[wrong])
        assert changed.rowcount

    with pytest.raises(BooksError) as caught:
        await check_books(engine)

    assert caught.value.faults


async def test_a_pack_has_one_hold(
    engine: AsyncEngine, store: SqlStore, jobs: list[Job]
) -> None:
    """It is over the price of all jobs, held while one is open, and the only one."""
    lead, *followers = (
        attrs.evolve(
            jobs[0],
            id=JobId(UUID(int=number)),
            lead=JobId(UUID(int=0)),
            price=5,
            token=f"pack {number}",
        )
        for number in range(3)
    )
    async with store.work(ANNA) as work:
        for job in (lead, *followers):
            await work.jobs.add(job)
        await hold_price(work, [lead, *followers], at=NOW)
        await work.jobs.save(written(lead.cancel(at=NOW)))
    await check_books(engine)

    async with store.work(ANNA) as work:
        await hold_price(work, followers[:1], at=NOW)
    with pytest.raises(BooksError, match="a hold beside its lead's"):
        await check_books(engine)


async def test_moved_credits(engine: AsyncEngine, jobs: list[Job]) -> None:
    """A posting moved to another job is reported for both jobs."""
    async with engine.begin() as connection:
        await connection.execute(
            sa.update(tables.postings)
            .where(tables.postings.c.reason == Reason.CAPTURE)
            .values(job=jobs[0].id)
        )

    with pytest.raises(BooksError) as caught:
        await check_books(engine)

    assert len(caught.value.faults) == 2
