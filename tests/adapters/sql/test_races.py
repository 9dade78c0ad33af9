"""The database decides races that the lock of a person does not cover."""

import asyncio

from contextlib import suppress
from uuid import UUID

import attrs
import pytest

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, NOW, PERSON, PHOTO

from adapters.sql import SqlStore, check_books
from avatar_core.avatars import Avatar
from avatar_core.errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    StaleError,
)
from avatar_core.ids import PersonId, PhotoId
from avatar_core.ledger import (
    GRANTS,
    REVENUE,
    Balance,
    Posting,
    Reason,
    available,
)
from avatar_core.lifecycle import written


def _posting(key: str, amount: int, *, earned: bool = True) -> Posting:
    return Posting(
        key=key,
        source=available(ANNA) if earned else GRANTS,
        dest=REVENUE if earned else available(ANNA),
        amount=amount,
        bonus=amount,
        reason=Reason.WELCOME,
        at=NOW,
    )


@pytest.fixture
async def avatar(store: SqlStore) -> Avatar:
    """Return the avatar of a person with ten credits."""
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
        await work.ledger.post(_posting("grant", 10, earned=False))
    return DRAFT


async def test_a_newcomer_is_added_once(store: SqlStore) -> None:
    """A person without a row is locked, too: one of five works adds it."""

    async def enter() -> bool:
        async with store.work(ANNA) as work:
            try:
                await work.people.add(PERSON)
            except AlreadyExistsError:
                return False
            return True

    entered = await asyncio.gather(*(enter() for _ in range(5)))

    assert 1 == entered.count(True)


async def test_works_of_two_people_do_not_wait(
    store: SqlStore, avatar: Avatar, engine: AsyncEngine
) -> None:
    """On PostgreSQL a person waits only for their own works."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    async with store.work(ANNA) as work:
        await work.avatars.save(avatar)
        async with asyncio.timeout(30), store.work(PersonId(2)) as other:
            await other.people.add(attrs.evolve(PERSON, id=PersonId(2)))


async def test_credits_are_not_spent_twice(
    store: SqlStore, avatar: Avatar, engine: AsyncEngine
) -> None:
    """Ten credits pay for three things at three each, even in works of others."""

    async def spend(number: int) -> bool:
        try:
            async with store.work(PersonId(100 + number)) as work:
                await work.ledger.post(_posting(f"spend:{number}", 3))
        except InsufficientCreditsError:
            return False
        return True

    spent = await asyncio.gather(*(spend(number) for number in range(8)))

    assert spent.count(True) == 3
    async with store.read() as reading:
        assert await reading.ledger.balance(ANNA) == Balance(
            available=1, held=0, bonus=1
        )
        assert await reading.ledger.total(REVENUE) == 9
    await check_books(engine)


async def test_a_version_is_saved_once(store: SqlStore, avatar: Avatar) -> None:
    """Of works that save the same version at once, all but one are refused."""

    async def save(number: int) -> bool:
        async with store.work(PersonId(100 + number)) as work:
            with suppress(StaleError):
                await work.avatars.save(
                    written(attrs.evolve(avatar, name=f"N{number}"))
                )
                return True
        return False

    saved = await asyncio.gather(*map(save, range(4)))

    assert 1 == saved.count(True)


async def test_one_of_several_equal_photos_is_added(
    store: SqlStore, avatar: Avatar
) -> None:
    """Of the same photo added several times at once, one is kept."""

    async def add(number: int) -> bool:
        with suppress(AlreadyExistsError):
            async with store.work(PersonId(100 + number)) as work:
                photo = attrs.evolve(PHOTO, id=PhotoId(UUID(int=100 + number)))
                await work.photos.add(photo)
            return True
        return False

    added = await asyncio.gather(*map(add, range(4)))

    assert 1 == added.count(True)
    async with store.read() as reading:
        assert 1 == len(await reading.photos.of(avatar.id))


async def test_more_works_than_connections(store: SqlStore) -> None:
    """Works that find no free connection wait for one."""
    people = [PersonId(number) for number in range(1, 31)]

    async def enter(person: PersonId) -> None:
        async with store.work(person) as work:
            await work.people.add(attrs.evolve(PERSON, id=person))

    await asyncio.gather(*(enter(person) for person in people))

    async with store.read() as reading:
        for person in people:
            assert (await reading.people.get(person)).id == person
