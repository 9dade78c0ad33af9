"""Requests whose answer was lost, and webhooks that stand in for it.

Admins can list such requests, with what came of them.
"""

from datetime import timedelta

import attrs
import pytest

from tests.core.world import (
    ANNA,
    BORIS,
    ORDERED,
    OWNER,
    SETTLING_SOON,
    World,
    installed,
)

from avatar_core import Job, JobKind, JobStatus
from avatar_core.audit import Entity
from avatar_core.errors import Refusal
from avatar_core.failures import Cause, Failure, Unanswered
from avatar_core.ports import Queued, Running, Unbegun
from avatar_core.testing.provider import SubmitFault


TAKEN, LOST = SubmitFault.AMBIGUOUS_TAKEN, SubmitFault.AMBIGUOUS_NOT_TAKEN


async def _posted(world: World, fault: Refusal | SubmitFault | None = None) -> Job:
    """Order a training and make its first request."""
    job = await world.ordered_training()
    world.provider.faults.append(fault)
    return await world.step(job.id)


async def _hidden(world: World) -> tuple[Job, str]:
    """Return a job whose request was taken, but does not show in the books."""
    job = await _posted(world, TAKEN)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    return job, request


async def _given_up(world: World) -> tuple[Job, str]:
    """Return a job that is to be sent again although it was taken."""
    job, request = await _hidden(world)
    return await world.run_to(job.id, JobStatus.REQUESTED), request


async def _listed(world: World) -> Job | None:
    """Return the only job that admins see, if there is one."""
    jobs = await world.admin.jobs.unanswered(OWNER, limit=50)
    assert len(jobs) <= 1
    return jobs[0] if jobs else None


async def _seen(world: World) -> tuple[Unanswered | None, str | None]:
    """Return what admins see of the only job listed: what came of it, and why."""
    job = await _listed(world)
    assert job is not None
    return job.unanswered, job.unanswered_why


# --- the books --------------------------------------------------------------


async def test_an_answered_request_is_not_listed(world: World) -> None:
    """Accepted and refused requests are not listed."""
    await _posted(world, Refusal.NOT_NOW)
    await world.run()

    assert await _listed(world) is None


@pytest.mark.parametrize("kind", [kind for kind in ORDERED if kind.recorded])
async def test_a_request_in_the_books_is_not_repeated(
    world: World, kind: JobKind
) -> None:
    """The provider's books show that it was taken: it is the only one."""
    job = await world.ordered(kind)
    world.provider.faults.append(TAKEN)
    await world.step(job.id)
    assert (Unanswered.PENDING, "the answer was lost") == await _seen(world)

    ended = await world.finish(job)

    assert JobStatus.SUCCEEDED is ended.status
    assert (1, 1) == world.posts(job)
    assert (Unanswered.TAKEN, "the answer was lost") == await _seen(world)


@installed(policy=SETTLING_SOON)
@pytest.mark.parametrize("fault", [TAKEN, LOST])
async def test_words_are_in_no_books(world: World, fault: SubmitFault) -> None:
    """A request for words that may have been taken is never made again."""
    job = await world.ordered(JobKind.DESCRIPTION)
    before = await world.available()
    world.provider.faults.append(fault)

    ended = await world.finish(job)

    assert (JobStatus.EXPIRED, Cause.UNCERTAIN) == (ended.status, ended.detail)
    assert 1 == world.posts(job)[0]
    assert before < await world.available()


async def test_a_request_not_in_the_books_is_repeated(world: World) -> None:
    """Once the first must have been dropped or have ended, a second one is made."""
    job = await _posted(world, LOST)
    posted_at = world.clock.now

    await world.run_to(job.id, JobStatus.SUBMITTED)

    policy = world.policy
    longest = policy.training.start_within + policy.longest_run
    assert world.clock.now >= posted_at + longest + policy.settle
    assert world.clock.now < job.deadline_at - timedelta(minutes=30)
    await world.run()
    assert (2, 1) == world.posts(job)
    sent = ["requested", "submitting"] * 2
    assert [*sent, "submitted", "running", "succeeded"] == world.trail(
        Entity.JOB, job.id
    )
    assert Unanswered.LOST is (await _seen(world))[0]


async def test_books_are_not_believed_too_soon(world: World) -> None:
    """A missing entry means nothing before the books have settled."""
    job, _ = await _hidden(world)
    await world.cancel_job(ANNA, job.id)  # makes it due at once

    looked = await world.step(job.id)

    assert JobStatus.SUBMITTING is looked.status
    assert looked.due_at == world.clock.now + world.policy.first_wait
    world.provider.hidden.clear()
    assert JobStatus.CANCELLED is (await world.finish(job)).status


