"""People who leave the chat are told on their return, once; refusals have an end."""

from datetime import timedelta

import pytest

from tests.core.test_disputes import Desk
from tests.core.world import ANNA, BORIS, OWNER, World

from avatar_core import Job, JobStatus, Language, Policy
from avatar_core.disputes import Remedy
from avatar_core.notices import Notice, NoticeKind


@pytest.fixture
def world() -> World:
    """Return a fresh installation."""
    return World()


async def comes_back(world: World) -> None:
    """Have Anna come back, by any update of hers."""
    world.messages.left.discard(ANNA)
    await world.accounts.enter(ANNA, Language.ENGLISH)


async def sweep(world: World, times: int = 10) -> None:
    """Do what is due again and again, for hours."""
    for _ in range(times):
        await world.tick()
        world.clock.advance(world.policy.longest_wait)


async def ended_unseen(world: World) -> Job:
    """Have a training of Anna's end while she has left the chat."""
    job = await world.ordered_training()
    world.messages.left.add(ANNA)
    while (await world.job(job.id)).open:
        await world.tick()
    await sweep(world)
    return await world.job(job.id)


async def test_an_end_waits_for_the_return(world: World) -> None:
    """It is tried once while the person is away, and told once when they are back."""
    job = await ended_unseen(world)
    assert (1, None) == (world.messages.attempts, job.told_at)
    assert (await world.accounts.person(ANNA)).left_at is not None

    world.rows.enqueued.clear()
    await comes_back(world)
    assert job.id in [woken for woken, _ in world.rows.enqueued]
    for _ in range(2):
        await world.advance(job.id)
        await comes_back(world)
    await sweep(world)

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert 2 == world.messages.attempts
    assert (await world.job(job.id)).told_at is not None
    world.check_books()


async def test_a_pack_waits_for_the_return(world: World) -> None:
    """The end of jobs that were ordered together waits as one."""
    job = await world.ordered_pack(4)
    world.messages.left.add(ANNA)
    attempts = world.messages.attempts
    await sweep(world, 40)
    assert attempts + 1 == world.messages.attempts

    await comes_back(world)
    await world.run()

    assert [job.id] == [news.job.id for news in world.messages.told]
    world.check_books()


async def test_whoever_leaves_again_is_told_at_the_next_return(world: World) -> None:
    """Leaving twice before the word gets through costs nothing but a second try."""
    job = await ended_unseen(world)
    await comes_back(world)
    world.messages.left.add(ANNA)
    assert await world.advance(job.id) is None
    await sweep(world)
    assert 2 == world.messages.attempts

    await comes_back(world)
    await world.run()

    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def test_others_are_told_meanwhile(world: World) -> None:
    """One who has left holds up nobody else."""
    await ended_unseen(world)

    job = await world.ordered_training(owner=BORIS)
    await sweep(world, 40)

    assert [job.id] == [news.job.id for news in world.messages.told]


async def test_telegram_says_that_they_left(world: World) -> None:
    """Nothing is tried when it was told before that the person has left."""
    job = await world.ordered_training()
    await world.accounts.leave(ANNA)
    await world.accounts.leave(BORIS)  # who never came in
    await sweep(world, 40)
    assert 0 == world.messages.attempts

    await comes_back(world)
    await world.run()

    assert [job.id] == [news.job.id for news in world.messages.told]


async def test_a_notice_waits_for_the_return(world: World) -> None:
    """What was noted for a person is kept until they are back, and told once."""
    await world.draft()
    tell = world.tell
    async with world.rows.work(ANNA) as work:
        await work.notices.add(
            Notice(
                key="gift",
                person=ANNA,
                what=NoticeKind.GRANT,
                amount=5,
                due_at=world.clock(),
            )
        )
    world.messages.left.add(ANNA)

    async def sweep_notices() -> None:
        for _ in range(5):
            for notice in await tell.due():
                await tell(notice)
            world.clock.advance(world.policy.longest_wait)

    [found] = await tell.due()
    await sweep_notices()
    await tell(found)  # by another process that found it due before
    assert 1 == world.messages.attempts
    await comes_back(world)
    await sweep_notices()

    assert ["gift"] == [notice.key for notice in world.messages.notices]
    assert 2 == world.messages.attempts


