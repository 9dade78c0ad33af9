"""What the bot stores beside the domain: cards and albums."""

import asyncio

from uuid import UUID

import pytest

from sqlalchemy.ext.asyncio import AsyncEngine
from tests.core.sound import ANNA, DRAFT, JOB, NOW, PERSON

from adapters.chat_store import ProgressCard
from adapters.sql import (
    SqlAlbums,
    SqlAnchors,
    SqlProgressCards,
    SqlStore,
)
from adapters.sql.albums import MOST_WAITING
from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId
from avatar_core.lifecycle import written


@pytest.fixture
async def job(store: SqlStore) -> JobId:
    """Return a job that a card can show."""
    async with store.work(ANNA) as work:
        await work.people.add(PERSON)
        await work.avatars.add(DRAFT)
        await work.jobs.add(JOB)
    return JOB.id


async def test_cards(engine: AsyncEngine, job: JobId) -> None:
    """A job has one card, the last one put, until it is dropped."""
    cards = SqlProgressCards(engine)
    first = ProgressCard(chat_id=-(2**40), message_id=3, digest="first")
    second = ProgressCard(chat_id=4, message_id=5, digest="second")

    assert await cards.get(job) is None
    await cards.put(job, first)
    assert await cards.get(job) == first
    await cards.put(job, second)
    assert await cards.get(job) == second
    await cards.drop(job)
    await cards.drop(job)
    assert await cards.get(job) is None


async def test_a_card_goes_when_the_end_is_told(
    engine: AsyncEngine, store: SqlStore, job: JobId
) -> None:
    """It is deleted in the transaction that notes the end as told, and not put again."""
    cards = SqlProgressCards(engine)
    shown = ProgressCard(chat_id=4, message_id=5, digest="shown")
    assert await cards.put(job, shown)

    for told in (False, True):
        async with store.work_on(job) as (work, found):
            ended = found if found.ended_at else found.cancel(at=NOW)
            after = ended.told(at=NOW) if told else ended
            await work.jobs.save(written(after))
        assert told is (await cards.get(job) is None)

    assert not await cards.put(job, shown)
    assert await cards.get(job) is None


async def test_anchors(engine: AsyncEngine) -> None:
    """A chat has one card per key and message, the last one put, until it is released."""
    anchors = SqlAnchors(engine, lambda: NOW)

    assert await anchors.get(1, "menu") is None
    await anchors.put(1, "menu", 10)
    await anchors.put(1, "menu", 11)
    await anchors.put(1, "avatar", 12)
    await anchors.put(2, "menu", 13)
    await anchors.put(1, "question", 11)
    assert await anchors.get(1, "menu") is None
    await anchors.release(1, 11)
    await anchors.release(1, 13)

    assert await anchors.get(1, "question") is None
    assert await anchors.get(1, "avatar") == 12
    assert await anchors.get(2, "menu") == 13


async def test_cards_that_are_out_of_date(engine: AsyncEngine) -> None:
    """A card is listed once, however often an edit is postponed, until one is made."""
    anchors = SqlAnchors(engine, lambda: NOW)
    debts = [UUID(int=number) for number in range(4)]

    await anchors.owe(1, "menu", debts[0])
    await anchors.owe(1, "menu", debts[1])
    await anchors.owe(1, "avatar", debts[2])
    await anchors.owe(2, "menu", debts[3])
    await anchors.settle(1, "menu", debts[1])
    await anchors.owe(1, "avatar", debts[0])
    await anchors.settle(1, "avatar", debts[2])
    await anchors.settle(3, "menu", debts[3])

    assert {(1, "avatar", debts[0]), (2, "menu", debts[3])} == set(await anchors.owed())
    assert 1 == len(await anchors.owed(limit=1))


async def test_one_message_of_an_album_is_answered(engine: AsyncEngine) -> None:
    """Of an album's messages handled at once one is answered, and stays so."""
    albums = SqlAlbums(engine)
    claims = await asyncio.gather(
        *(albums.claim(ANNA, "7", message, at=NOW) for message in range(1, 11))
    )

    assert claims.count(True) == 1
    again = [await albums.claim(ANNA, "7", number, at=NOW) for number in range(1, 11)]
    assert claims == again
    assert await albums.claim(ANNA, "8", 11, at=NOW)
    assert await albums.claim(PersonId(2), "7", 1, at=NOW)


async def test_the_avatar_of_an_album(engine: AsyncEngine) -> None:
    """The avatar of an album is known once it is set."""
    albums, avatar = SqlAlbums(engine), AvatarId(UUID(int=7))
    await albums.claim(ANNA, "7", 1, at=NOW)

    assert await albums.destination(ANNA, "7") is None
    await albums.destine(ANNA, "7", avatar)
    assert avatar == await albums.destination(ANNA, "7")
    assert await albums.destination(ANNA, "8") is None


async def test_photos_wait(engine: AsyncEngine) -> None:
    """Photos wait in the order they were sent, each once, up to a limit."""
    albums = SqlAlbums(engine)

    async def keep(number: int, person: PersonId = ANNA) -> None:
        await albums.keep(
            person,
            number,
            PhotoId(UUID(int=number)),
            file_id=f"f{number}",
            size=2**40,
            name="x" * 300,
            at=NOW,
        )

    for number in (2, 1, 1, *range(3, 50)):
        await keep(number)
    await keep(1, PersonId(2))

    waiting = await albums.waiting(ANNA)
    assert [*range(1, MOST_WAITING + 1)] == [each.message_id for each in waiting]
    assert ("f1", 2**40, 255) == (
        waiting[0].file_id,
        waiting[0].size,
        len(waiting[0].name or ""),
    )
    await albums.drop(ANNA, 1)
    assert 2 == (await albums.waiting(ANNA))[0].message_id
    assert len(await albums.waiting(PersonId(2))) == 1