async def test_lost_requests_end_at_the_deadline(world: World) -> None:
    """A training whose requests are always lost is paid back after two of them."""
    job = await world.ordered_training()
    world.provider.faults.extend([LOST] * 9)

    ended = await world.finish(job)

    assert (JobStatus.EXPIRED, Cause.UNCERTAIN) == (ended.status, ended.detail)
    assert ended.ended_at == job.deadline_at
    assert (2, 0) == world.posts(job)
    assert 1000 == await world.available()


@installed(policy=SETTLING_SOON)
async def test_three_lost_requests_are_the_most(world: World) -> None:
    """At most three requests are made for one job."""
    job = await world.ordered_training()
    world.provider.faults.extend([LOST] * 9)

    ended = await world.finish(job)

    assert (JobStatus.FAILED, Failure.PROVIDER) == (ended.status, ended.failure)
    assert (3, 0) == world.posts(job)
    assert 1000 == await world.available()
    assert Unanswered.LOST is (await _seen(world))[0]


async def test_a_lost_request_for_pictures_is_not_repeated(world: World) -> None:
    """The deadline comes before it is certain that the first will not be drawn."""
    job = await world.ordered_pictures()
    world.provider.faults.append(LOST)

    ended = await world.finish(job)

    assert (JobStatus.EXPIRED, 1) == (ended.status, ended.submits)
    assert ended.ended_at == job.deadline_at


async def test_closed_books_wait_for_the_deadline(world: World) -> None:
    """There is no second request; late webhooks say which requests there were."""
    world.provider.books_open = False
    job = await _posted(world, TAKEN)

    ended = await world.finish(job)

    assert (JobStatus.EXPIRED, 1) == (ended.status, ended.submits)
    assert 1000 == await world.available()
    assert world.clock.now >= job.deadline_at
    assert Unanswered.UNKNOWN is (await _seen(world))[0]
    await world.advance.webhook_received(job.token, "req-1")
    taken = await _listed(world)
    assert taken is not None
    assert (Unanswered.TAKEN, "req-1") == (taken.unanswered, taken.request_id)
    assert JobStatus.EXPIRED is taken.status
    await world.advance.webhook_received(job.token, "req-2")
    assert (Unanswered.DOUBLED, "req-2") == await _seen(world)


async def test_a_dead_worker_heard_no_answer() -> None:
    """The request of a worker that died is unanswered."""
    for steps in range(1, 100):
        world = World()
        job = await world.ordered_training()
        assert await world.run_after_death(steps)
        if (await world.job(job.id)).status is JobStatus.SUBMITTING:
            break
    world.fate.left = None
    world.provider.books_open = False
    while await _listed(world) is None:
        await world.tick()

    assert (Unanswered.PENDING, Cause.WORKER_GONE) == await _seen(world)


async def test_every_request_has_a_start_deadline(world: World) -> None:
    """It never exceeds the deadline of the job."""
    job = await _posted(world)
    begin = world.policy.training.start_within
    assert begin == world.provider.start_within[job.token]
    late = await world.ordered_training(BORIS)
    world.clock.now = late.deadline_at - timedelta(minutes=1)

    await world.step(late.id)

    assert timedelta(minutes=1) == world.provider.start_within[late.token]


async def test_a_request_dropped_from_the_queue_is_repeated(world: World) -> None:
    """What the provider drops at its start deadline is unbilled: the work goes on."""
    job = await world.ordered_training()
    world.provider.scripts.append([Queued(3), Unbegun("504")])

    ended = await world.finish(job)

    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert 1 == len(ended.dead_requests)
    world.paid_twice.add(job.token)


# --- webhooks -------------------------------------------------------------


async def test_a_webhook_overtakes_the_answer(world: World) -> None:
    """The webhook brings the id before the request is answered: one request."""
    job = await world.ordered_training()

    async def webhook() -> None:
        [request] = world.provider.requests
        assert await world.advance.webhook_received(job.token, request)
        world.provider.finish(request)

    world.fate.meanwhile["after submit"] = webhook

    accepted = await world.step(job.id)

    assert (JobStatus.SUBMITTED, world.clock.now) == (accepted.status, accepted.due_at)
    assert JobStatus.SUCCEEDED is (await world.step(job.id)).status
    await world.run()
    assert (1, 1) == world.posts(job)
    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def test_a_webhook_replaces_a_lost_answer(world: World) -> None:
    """When the answer is lost and the books are closed, the webhook is enough."""
    world.provider.books_open = False
    job = await _posted(world, TAKEN)
    [request] = world.provider.requests

    assert await world.advance.webhook_received(job.token, request)

    hurried = await world.job(job.id)
    assert (JobStatus.SUBMITTED, request, world.clock.now) == (
        hurried.status,
        hurried.request_id,
        hurried.due_at,
    )
    assert JobStatus.SUCCEEDED is (await world.finish(job)).status