async def test_an_answer_waits_for_the_return() -> None:
    """The answer to a complaint is told when its person is back; owners hear at once."""
    desk = Desk()
    world = desk.world
    job = await world.ordered_training()
    await world.run()
    dispute = await desk.files(job.id)
    await world.accounts.leave(ANNA)
    await desk.sweep()
    assert 1 == len(world.alarms.disputes)
    await comes_back(world)
    world.messages.left.add(ANNA)
    before = world.messages.attempts
    await desk.answer(OWNER, dispute, Remedy.WORDS, reply="Sorry!")
    for _ in range(5):
        await desk.sweep()
        world.clock.advance(world.policy.longest_wait)
    assert before + 1 == world.messages.attempts

    await comes_back(world)
    for _ in range(5):
        await desk.sweep()
        world.clock.advance(world.policy.longest_wait)

    assert [dispute] == [file.dispute.id for file in world.messages.outcomes]
    assert before + 2 == world.messages.attempts


async def test_no_answer_waits_for_the_forgotten() -> None:
    """An answer to somebody who was forgotten, and has left, is tried once."""
    desk = Desk()
    world = desk.world
    job = await world.ordered_training()
    await world.run()
    dispute = await desk.files(job.id)
    await world.cases.forget_people(ANNA)
    await desk.answer(OWNER, dispute, Remedy.WORDS, reply="Sorry!")
    world.messages.left.add(ANNA)
    before = world.messages.attempts
    for _ in range(3):
        await desk.sweep()
        world.clock.advance(world.policy.longest_wait)

    assert before + 1 == world.messages.attempts
    assert {} == world.rows._rows.notices


async def test_a_passing_refusal_is_tried_again_within_seconds(world: World) -> None:
    """A message that is refused once is sent a few seconds later."""
    job = await world.ordered_training()
    while (await world.job(job.id)).open:
        await world.tick()
    world.messages.refused = 1
    before = world.clock()

    await world.run()

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    told_at = (await world.job(job.id)).told_at
    assert told_at is not None
    assert told_at - before <= 2 * world.policy.first_wait


async def test_refusals_have_an_end(world: World) -> None:
    """A message that is refused every time is given up after so many attempts."""
    job = await world.ordered_training()
    world.messages.refused = 1_000

    await world.run()

    assert world.policy.max_refusals == world.messages.attempts
    assert [] == world.messages.told
    assert (await world.job(job.id)).due_at is None
    world.check_books()


async def test_attempts_have_an_end() -> None:
    """A messenger that never comes back is asked only so often."""
    world = World(policy=Policy(max_attempts_to_tell=40))
    job = await world.ordered_training()
    world.messages.unavailable = 10_000

    await world.run()

    assert 40 == world.messages.attempts
    assert (await world.job(job.id)).due_at is None
    patience = Policy().max_attempts_to_tell * Policy().retry_after
    assert timedelta(days=1) < patience < timedelta(days=2)


async def test_refused_answers_have_an_end() -> None:
    """A refused answer is given up as well, after as many attempts."""
    desk = Desk()
    world = desk.world
    job = await world.ordered_training()
    await world.run()
    await desk.answer(OWNER, await desk.files(job.id), Remedy.WORDS, reply="Sorry!")
    world.messages.refused = 1_000
    before = world.messages.attempts
    for _ in range(20):
        await desk.sweep()
        world.clock.advance(world.policy.longest_wait)

    assert before + world.policy.max_refusals == world.messages.attempts
    assert {} == world.rows._rows.notices
