"""Forgetting people who want to be forgotten."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta

import attrs
import pytest

from tests.core.world import ANNA, BORIS, OWNER, World, installed

from avatar_core import Language, Size
from avatar_core.avatars import AvatarStatus
from avatar_core.blob_keys import prefix_of
from avatar_core.broadcasts import Part
from avatar_core.errors import (
    NotFoundError,
    WorkUnfinishedError,
)
from avatar_core.ids import PersonId
from avatar_core.job_lifecycle import JobStatus
from avatar_core.ledger import Reason
from avatar_core.orders import GenerationOrder
from avatar_core.ports import DrawnPicture, DrawnPictures, Store, Work
from avatar_core.use_cases import ForgetPeople


def _photos(world: World) -> list[str]:
    return [key for key in world.kept.kept if "/photos/" in key]


async def _settled(world: World) -> None:
    """Have a person with a bit of everything, whose orders have all ended."""
    await world.ordered_pictures(3)
    await world.run()
    await world.with_photos(4)
    described = await world.draft()
    await world.avatars.delete(ANNA, described.id)


async def test_nothing_of_a_forgotten_person_is_left(world: World) -> None:
    """Avatars, photos and pictures go at once, and all blobs within the hour."""
    await _settled(world)
    assert _photos(world)
    alias = world.alias(ANNA)

    await world.cases.forget_people(ANNA)
    await world.sweep.delete_scheduled()
    soon = _photos(world)
    world.clock.advance(timedelta(hours=1))
    await world.sweep.delete_scheduled()

    assert [] == soon
    assert {} == world.kept.kept
    rows = world.rows._rows
    assert alias.hex not in repr(rows)
    assert [] == [one for one in rows.pictures.values() if one.owner == ANNA]
    own = {one.id for one in rows.avatars.values() if one.owner == ANNA}
    assert {AvatarStatus.DELETED} == {rows.avatars[one].status for one in own}
    assert {("", None)} == {
        (rows.avatars[one].name, rows.avatars[one].gender) for one in own
    }
    assert not any(photo.avatar in own for photo in rows.photos.values())
    orders = [job.order for job in rows.jobs.values() if job.person == ANNA]
    assert {("", "")} == {
        (one.words, one.prompt) for one in orders if isinstance(one, GenerationOrder)
    }


async def test_others_lose_nothing(world: World) -> None:
    """Other people's things are there as before."""
    await _settled(world)
    boris = await world.trained(BORIS)
    kept = {
        key for key in world.kept.kept if key.startswith(prefix_of(world.alias(BORIS)))
    }

    await world.cases.forget_people(ANNA)
    world.clock.advance(timedelta(hours=1))
    await world.sweep.delete_scheduled()

    left = {key for key in kept if "/archives/" not in key}
    assert left == set(world.kept.kept)
    assert boris == await world.avatar(boris.id)


@installed(enriching=True)
async def test_an_enrichment_is_no_unfinished_order(world: World) -> None:
    """Pictures and their enrichment count as one unfinished order."""
    await world.ordered_pictures()

    with pytest.raises(WorkUnfinishedError) as caught:
        await world.cases.forget_people(ANNA)

    assert 2 == len((await world.cases.forget_people.belongings(ANNA)).unfinished)
    assert 1 == caught.value.count


@pytest.mark.parametrize(
    "status", [JobStatus.REQUESTED, JobStatus.SUBMITTED, JobStatus.RUNNING]
)
async def test_unfinished_work_comes_first(world: World, status: JobStatus) -> None:
    """Nothing is deleted while an order is open, or its end is still to be told."""
    job = await world.ordered_pictures()
    if status is not JobStatus.REQUESTED:
        await world.run_to(job.id, status)
    forget = world.cases.forget_people

    with pytest.raises(WorkUnfinishedError) as caught:
        await forget(ANNA)
    belongings = await forget.belongings(ANNA)
    await world.cancel_job(ANNA, job.id)
    with pytest.raises(WorkUnfinishedError):
        await forget(ANNA)  # it has not been told yet, or the provider has it
    await world.run()
    await forget(ANNA)

    assert 1 == caught.value.count
    assert [job.id] == [one.id for one in belongings.unfinished]
    assert (1, 0) == (belongings.avatars, belongings.pictures)
    assert [] == [*(await forget.belongings(ANNA)).unfinished]


