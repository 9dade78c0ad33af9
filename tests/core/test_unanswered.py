"""POSTs whose answer nobody heard are kept for the owner, with what came of them."""

import attrs
import pytest

from tests.core.world import OWNER, SETTLING_SOON, World, installed

from avatar_core import Job, JobStatus
from avatar_core.failures import Cause, Unanswered
from avatar_core.testing.provider import SubmitFault


async def listed(world: World) -> list[Job]:
    """Return what the owner sees."""
    return list(await world.admin.jobs.unanswered(OWNER, limit=50))


async def submitted(world: World, *faults: SubmitFault) -> Job:
    """Have a training posted once."""
    job = await world.ordered_training()
    world.provider.faults.extend(faults)
    return await world.step(job.id)


async def test_an_answered_post_is_not_listed(world: World) -> None:
    """Neither one that was taken nor one that was plainly refused."""
    await submitted(world, SubmitFault.REFUSED)
    await world.run()

    assert [] == await listed(world)


async def test_one_that_the_books_have_was_taken(world: World) -> None:
    """Until they were read it is pending; why the answer was lost is kept."""
    await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    [pending] = await listed(world)
    assert Unanswered.PENDING is pending.unanswered

    await world.run()

    [taken] = await listed(world)
    assert (Unanswered.TAKEN, "the answer was lost") == (
        taken.unanswered,
        taken.unanswered_why,
    )
    assert (JobStatus.SUCCEEDED, 1) == (taken.status, taken.submits)


@pytest.mark.parametrize(
    ("lost", "status"), [(1, JobStatus.SUCCEEDED), (9, JobStatus.FAILED)]
)
@installed(policy=SETTLING_SOON)
async def test_one_that_the_books_do_not_have_was_lost(
    world: World, lost: int, status: JobStatus
) -> None:
    """It was made again, and the owner sees how often, however it ended."""
    await submitted(world, *[SubmitFault.AMBIGUOUS_NOT_TAKEN] * lost)

    await world.run()

    [job] = await listed(world)
    assert (Unanswered.LOST, status) == (job.unanswered, job.status)
    assert min(lost + 1, world.policy.max_submits) == job.submits


async def test_what_never_is_known_is_unknown_until_its_webhook_comes(
    world: World,
) -> None:
    """Closed books leave it open whether it was paid for; a late webhook tells."""
    world.provider.books_open = False
    job = await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    await world.run()
    [unknown] = await listed(world)
    assert (Unanswered.UNKNOWN, JobStatus.EXPIRED) == (
        unknown.unanswered,
        unknown.status,
    )

    await world.advance.webhook_received(job.token, *world.provider.requests)

    [taken] = await listed(world)
    assert Unanswered.TAKEN is taken.unanswered
    assert JobStatus.EXPIRED is taken.status


async def test_one_whose_webhook_comes_was_taken(world: World) -> None:
    """Also when it had been given up for lost and was to be posted again."""
    job = await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    while (await world.job(job.id)).status is not JobStatus.REQUESTED:
        await world.tick()
    [lost] = await listed(world)
    assert Unanswered.LOST is lost.unanswered

    await world.advance.webhook_received(job.token, request)

    [taken] = await listed(world)
    assert Unanswered.TAKEN is taken.unanswered


async def test_a_worker_that_died_heard_no_answer() -> None:
    """The next one notes that, before it looks the request up."""
    for steps in range(1, 100):
        world = World()
        job = await world.ordered_training()
        assert await world.run_after_death(steps)
        if (await world.job(job.id)).status is JobStatus.SUBMITTING:
            break
    world.fate.left = None
    world.provider.books_open = False
    assert [] == await listed(world)

    while not await listed(world):
        await world.tick()

    [pending] = await listed(world)
    assert Unanswered.PENDING is pending.unanswered
    assert Cause.WORKER_GONE == pending.unanswered_why


async def test_a_second_request_for_one_job_is_listed(world: World) -> None:
    """Its webhook, believed, changes nothing else, however often and late it comes."""
    job = await submitted(world)
    before = await world.job(job.id)

    for _ in range(3):
        assert await world.advance.webhook_received(job.token, "req-of-ghost")

    [doubled] = await listed(world)
    noted = attrs.evolve(
        before,
        unanswered=Unanswered.DOUBLED,
        unanswered_why="req-of-ghost",
        version=before.version + 1,
    )
    assert noted == doubled
    await world.run()
    for request in ("req-of-ghost", "req-of-another"):
        assert await world.advance.webhook_received(job.token, request)
    [still] = await listed(world)
    assert (JobStatus.SUCCEEDED, "req-1", "req-of-ghost") == (
        still.status,
        still.request_id,
        still.unanswered_why,
    )


async def test_a_post_taken_twice_is_listed(world: World) -> None:
    """The books were wrong, so it was posted again; the webhook of the first tells."""
    job = await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    [first] = world.provider.requests
    world.provider.hidden.add(first)
    await world.run_to(job.id, JobStatus.SUBMITTED)

    await world.advance.webhook_received(job.token, first)

    [doubled] = await listed(world)
    assert (Unanswered.DOUBLED, first) == (doubled.unanswered, doubled.unanswered_why)
    assert first != doubled.request_id
    world.paid_twice.add(job.token)


async def test_an_answer_that_names_another_request_is_listed(world: World) -> None:
    """The webhook of the first comes while the second is being posted."""
    job = await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    [first] = world.provider.requests
    world.provider.hidden.add(first)
    world.fate.meanwhile["after submit"] = lambda: world.advance.webhook_received(
        job.token, first
    )
    await world.run()

    [doubled] = await listed(world)
    assert (first, "req-2") == (doubled.request_id, doubled.unanswered_why)
    assert JobStatus.SUCCEEDED is doubled.status
    world.paid_twice.add(job.token)


async def test_what_ended_in_the_dark_learns_its_name_from_its_webhook(
    world: World,
) -> None:
    """So a second one is told from the first."""
    world.provider.books_open = False
    job = await submitted(world, SubmitFault.AMBIGUOUS_TAKEN)
    await world.run()

    await world.advance.webhook_received(job.token, "req-1")
    [taken] = await listed(world)
    await world.advance.webhook_received(job.token, "req-2")
    [doubled] = await listed(world)

    assert (Unanswered.TAKEN, "req-1") == (taken.unanswered, taken.request_id)
    assert (Unanswered.DOUBLED, "req-2") == (doubled.unanswered, doubled.unanswered_why)
