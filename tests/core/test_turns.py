"""People take turns at the provider: nobody's many pictures stop another's.

The order of the turns is in the contract of stores.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, World
from tests.packs import pack_of

from avatar_core import Avatar, Job, JobId, JobStatus, PersonId, Policy, PriceBook
from avatar_core.ports import Running


def rich(concurrency: int = 2) -> World:
    """Return a world in which two hundred pictures can be paid for."""
    return World(
        policy=Policy(concurrency=concurrency, max_open_jobs=50),
        prices=PriceBook(training=150, welcome=10_000),
    )


def with_provider(world: World) -> list[Job]:
    """Return the jobs that the provider has, or may have, now."""
    held = {JobStatus.SUBMITTING, JobStatus.SUBMITTED, JobStatus.RUNNING}
    return [job for job in world.rows._rows.jobs.values() if job.status in held]


async def order_many(world: World, avatar: Avatar, count: int) -> None:
    """Order *count* pictures, in packs of ten."""
    pack = pack_of(10)
    world.shelf.packs.append(pack)
    for _ in range(count // 10):
        await world.packs.start(avatar.owner, avatar.id, world.new_job(), pack.id)


async def ends(world: World, until: JobId) -> Sequence[PersonId]:
    """Work until that job has ended; return whose jobs ended, in order."""
    gone: dict[JobId, PersonId] = {}
    rows = world.rows._rows.jobs
    before = {job.id for job in rows.values() if not job.open}
    while rows[until].open:
        due = await world.sweep.due_jobs()
        for key in due:
            await world.advance(key)
            world.clock.now += timedelta(milliseconds=1)  # no two things at once
        if not due:
            await world.tick()
        for job in rows.values():
            if not job.open and job.id not in before:
                gone.setdefault(job.id, job.person)
    return list(gone.values())


async def test_two_hundred_pictures_delay_another_persons_by_two() -> None:
    """A person who comes while 200 pictures wait is served after at most two more."""
    world = rich()
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    await order_many(world, anna, 200)
    for _ in range(40):
        await world.tick()
    assert {ANNA} == {job.person for job in with_provider(world)}

    picture = await world.draw(boris.id, owner=BORIS)
    before = Counter(await ends(world, picture.id))

    assert 1 == before[BORIS]
    assert before[ANNA] <= 4  # two that were being drawn, two beside it
    assert JobStatus.SUCCEEDED is (await world.job(picture.id)).status


async def test_a_request_that_hangs_gives_up_its_place() -> None:
    """Requests that never end hold nobody up for longer than their places last."""
    world = rich()
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    world.provider.scripts.extend([[Running(1)], [Running(1)]])
    for _ in range(2):
        await world.draw(anna.id)
    for _ in range(5):
        await world.tick()
    began = world.clock.now

    picture = await world.draw(boris.id, owner=BORIS)
    await world.run_to(picture.id, JobStatus.SUCCEEDED)

    longest = world.policy.generation.place + timedelta(minutes=2)
    assert world.clock.now - began < longest


@pytest.mark.parametrize("concurrency", [1, 2, 5])
async def test_no_more_requests_than_the_account_allows(concurrency: int) -> None:
    """The provider has as many requests at once as it may, and never more."""
    world = rich(concurrency)
    await order_many(world, await world.trained(ANNA), 30)
    most = 0

    while await world.tick():
        most = max(most, len(with_provider(world)))

    assert concurrency == most
    world.check_books()


async def test_the_next_is_woken_when_a_place_is_free() -> None:
    """The end of a job wakes the next one without a sweep."""
    world = rich(1)
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    first = await world.draw(anna.id)
    second = await world.draw(boris.id, owner=BORIS)
    await world.step(first.id)
    assert await world.advance(second.id) is None
    world.rows.enqueued.clear()

    await ends(world, first.id)

    assert second.id in {wake.job for wake in world.rows.enqueued}
