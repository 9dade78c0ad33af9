"""People who left are told on their return, once; refused messages are given up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, OWNER, World, installed

from avatar_core import Job, JobStatus, Language, Policy
from avatar_core.disputes import Remedy
from avatar_core.ids import DisputeId
from avatar_core.notices import NoticeKind


async def comes_back(world: World) -> None:
    """Let Anna return to the chat."""
    world.messages.left.discard(ANNA)
    await world.accounts.enter(ANNA, Language.ENGLISH)


async def sweep(world: World, times: int = 10) -> None:
    """Advance the clock and do what is due, several times."""
    for _ in range(times):
        await world.tick()
        world.clock.advance(world.policy.longest_wait)


async def ended_unseen(world: World) -> Job:
    """Have a training of Anna's end while she has left the chat."""
    job = await world.ordered_training()
    world.messages.left.add(ANNA)
    await sweep(world, 40)
    return await world.job(job.id)


async def disputed(world: World) -> DisputeId:
    """Have Anna complain about a training, and the admins told."""
    job = await world.finish(await world.ordered_training())
    dispute = DisputeId(world.ids())
    await world.cases.disputes(ANNA, dispute, job.id, "It is not me")
    await world.tell_due()
    world.messages.attempts = 0
    return dispute


async def answer(world: World, dispute: DisputeId) -> None:
    """Have an admin answer."""
    await world.admin.disputes(OWNER, dispute, Remedy.WORDS, reply="Sorry!")


# --- waiting for a return -------------------------------------------------


async def _end(world: World) -> None:
    await world.ordered_training()


async def _pack(world: World) -> None:
    await world.ordered_pack(4)


async def _notice(world: World) -> None:
    await world.enter(OWNER, ANNA)
    await world.admin.credits.grant(OWNER, ANNA, 5, why="a gift", tap=world.ids())


async def _answer(world: World) -> None:
    await answer(world, await disputed(world))


@pytest.mark.parametrize("arrange", [_end, _pack, _notice, _answer])
async def test_news_wait_for_the_return(
    world: World, arrange: Callable[[World], Awaitable[None]]
) -> None:
    """They are tried once while the person is away, and told once on the return."""
    await arrange(world)
    world.messages.left.add(ANNA)
    attempts, told = world.messages.attempts, _told(world)
    await sweep(world, 40)
    assert attempts + 1 == world.messages.attempts
    assert (await world.accounts.person(ANNA)).left_at is not None

    for _ in range(2):
        await comes_back(world)
        await sweep(world)

    assert told + 1 == _told(world)
    assert attempts + 2 == world.messages.attempts


def _told(world: World) -> int:
    messages = world.messages
    return len(messages.told) + len(messages.notices) + len(messages.outcomes)


async def test_a_return_wakes_a_worker(world: World) -> None:
    """The end of a job is told at once, and only once."""
    job = await ended_unseen(world)

    world.rows.enqueued.clear()
    await comes_back(world)

    assert job.id in [wake.job for wake in world.rows.enqueued]
    for _ in range(2):
        await world.advance(job.id)
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert (await world.job(job.id)).told_at is not None


async def test_a_person_who_leaves_again_is_told_at_the_next_return(
    world: World,
) -> None:
    """A person who leaves again before the message arrives is tried twice."""
    job = await ended_unseen(world)
    await comes_back(world)
    world.messages.left.add(ANNA)
    assert await world.advance(job.id) is None
    await sweep(world)
    assert 2 == world.messages.attempts

    await comes_back(world)
    await world.run()

    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def test_nobody_who_is_known_to_have_left_is_told(world: World) -> None:
    """When the messenger says that a person left, nothing is tried."""
    job = await world.ordered_training()
    for person in (ANNA, BORIS):  # Boris is not known at all
        await world.accounts.leave(person)
    await sweep(world, 40)
    assert 0 == world.messages.attempts

    await comes_back(world)
    await world.run()

    assert [job.id] == [news.job.id for news in world.messages.told]


async def test_no_answer_waits_for_the_forgotten(world: World) -> None:
    """An answer to a forgotten person who has left is tried once."""
    dispute = await disputed(world)
    await world.cases.forget_people(ANNA)
    await answer(world, dispute)
    world.messages.left.add(ANNA)
    await sweep(world)

    assert 1 == world.messages.attempts
    assert {} == world.rows._rows.notices


# --- giving up ------------------------------------------------------------


async def test_a_passing_refusal_is_tried_again_within_seconds(world: World) -> None:
    """A message that is refused once is sent a few seconds later."""
    job = await world.ordered_training()
    world.messages.refused = 1

    ended = await world.finish(job)

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert ended.ended_at is not None
    assert ended.told_at is not None
    waited = ended.told_at - ended.ended_at
    assert timedelta(0) < waited <= 2 * world.policy.first_wait


@installed(policy=Policy(max_attempts_to_tell=40))
@pytest.mark.parametrize("trouble", ["refused", "unavailable"])
async def test_an_end_that_cannot_be_told_is_given_up(
    world: World, trouble: str
) -> None:
    """After repeated refusals or outages, a notice tells it without its results."""
    job = await world.ordered_training()
    setattr(world.messages, trouble, 10_000)

    ended = await world.finish(job)

    most = world.policy.max_refusals if trouble == "refused" else 40
    # The notice is tried, too.
    assert most + 1 == world.messages.attempts
    assert ([], None) == (world.messages.told, ended.due_at)
    setattr(world.messages, trouble, 0)
    await sweep(world)
    noticed = [(notice.person, notice.what) for notice in world.messages.notices]
    assert [(ANNA, NoticeKind.ORDER_ENDED)] == noticed


def test_the_messenger_may_be_away_for_a_day() -> None:
    """By default, telling is given up after one to two days."""
    patience = Policy().max_attempts_to_tell * Policy().retry_after

    assert timedelta(days=1) < patience < timedelta(days=2)


async def test_a_refused_answer_is_given_up(world: World) -> None:
    """The answer to a complaint is given up after as many refusals as an end."""
    await answer(world, await disputed(world))
    world.messages.refused = 1_000
    await sweep(world, 20)

    assert world.policy.max_refusals == world.messages.attempts
    assert {} == world.rows._rows.notices


async def test_others_are_told_meanwhile(world: World) -> None:
    """A person who has left does not delay others."""
    await ended_unseen(world)

    job = await world.ordered_training(owner=BORIS)
    await sweep(world, 40)

    assert [job.id] == [news.job.id for news in world.messages.told]
