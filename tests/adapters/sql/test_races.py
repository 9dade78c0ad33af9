"""What two do at once, one of them does first."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import attrs
import pytest

from sqlalchemy.ext.asyncio import AsyncEngine

from adapters.sql import SqlStore, check_books
from avatar_core.avatars import Avatar, Gender
from avatar_core.errors import (
    AlreadyExistsError,
    InsufficientCreditsError,
    StaleError,
)
from avatar_core.families import AvatarType, FamilyName
from avatar_core.ids import AvatarId, PersonId, PhotoId
from avatar_core.ledger import (
    GRANTS,
    HOUSE,
    REVENUE,
    Balance,
    Posting,
    Reason,
    available,
)
from avatar_core.people import Language, Person
from avatar_core.photos import Photo
from avatar_core.promos import Promo
from avatar_core.testing import SequentialIds


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)
ANN = PersonId(1)
#: Long enough for a transaction that does not wait, here, to be over.
A_WHILE = 0.3


def _posting(key: str, amount: int, *, earned: bool = True) -> Posting:
    return Posting(
        key=key,
        source=available(ANN) if earned else GRANTS,
        dest=REVENUE if earned else available(ANN),
        amount=amount,
        reason=Reason.WELCOME,
        at=NOW,
    )


@pytest.fixture
async def avatar(store: SqlStore) -> Avatar:
    """Return Ann's avatar, after she came in with ten credits."""
    avatar = Avatar(
        id=AvatarId(SequentialIds()()),
        owner=ANN,
        name="Ann",
        type=AvatarType.PORTRAIT,
        gender=Gender.FEMALE,
        family=FamilyName("flux-portrait"),
        created_at=NOW,
    )
    async with store.work(ANN) as work:
        await work.people.add(Person(id=ANN, language=Language.ENGLISH, created_at=NOW))
        await work.avatars.add(avatar)
        await work.ledger.post(_posting("grant", 10, earned=False))
    return avatar


async def test_works_of_one_person_wait_for_one_another(
    store: SqlStore, avatar: Avatar
) -> None:
    """The second begins when the first has ended, and sees all it did."""

    async def second() -> str:
        async with store.work(ANN) as work:
            return (await work.avatars.get(avatar.id, owner=ANN)).name

    async with store.work(ANN) as work:
        waiting = asyncio.create_task(second())
        done, _ = await asyncio.wait({waiting}, timeout=A_WHILE)
        assert not done
        await work.avatars.save(attrs.evolve(avatar, name="Annie"))

    assert await waiting == "Annie"


async def test_newcomers_wait_for_one_another(store: SqlStore) -> None:
    """Somebody without a row yet comes in once, however often they knock."""
    newcomer = Person(id=PersonId(77), language=Language.ENGLISH, created_at=NOW)

    async def enter() -> bool:
        async with store.work(newcomer.id) as work:
            try:
                await work.people.add(newcomer)
            except AlreadyExistsError:
                return False
            return True

    assert sorted(await asyncio.gather(*(enter() for _ in range(5)))) == [
        *[False] * 4,
        True,
    ]


async def test_works_of_two_people_do_not_wait(
    store: SqlStore, avatar: Avatar, engine: AsyncEngine
) -> None:
    """Where several can write at once, people wait for nobody but themselves."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer at a time")
    async with store.work(ANN) as work:
        await work.avatars.save(avatar)
        async with asyncio.timeout(30), store.work(PersonId(2)) as other:
            await other.people.add(
                Person(id=PersonId(2), language=Language.RUSSIAN, created_at=NOW)
            )


async def test_a_look_waits_for_nobody(store: SqlStore, avatar: Avatar) -> None:
    """Rows can be looked at while others change them."""
    async with store.work(ANN) as work:
        await work.avatars.save(attrs.evolve(avatar, name="Annie"))
        async with asyncio.timeout(30), store.read() as reading:
            assert (await reading.avatars.get(avatar.id, owner=ANN)) == avatar


@pytest.mark.parametrize("holder_of_the_lock", ["the same", "each another"])
async def test_credits_are_not_spent_twice(
    store: SqlStore, avatar: Avatar, engine: AsyncEngine, holder_of_the_lock: str
) -> None:
    """Ten credits pay for three things of three, even if the person's lock fails."""

    async def spend(number: int) -> bool:
        locked = ANN if holder_of_the_lock == "the same" else PersonId(100 + number)
        try:
            async with store.work(locked) as work:
                await work.ledger.post(_posting(f"spend:{number}", 3))
        except InsufficientCreditsError:
            return False
        return True

    spent = await asyncio.gather(*(spend(number) for number in range(8)))

    assert spent.count(True) == 3
    async with store.read() as reading:
        assert await reading.ledger.balance(ANN) == Balance(available=1, held=0)
        assert await reading.ledger.total(REVENUE) == 9
    await check_books(engine)