async def test_a_forgotten_person_comes_back_as_new(world: World) -> None:
    """They are registered anew, own nothing, and get no second welcome."""
    await world.accounts.enter(ANNA, Language.ENGLISH, name="Anna", username="anna")
    await world.cases.preferences.be_quiet(ANNA, quiet=True)
    await world.cases.preferences.draw_in(ANNA, Size.WIDE)
    balance = await world.accounts.balance(ANNA)
    await world.cases.forget_people(ANNA)
    async with world.rows.read() as reading:
        gone = await reading.people.get(ANNA)

    assert gone.alias is None
    entry = await world.accounts.enter(
        ANNA, Language.RUSSIAN, username="Anna2", referrer=BORIS
    )
    again = await world.accounts.enter(ANNA, Language.GERMAN, username="Anna2")

    assert (None, None) == (gone.name, gone.username)
    assert (None, False) == (gone.default_size, gone.quiet)
    assert world.clock.now == gone.forgotten_at
    assert balance == entry.balance
    assert (Language.RUSSIAN, "anna2", None, None) == (
        entry.person.language,
        entry.person.username,
        entry.person.forgotten_at,
        entry.person.referrer,
    )
    assert entry.person == again.person
    gifts = [one.reason for one in world.rows._rows.postings.values()]
    assert 1 == gifts.count(Reason.WELCOME)


async def test_a_ban_outlives_it(world: World) -> None:
    """A blocked person stays blocked."""
    await world.enter(ANNA)
    await world.admin.blocks.block(OWNER, ANNA)

    await world.cases.forget_people(ANNA)
    entry = await world.accounts.enter(ANNA, Language.ENGLISH)

    assert entry.person.blocked_at is not None


async def test_the_forgotten_hear_nothing(world: World) -> None:
    """No broadcast is for them, and a notice that comes later is not told."""
    await world.enter(BORIS)
    await world.accounts.enter(ANNA, Language.ENGLISH, referrer=BORIS)
    await world.cases.forget_people(BORIS)
    await world.pay()
    job = await world.ordered_training(ANNA)
    await world.run_to(job.id, JobStatus.SUCCEEDED)

    notices = await world.tell.due()
    await world.tell_due()

    assert [BORIS] == [notice.person for notice in notices]
    assert [] == world.messages.notices
    async with world.rows.read() as reading:
        part = Part(languages=frozenset(Language))
        assert 1 == await reading.people.audience_count(part)


async def test_what_no_row_names_goes_too(world: World) -> None:
    """All blobs of the person go within the hour, uploads that died among them."""
    await world.enter(ANNA, BORIS)
    keys = [f"{prefix_of(world.alias(one))}upload" for one in (ANNA, BORIS)]
    for key in keys:
        await world.kept.put(key, b"photo")
    async with world.rows.work(ANNA) as work:
        await work.deletions.add(keys, at=world.clock.now + timedelta(days=2))

    await world.cases.forget_people(ANNA)
    world.clock.advance(timedelta(hours=1))
    await world.sweep.delete_scheduled()

    assert keys[1:] == [*world.kept.kept] == [*world.deletions()]


async def test_the_provider_forgets_too(world: World) -> None:
    """Requests of the last 30 days are deleted at the provider, as far as it lets us."""
    await _settled(world)
    made = set(world.provider.requests)
    await world.trained(BORIS)
    world.provider.down = True
    receipt = await world.cases.forget_people(ANNA)
    assert 0 == await world.sweep.forget_requests()
    world.provider.down = False

    swept = [await world.sweep.forget_requests() for _ in range(2)]

    assert made == set(world.provider.forgotten)
    assert [len(made), 0] == swept
    assert receipt.had.provider_until is not None
    assert world.clock.now < receipt.had.provider_until


async def test_a_provider_that_may_not_forget_is_asked_once(world: World) -> None:
    """With a key that allows no deletion the requests expire by themselves."""
    await _settled(world)
    world.provider.may_forget = False
    await world.cases.forget_people(ANNA)

    swept = [await world.sweep.forget_requests() for _ in range(2)]

    assert [0, 0] == swept
    assert {} == world.rows._rows.erased_requests


async def test_a_receipt_says_what_went(world: World) -> None:
    """It counts what was there, and says when the last blob goes."""
    await _settled(world)

    receipt = await world.cases.forget_people(ANNA)

    assert (2, 16, 3) == (
        receipt.had.avatars,
        receipt.had.photos,
        receipt.had.pictures,
    )
    assert world.clock.now + timedelta(hours=1) == receipt.by


