"""Requests whose answer was lost are listed for admins, with what came of them."""

import attrs
import pytest

from tests.core.world import OWNER, SETTLING_SOON, World, installed

from avatar_core import Job, JobStatus
from avatar_core.failures import Cause, Unanswered
from avatar_core.testing.provider import SubmitFault


TAKEN = SubmitFault.AMBIGUOUS_TAKEN


async def listed(world: World) -> Job:
    """Return the only job that admins see."""
    [job] = await world.admin.jobs.unanswered(OWNER, limit=50)
    return job


async def nothing_listed(world: World) -> bool:
    """Return whether admins see no job."""
    return not await world.admin.jobs.unanswered(OWNER, limit=50)


async def submitted(world: World, *faults: SubmitFault) -> Job:
    """Order a training, make its first request and return the job."""
    job = await world.ordered_training()
    world.provider.faults.extend(faults)
    return await world.step(job.id)


async def hidden(world: World) -> tuple[Job, str]:
    """Return a job whose request was taken, but does not show in the books."""
    job = await submitted(world, TAKEN)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    return job, request


async def test_an_answered_request_is_not_listed(world: World) -> None:
    """Neither an accepted one nor a refused one."""
    await submitted(world, SubmitFault.REFUSED)
    await world.run()

    assert await nothing_listed(world)


async def test_a_request_in_the_books_was_taken(world: World) -> None:
    """It is pending until the books are read; why the answer was lost is kept."""
    job = await submitted(world, TAKEN)
    assert Unanswered.PENDING is (await listed(world)).unanswered

    await world.run()

    taken = await listed(world)
    assert (job.id, Unanswered.TAKEN, "the answer was lost", 1) == (
        taken.id,
        taken.unanswered,
        taken.unanswered_why,
        taken.submits,
    )


@pytest.mark.parametrize(
    ("lost", "status"), [(1, JobStatus.SUCCEEDED), (9, JobStatus.FAILED)]
)
@installed(policy=SETTLING_SOON)
async def test_a_request_not_in_the_books_was_lost(
    world: World, lost: int, status: JobStatus
) -> None:
    """It was repeated, and admins see how often, however the job ended."""
    await submitted(world, *[SubmitFault.AMBIGUOUS_NOT_TAKEN] * lost)

    await world.run()

    job = await listed(world)
    assert (Unanswered.LOST, status) == (job.unanswered, job.status)
    assert min(lost + 1, world.policy.max_submits) == job.submits


async def test_a_late_webhook_says_that_it_was_taken(world: World) -> None:
    """A job that ended with the books closed learns its request, and a second one."""
    world.provider.books_open = False
    job = await submitted(world, TAKEN)
    await world.run()
    unknown = await listed(world)
    assert (Unanswered.UNKNOWN, JobStatus.EXPIRED) == (
        unknown.unanswered,
        unknown.status,
    )

    await world.advance.webhook_received(job.token, "req-1")
    taken = await listed(world)
    await world.advance.webhook_received(job.token, "req-2")
    doubled = await listed(world)

    assert (Unanswered.TAKEN, "req-1", JobStatus.EXPIRED) == (
        taken.unanswered,
        taken.request_id,
        taken.status,
    )
    assert (Unanswered.DOUBLED, "req-2") == (doubled.unanswered, doubled.unanswered_why)


async def test_a_webhook_revives_a_lost_request(world: World) -> None:
    """A request given up as lost was taken if its webhook comes."""
    job, request = await hidden(world)
    await world.run_to(job.id, JobStatus.REQUESTED)
    assert Unanswered.LOST is (await listed(world)).unanswered

    await world.advance.webhook_received(job.token, request)

    assert Unanswered.TAKEN is (await listed(world)).unanswered


async def test_a_dead_worker_heard_no_answer() -> None:
    """The next worker notes that before it looks the request up."""
    for steps in range(1, 100):
        world = World()
        job = await world.ordered_training()
        assert await world.run_after_death(steps)
        if (await world.job(job.id)).status is JobStatus.SUBMITTING:
            break
    world.fate.left = None
    world.provider.books_open = False
    while await nothing_listed(world):
        await world.tick()

    pending = await listed(world)
    assert (Unanswered.PENDING, Cause.WORKER_GONE) == (
        pending.unanswered,
        pending.unanswered_why,
    )


async def test_a_second_request_is_listed_once(world: World) -> None:
    """Its webhook changes nothing else, however often and late it comes."""
    job = await submitted(world)
    before = await world.job(job.id)

    for _ in range(3):
        assert await world.advance.webhook_received(job.token, "req-of-ghost")

    noted = attrs.evolve(
        before,
        unanswered=Unanswered.DOUBLED,
        unanswered_why="req-of-ghost",
        version=before.version + 1,
    )
    assert noted == await listed(world)
    await world.run()
    for request in ("req-of-ghost", "req-of-another"):
        assert await world.advance.webhook_received(job.token, request)
    still = await listed(world)
    assert (JobStatus.SUCCEEDED, "req-1", "req-of-ghost") == (
        still.status,
        still.request_id,
        still.unanswered_why,
    )


@pytest.mark.parametrize("when", ["before the answer", "after the answer"])
async def test_a_request_taken_twice_is_listed(world: World, when: str) -> None:
    """The books were wrong, so it was repeated; the webhook of the first tells."""
    job, first = await hidden(world)

    async def webhook() -> None:
        await world.advance.webhook_received(job.token, first)

    if when == "before the answer":
        world.fate.meanwhile["after submit"] = webhook
        await world.run()
        expected = first, "req-2"
    else:
        await world.run_to(job.id, JobStatus.SUBMITTED)
        await webhook()
        expected = "req-2", first

    doubled = await listed(world)
    assert Unanswered.DOUBLED is doubled.unanswered
    assert expected == (doubled.request_id, doubled.unanswered_why)
    world.paid_twice.add(job.token)
