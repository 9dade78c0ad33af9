"""People take turns at the provider: nobody's two hundred pictures stop another's."""

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, World, pack_of

from avatar_core import (
    Avatar,
    Job,
    JobId,
    JobKind,
    JobStatus,
    PersonId,
    Policy,
    PriceBook,
)
from avatar_core.ports import Running


CARLA = PersonId(3)
MANY = 200


def rich(concurrency: int = 2) -> World:
    """Return a world in which two hundred pictures can be paid for."""
    return World(
        policy=Policy(concurrency=concurrency, max_open_jobs=50),
        prices=PriceBook(welcome=10_000),
    )


def with_provider(world: World) -> list[Job]:
    """Return the jobs that the provider has, or may have, now."""
    held = {JobStatus.SUBMITTING, JobStatus.SUBMITTED, JobStatus.RUNNING}
    return [job for job in world.rows._rows.jobs.values() if job.status in held]


async def order(world: World, avatar: Avatar) -> Job:
    """Order one picture."""
    return await world.draw(avatar.id, owner=avatar.owner)


async def order_many(world: World, avatar: Avatar, count: int = MANY) -> None:
    """Order so many pictures, in packs of ten."""
    pack = pack_of(10)
    world.shelf.packs.append(pack)
    for _ in range(count // 10):
        await world.packs.start(avatar.owner, avatar.id, world.new_job(), pack.id)


async def ends(world: World, until: JobId) -> Sequence[PersonId]:
    """Work until that job has ended; return whose pictures ended, in order."""
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
        assert len(with_provider(world)) <= world.policy.concurrency
        for job in rows.values():
            if not job.open and job.id not in before:
                gone.setdefault(job.id, job.person)
    return list(gone.values())


async def test_two_hundred_pictures_delay_a_first_by_two() -> None:
    """Whoever comes when 200 pictures are waiting has their first after at most two."""
    world = rich()
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    await order_many(world, anna)
    for _ in range(40):
        await world.tick()
    assert {ANNA} == {job.person for job in with_provider(world)}

    picture = await order(world, boris)
    before = Counter(await ends(world, picture.id))

    assert 1 == before[BORIS]
    assert before[ANNA] <= 4  # two that were being drawn, two beside it
    assert JobStatus.SUCCEEDED is (await world.job(picture.id)).status


async def test_everybody_has_a_turn() -> None:
    """Of three with many pictures each none gets more than one more than another."""
    world = rich()
    avatars = [await world.trained(person) for person in (ANNA, BORIS, CARLA)]
    for avatar in avatars:
        await order_many(world, avatar, 20)
    last = list(world.rows._rows.jobs.values())[-1]

    served = await ends(world, last.id)

    for sofar in range(1, 50):
        had = Counter(served[:sofar])
        assert max(had.values()) - min(had[one] for one in (ANNA, BORIS, CARLA)) <= 2


async def test_trainings_leave_a_place_for_pictures() -> None:
    """While two trainings take their time, pictures are drawn beside one of them."""
    world = rich()
    anna = await world.trained(ANNA)
    world.provider.scripts.append([Running(1)])
    slow = [await world.ordered_training(one) for one in (BORIS, CARLA)]
    for _ in range(5):
        await world.tick()

    picture = await order(world, anna)
    await ends(world, picture.id)

    assert JobStatus.SUCCEEDED is (await world.job(picture.id)).status
    statuses = [(await world.job(job.id)).status for job in slow]
    assert [JobStatus.RUNNING, JobStatus.REQUESTED] == statuses


async def test_a_request_that_hangs_gives_its_place_up() -> None:
    """Requests that never end hold nobody up for longer than their places last."""
    world = rich()
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    world.provider.scripts.extend([[Running(1)], [Running(1)]])
    hanging = [await order(world, anna) for _ in range(2)]
    for _ in range(5):
        await world.tick()
    began = world.clock.now

    picture = await order(world, boris)
    while (await world.job(picture.id)).open:
        await world.tick()

    assert {JobKind.GENERATION} == {job.kind for job in hanging}
    assert JobStatus.SUCCEEDED is (await world.job(picture.id)).status
    assert world.clock.now - began < world.policy.generation.place + timedelta(
        minutes=2
    )


@pytest.mark.parametrize("concurrency", [1, 2, 5])
async def test_no_more_than_the_account_may(concurrency: int) -> None:
    """So many requests are with the provider at once, and never more."""
    world = rich(concurrency)
    anna = await world.trained(ANNA)
    await order_many(world, anna, 30)
    most = 0

    while await world.tick():
        most = max(most, len(with_provider(world)))

    assert concurrency == most
    world.check_books()


async def test_the_next_is_woken_when_a_place_is_free() -> None:
    """Nobody waits for the sweep: whoever ends has the next one sent."""
    world = rich(1)
    anna, boris = await world.trained(ANNA), await world.trained(BORIS)
    first, second = await order(world, anna), await order(world, boris)
    await world.step(first.id)
    assert await world.advance(second.id) is None
    world.rows.enqueued.clear()

    await ends(world, first.id)

    assert second.id in {job for job, _ in world.rows.enqueued}