async def test_a_late_worker_stores_nothing_for_the_forgotten(world: World) -> None:
    """Keys are made of an alias, which is gone."""
    job = await world.ordered_pictures(1)
    await world.run()
    await world.cases.forget_people(ANNA)
    results = world.advance.advance.checking.results
    drawn = DrawnPicture(url="https://provider.test/x", seed=0, blocked=False)

    forgotten = await world.accounts.person(ANNA)
    with pytest.raises(NotFoundError):
        await results.fetch(job, forgotten, DrawnPictures((drawn,)))


class _Dying:
    """A store whose process dies before its next transaction but so many."""

    def __init__(self, store: Store, left: int) -> None:
        self.read, self.work_on = store.read, store.work_on
        self._store = store
        self._left = left

    def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AbstractAsyncContextManager[Work]:
        """Begin a transaction, or die."""
        if not self._left:
            raise ConnectionAbortedError
        self._left -= 1
        return self._store.work(person, durable=durable)


@pytest.fixture
async def half_forgotten(world: World) -> World:
    """Have a person with several pictures whose erasure died after its first pieces."""
    await _settled(world)
    store = _Dying(world.rows, left=2)
    with pytest.raises(ConnectionAbortedError):
        await ForgetPeople(store, world.clock)(ANNA)
    return world


async def test_a_crash_leaves_nobody_half_forgotten(half_forgotten: World) -> None:
    """The person counts as forgotten at once, and the sweep deletes the rest."""
    world, rows = half_forgotten, half_forgotten.rows._rows
    gone, left = rows.people[ANNA].forgotten_at, len(rows.pictures)

    swept = [await world.sweep.finish_erasures() for _ in range(2)]

    assert world.clock.now == gone
    assert 3 == left
    assert [1, 0] == swept
    assert {} == rows.pictures
    orders = [job.order for job in rows.jobs.values() if job.person == ANNA]
    assert {""} == {one.words for one in orders if isinstance(one, GenerationOrder)}


async def test_who_returns_first_finds_nothing_old(half_forgotten: World) -> None:
    """A person who returns before the sweep loses nothing that is new."""
    world = half_forgotten

    await world.accounts.enter(ANNA, Language.ENGLISH)
    avatar = await world.draft()
    swept = await world.sweep.finish_erasures()

    assert 0 == swept
    assert {} == world.rows._rows.pictures
    assert avatar == await world.avatar(avatar.id)


class _ForgottenMeanwhile:
    """A store in which an erasure begins just before the first transaction."""

    def __init__(self, store: Store) -> None:
        self.read, self.work_on = store.read, store.work_on
        self._store = store
        self._left = 1

    @asynccontextmanager
    async def work(
        self, person: PersonId, /, *, durable: bool = True
    ) -> AsyncIterator[Work]:
        """Begin a transaction."""
        if self._left:
            self._left -= 1
            async with self._store.work(person, durable=durable) as work:
                known = await work.people.get(person)
                gone = known.forgotten(at=known.created_at)
                await work.erasure.begin(gone, alias=known.known_as)
        async with self._store.work(person, durable=durable) as work:
            yield work


async def test_who_returns_while_an_erasure_begins_finds_nothing_old(
    world: World,
) -> None:
    """Another process may begin it after this one has looked for the person."""
    await _settled(world)
    store = _ForgottenMeanwhile(world.rows)
    accounts = attrs.evolve(world.accounts, store=store)

    entry = await accounts.enter(ANNA, Language.ENGLISH, username="renamed")
    avatar = await world.draft()
    swept = await world.sweep.finish_erasures()

    assert entry.person.forgotten_at is None
    assert 0 == swept
    assert avatar == await world.avatar(avatar.id)


async def test_nothing_is_ordered_again_for_the_forgotten(world: World) -> None:
    """An admin's retry cannot put an avatar in training that is being erased."""
    job = await world.ordered_training()
    await world.admin.jobs.release(OWNER, job.id)
    await world.run()
    with pytest.raises(ConnectionAbortedError):
        await ForgetPeople(_Dying(world.rows, left=1), world.clock)(ANNA)

    with pytest.raises(NotFoundError):
        await world.admin.jobs.retry(OWNER, job.id)

    assert 1 == await world.sweep.finish_erasures()
    assert AvatarStatus.DELETED is (await world.avatar(job.avatar)).status


async def test_forgotten_twice(world: World) -> None:
    """Doing it again changes nothing; an unknown person cannot be forgotten."""
    await _settled(world)
    forget = world.cases.forget_people
    await forget(ANNA)
    before = dict(world.rows._rows.people)

    await forget(ANNA)

    assert before == world.rows._rows.people
    with pytest.raises(NotFoundError):
        await forget(BORIS)