async def test_a_key_is_posted_once(
    store: SqlStore, avatar: Avatar, engine: AsyncEngine
) -> None:
    """Of many that post the same key at once, one does."""

    async def post(number: int) -> bool:
        async with store.work(PersonId(100 + number)) as work:
            return await work.ledger.post(_posting("the key", 3))

    posted = await asyncio.gather(*(post(number) for number in range(8)))

    assert posted.count(True) == 1
    async with store.read() as reading:
        assert (await reading.ledger.balance(ANN)).available == 7
    await check_books(engine)


async def _race(attempt: Callable[[int], Awaitable[object]]) -> list[type]:
    results = await asyncio.gather(
        *(attempt(number) for number in range(4)), return_exceptions=True
    )
    return [type(result) for result in results]


async def test_one_writer_of_a_version_wins(store: SqlStore, avatar: Avatar) -> None:
    """Of those that save one version at once, all but one are told so."""

    async def save(number: int) -> Avatar:
        async with store.work(PersonId(100 + number)) as work:
            return await work.avatars.save(attrs.evolve(avatar, name=str(number)))

    results = await _race(save)

    assert results.count(Avatar) == 1
    assert results.count(StaleError) == 3


async def test_one_of_two_equal_photos_is_taken(
    store: SqlStore, avatar: Avatar
) -> None:
    """Of the same photo sent many times at once, one is taken."""
    ids = SequentialIds("photos")

    async def add(number: int) -> None:
        photo = Photo(
            id=PhotoId(ids()),
            avatar=avatar.id,
            added_at=NOW,
            digest="the same",
            key=str(number),
            width=1,
            height=1,
        )
        async with store.work(PersonId(100 + number)) as work:
            await work.photos.add(photo)

    results = await _race(add)

    assert results.count(AlreadyExistsError) == 3
    async with store.read() as reading:
        assert len(await reading.photos.of(avatar.id)) == 1


async def test_many_work_at_once(store: SqlStore, engine: AsyncEngine) -> None:
    """More transactions than connections all come to their end."""
    people = [PersonId(number) for number in range(1, 31)]

    async def enter(person: PersonId) -> None:
        async with store.work(person) as work:
            await work.people.add(
                Person(id=person, language=Language.ENGLISH, created_at=NOW)
            )

    await asyncio.gather(*(enter(person) for person in people))

    async with store.read() as reading:
        for person in people:
            assert (await reading.people.get(person)).id == person


async def test_a_cancelled_work_leaves_nothing(store: SqlStore, avatar: Avatar) -> None:
    """Who is cancelled in a transaction leaves neither rows nor locks behind."""
    inside = asyncio.Event()

    async def rename() -> None:
        async with store.work(ANN) as work:
            await work.avatars.save(attrs.evolve(avatar, name="Annie"))
            inside.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(rename())
    await inside.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    async with asyncio.timeout(30), store.work(ANN) as work:
        assert await work.avatars.get(avatar.id, owner=ANN) == avatar


async def test_the_last_use_of_a_code_is_taken_once(store: SqlStore) -> None:
    """Of two people who come at once, one has it; nothing is left of the other."""
    promo = Promo(code="LAST", credits=1, uses=1, created_at=NOW)
    both = (PersonId(1), PersonId(2))
    async with store.work(HOUSE) as work:
        await work.promos.add(promo)
        for person in both:
            await work.people.add(
                Person(id=person, language=Language.ENGLISH, created_at=NOW)
            )

    async def use(person: PersonId) -> bool:
        async with store.work(person) as work:
            return await work.promos.use("LAST", person, at=NOW)

    taken = await asyncio.gather(*map(use, both))

    assert [False, True] == sorted(taken)
    async with store.read() as reading:
        assert 1 == (await reading.promos.get("LAST")).used
        used = [await reading.promos.used_by(person, "LAST") for person in both]
    assert taken == used
