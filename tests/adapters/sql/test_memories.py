"""What the bot remembers beside the domain: updates, cards, conversations."""

import asyncio

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import (
    ProgressCard,
    SqlAlbums,
    SqlAnchors,
    SqlProgressCards,
    SqlStore,
)
from adapters.sql.albums import MOST_WAITING
from adapters.sql.conversations import SqlConversations
from adapters.sql.updates import SqlUpdates
from adapters.telegram.moves import Position
from avatar_core.avatars import Avatar, Gender
from avatar_core.families import AvatarType, FamilyName
from avatar_core.ids import AvatarId, JobId, PersonId, PhotoId
from avatar_core.jobs import Job
from avatar_core.orders import TrainingOrder
from avatar_core.people import Language, Person
from avatar_core.testing import SequentialIds


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = PersonId(1)
KEY = StorageKey(bot_id=1, chat_id=-2, user_id=2**52 - 1)


class Naming(StatesGroup):
    """A dialogue of one step."""

    name = State()


async def test_updates_are_remembered(engine: AsyncEngine) -> None:
    """An update that was marked is known, however often it was marked."""
    updates = SqlUpdates(engine)

    assert not await updates.handled(7)
    await updates.mark(7, at=NOW)
    await updates.mark(7, at=NOW + timedelta(hours=1))

    assert await updates.handled(7)
    assert not await updates.handled(8)


async def test_an_update_moves_its_conversation_once(engine: AsyncEngine) -> None:
    """Where it leads is kept with its end; ended twice it leads nowhere else."""
    updates, conversations = SqlUpdates(engine), SqlConversations(engine)

    await updates.mark(7, at=NOW, to=Position(KEY, "naming", {"type": "portrait"}))
    await updates.mark(8, at=NOW, to=Position(KEY, "uploading", {"avatar": "1"}))
    await updates.mark(7, at=NOW, to=Position(KEY, "naming", {"type": "portrait"}))
    await updates.mark(9, at=NOW)

    assert "uploading" == await conversations.get_state(KEY)
    assert {"avatar": "1"} == await conversations.get_data(KEY)


async def test_old_updates_are_forgotten(engine: AsyncEngine) -> None:
    """What was marked before a time is forgotten, and counted."""
    updates = SqlUpdates(engine)
    for number in range(5):
        await updates.mark(number, at=NOW + timedelta(hours=number))

    assert await updates.forget_before(NOW + timedelta(hours=2)) == 2
    assert [await updates.handled(number) for number in range(5)] == [
        *[False] * 2,
        *[True] * 3,
    ]
    assert await updates.forget_before(NOW) == 0


async def test_deaths_are_counted_until_one_survives(engine: AsyncEngine) -> None:
    """Who had an update in hand is counted, until one outlives it or time has passed."""
    updates = SqlUpdates(engine)

    assert 0 == await updates.begun(7)
    for hour in (0, 1):
        await updates.begin(7, at=NOW + timedelta(hours=hour))
    await updates.begin(8, at=NOW)
    assert (2, 1) == (await updates.begun(7), await updates.begun(8))

    await updates.forget_before(NOW + timedelta(minutes=1))
    assert (2, 0) == (await updates.begun(7), await updates.begun(8))
    await updates.survive(7)
    assert 0 == await updates.begun(7)


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


async def test_a_conversation_begins_empty(engine: AsyncEngine) -> None:
    """Somebody new is nowhere and has said nothing."""
    conversations = SqlConversations(engine)

    assert await conversations.get_state(KEY) is None
    assert await conversations.get_data(KEY) == {}
    assert await conversations.get_value(KEY, "name") is None


async def test_a_conversation_survives(engine: AsyncEngine) -> None:
    """Position and data are kept apart, and found by another process."""
    conversations = SqlConversations(engine)
    await conversations.set_state(KEY, Naming.name)
    await conversations.set_data(KEY, {"name": "Жанна", "numbers": [1, None]})

    again = SqlConversations(engine)

    assert await again.get_state(KEY) == "Naming:name"
    assert await again.get_data(KEY) == {"name": "Жанна", "numbers": [1, None]}
    assert await again.update_data(KEY, {"name": "Ann"}) == {
        "name": "Ann",
        "numbers": [1, None],
    }
    await again.set_state(KEY, "free")
    assert await conversations.get_state(KEY) == "free"
    assert await conversations.get_value(KEY, "name") == "Ann"
    await again.set_state(KEY, None)
    await again.set_data(KEY, {})
    assert await conversations.get_state(KEY) is None
    assert await conversations.get_data(KEY) == {}
    await again.close()


async def test_conversations_are_kept_apart(engine: AsyncEngine) -> None:
    """Every bot, chat, person, thread and destiny has its own."""
    conversations = SqlConversations(engine)
    keys = [
        KEY,
        StorageKey(bot_id=2, chat_id=-2, user_id=KEY.user_id),
        StorageKey(bot_id=1, chat_id=-3, user_id=KEY.user_id),
        StorageKey(bot_id=1, chat_id=-2, user_id=4),
        StorageKey(bot_id=1, chat_id=-2, user_id=KEY.user_id, thread_id=5),
        StorageKey(bot_id=1, chat_id=-2, user_id=KEY.user_id, destiny="other"),
    ]
    for number, key in enumerate(keys):
        await conversations.set_data(key, {"number": number})

    assert [await conversations.get_data(key) for key in keys] == [
        {"number": number} for number in range(len(keys))
    ]


async def test_no_answer_is_lost(engine: AsyncEngine) -> None:
    """Of an album's photos, handled all at once, every one is noted."""
    conversations = SqlConversations(engine)

    await asyncio.gather(
        *(conversations.update_data(KEY, {str(n): n}) for n in range(10)),
        *(conversations.set_state(KEY, Naming.name) for _ in range(5)),
    )

    assert await conversations.get_data(KEY) == {str(n): n for n in range(10)}
    assert await conversations.get_state(KEY) == "Naming:name"


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
