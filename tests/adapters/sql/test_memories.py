"""What the bot remembers beside the domain: cards and albums."""

import asyncio

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.chat_store import ProgressCard
from adapters.sql import (
    SqlAlbums,
    SqlAnchors,
    SqlProgressCards,
    SqlStore,
)
from adapters.sql.albums import MOST_WAITING
from avatar_core.avatars import Avatar, Gender
from avatar_core.families import AvatarType, FamilyName
from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId
from avatar_core.jobs import Job
from avatar_core.orders import TrainingOrder
from avatar_core.people import Language, Person
from avatar_core.testing import SequentialIds


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = PersonId(1)


@pytest.fixture
async def job(store: SqlStore) -> JobId:
    """Return a job that a card can show."""
    ids = SequentialIds("cards")
    avatar = Avatar(
        id=AvatarId(ids()),
        owner=ANN,
        name="Ann",
        type=AvatarType.PORTRAIT,
        gender=Gender.FEMALE,
        family=FamilyName("flux-portrait"),
        created_at=NOW,
    )
    job = Job(
        id=JobId(ids()),
        person=ANN,
        avatar=avatar.id,
        order=TrainingOrder(
            family=avatar.family,
            model="a/trainer",
            avatar_type=AvatarType.PORTRAIT,
            steps=1,
            trigger="av1",
        ),
        price=0,
        token="secret",
        created_at=NOW,
        due_at=NOW,
        deadline_at=NOW,
    )
    async with store.work(ANN) as work:
        await work.people.add(Person(id=ANN, language=Language.ENGLISH, created_at=NOW))
        await work.avatars.add(avatar)
        await work.jobs.add(job)
    return job.id


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


async def test_anchors(engine: AsyncEngine) -> None:
    """A chat has one card per key, the last one put, until it is released."""
    anchors = SqlAnchors(engine)

    assert await anchors.get(1, "menu") is None
    await anchors.put(1, "menu", 10)
    await anchors.put(1, "menu", 11)
    await anchors.put(1, "avatar", 12)
    await anchors.put(2, "menu", 13)
    await anchors.release(1, 11)
    await anchors.release(1, 13)

    assert await anchors.get(1, "menu") is None
    assert await anchors.get(1, "avatar") == 12
    assert await anchors.get(2, "menu") == 13


async def test_cards_that_are_behind(engine: AsyncEngine) -> None:
    """A card is owed once, however often it falls behind, until that is settled."""
    anchors = SqlAnchors(engine)
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


async def test_one_message_speaks_for_an_album(engine: AsyncEngine) -> None:
    """Of an album's messages handled side by side one is answered, and stays so."""
    albums = SqlAlbums(engine)
    claims = await asyncio.gather(
        *(albums.claim(ANN, "7", message, at=NOW) for message in range(1, 11))
    )

    assert claims.count(True) == 1
    again = [await albums.claim(ANN, "7", number, at=NOW) for number in range(1, 11)]
    assert claims == again
    assert await albums.claim(ANN, "8", 11, at=NOW)
    assert await albums.claim(PersonId(2), "7", 1, at=NOW)


async def test_an_album_is_for_an_avatar(engine: AsyncEngine) -> None:
    """Which avatar an album is for is known once it was said."""
    albums, avatar = SqlAlbums(engine), AvatarId(UUID(int=7))
    await albums.claim(ANN, "7", 1, at=NOW)

    assert await albums.destination(ANN, "7") is None
    await albums.destine(ANN, "7", avatar)
    assert avatar == await albums.destination(ANN, "7")
    assert await albums.destination(ANN, "8") is None


async def test_photos_wait(engine: AsyncEngine) -> None:
    """Photos wait in the order they were sent, each once, and not too many."""
    albums = SqlAlbums(engine)

    async def keep(number: int, person: PersonId = ANN) -> None:
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

    waiting = await albums.waiting(ANN)
    assert [*range(1, MOST_WAITING + 1)] == [each.message_id for each in waiting]
    assert ("f1", 2**40, 255) == (
        waiting[0].file_id,
        waiting[0].size,
        len(waiting[0].name or ""),
    )
    await albums.drop(ANN, 1)
    assert 2 == (await albums.waiting(ANN))[0].message_id
    assert len(await albums.waiting(PersonId(2))) == 1


async def test_albums_are_forgotten(engine: AsyncEngine) -> None:
    """Old albums and photos that waited for nothing go."""
    albums = SqlAlbums(engine)
    for number, at in ((1, NOW), (2, NOW + timedelta(hours=1))):
        await albums.claim(ANN, str(number), number, at=at)
        photo = PhotoId(UUID(int=number))
        await albums.keep(ANN, number, photo, file_id="f", size=None, name=None, at=at)

    await albums.forget_before(NOW + timedelta(minutes=1))

    assert [2] == [each.message_id for each in await albums.waiting(ANN)]
    assert await albums.claim(ANN, "1", 3, at=NOW)
    assert not await albums.claim(ANN, "2", 3, at=NOW)