@pytest.mark.parametrize("when", ["", "after pack", "before submit"])
async def test_a_webhook_revives_a_request_given_up(world: World, when: str) -> None:
    """Before the next request it is the only one; a refusal of the next is void."""
    job, request = await _given_up(world)
    assert Unanswered.LOST is (await _seen(world))[0]
    world.provider.faults.append(Refusal.INPUT)

    async def webhook() -> None:
        await world.advance.webhook_received(job.token, request)
        assert Unanswered.TAKEN is (await _seen(world))[0]

    if when:
        world.fate.meanwhile[when] = webhook
    else:
        await webhook()
    ended = await world.finish(job)

    assert JobStatus.SUCCEEDED is ended.status
    assert (2 if when == "before submit" else 1, 1) == world.posts(job)
    assert 850 == await world.available()


async def test_a_webhook_beats_the_books(world: World) -> None:
    """Books that do not show a request are wrong once its webhook has come."""
    job, request = await _hidden(world)
    world.fate.meanwhile["after find"] = lambda: world.advance.webhook_received(
        job.token, request
    )

    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert (1, 1) == world.posts(job)


async def test_unexpected_webhooks_change_nothing(world: World) -> None:
    """No job has an unknown token, and none expects a webhook before its request."""
    job = await world.ordered_training()

    for token in ("unknown", "", job.token):
        assert not await world.advance.webhook_received(token, "req-1")

    assert job == await world.job(job.id)


async def test_a_webhook_after_the_end(world: World) -> None:
    """The first webhook is recorded; repeated ones change nothing."""
    before = await world.finish(await world.ordered_training())
    [request] = world.provider.requests
    webhook_at = world.clock.now

    for _ in range(3):
        assert await world.advance.webhook_received(before.token, request)
        world.clock.advance(timedelta(seconds=1))

    noted = attrs.evolve(before, webhook_at=webhook_at, version=before.version + 1)
    assert noted == await world.job(before.id)
    assert await world.advance(before.id) is None
    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def test_a_webhook_while_telling_does_not_tell_twice(world: World) -> None:
    """A webhook that comes while the person is being told starts nothing."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)
    [request] = world.provider.requests

    async def webhook() -> None:
        assert await world.advance.webhook_received(job.token, request)
        assert await world.advance(job.id) is None

    world.fate.meanwhile.update({"before ended": webhook, "after ended": webhook})

    await world.run()

    assert {} == world.fate.meanwhile
    assert [JobStatus.SUCCEEDED] == world.statuses_told()


async def test_a_cancellation_during_a_check_is_seen_at_once(world: World) -> None:
    """Cancelled while the provider is asked, the job is due again at once."""
    job = await world.ordered_training()
    world.provider.scripts.append([Running(10)])
    await world.run_to(job.id, JobStatus.RUNNING)
    world.fate.meanwhile["after check"] = lambda: world.cancel_job(ANNA, job.id)
    world.clock.advance(world.policy.training.poll)

    checked = await world.step(job.id)

    assert (JobStatus.RUNNING, world.clock.now) == (checked.status, checked.due_at)
    assert JobStatus.CANCELLED is (await world.step(job.id)).status


# --- doubled requests -------------------------------------------------------


async def test_a_second_request_is_noted_once(world: World) -> None:
    """The webhook of a second request is recorded once."""
    before = await _posted(world)

    for _ in range(3):
        assert await world.advance.webhook_received(before.token, "req-of-ghost")

    noted = attrs.evolve(
        before,
        unanswered=Unanswered.DOUBLED,
        unanswered_why="req-of-ghost",
        version=before.version + 1,
    )
    assert noted == await _listed(world)
    ended = await world.finish(before)
    for request in ("req-of-ghost", "req-of-another"):
        assert await world.advance.webhook_received(before.token, request)
    assert (JobStatus.SUCCEEDED, "req-1") == (ended.status, ended.request_id)
    assert (Unanswered.DOUBLED, "req-of-ghost") == await _seen(world)


@pytest.mark.parametrize("when", ["before the answer", "after the answer"])
async def test_a_request_taken_twice_is_noted(world: World, when: str) -> None:
    """The books were wrong, so it was repeated; the webhook of the first tells."""
    job, first = await _hidden(world)

    async def webhook() -> None:
        await world.advance.webhook_received(job.token, first)

    if when == "before the answer":
        world.fate.meanwhile["after submit"] = webhook
        assert first == (await world.finish(job)).request_id
        second = "req-2"
    else:
        await world.run_to(job.id, JobStatus.SUBMITTED)
        await webhook()
        second = first

    assert (Unanswered.DOUBLED, second) == await _seen(world)
    world.paid_twice.add(job.token)
