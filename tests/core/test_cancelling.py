"""Jobs that are cancelled, and jobs that expire, in every status."""

from datetime import timedelta

import pytest

from tests.core.world import ANNA, World

from avatar_core import AvatarStatus, Job, JobStatus
from avatar_core.audit import Entity
from avatar_core.errors import ActionNotAllowedError
from avatar_core.failures import Cause
from avatar_core.ports import Queued, Running
from avatar_core.testing.provider import SubmitFault


SENT = pytest.mark.parametrize(
    "status", [JobStatus.SUBMITTING, JobStatus.SUBMITTED, JobStatus.RUNNING]
)


async def _sent(world: World, status: JobStatus, *, ends: bool = True) -> Job:
    """Order a training and bring it to this status; perhaps it never ends."""
    if not ends:
        world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    if status is JobStatus.SUBMITTING:
        world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    return await world.run_to(job.id, status)


async def test_cancelling_before_the_request(world: World) -> None:
    """A job that was not sent ends at once, and its credits are back at once."""
    job = await world.ordered_training()

    ended = await world.cancel_job(ANNA, job.id)

    assert JobStatus.CANCELLED is ended.status
    assert 1000 == await world.available()
    with pytest.raises(ActionNotAllowedError):
        await world.cancel_job(ANNA, job.id)
    await world.run()
    assert [JobStatus.CANCELLED] == world.statuses_told()
    assert (0, 0) == world.posts(job)


@SENT
async def test_cancelling_after_the_request(world: World, status: JobStatus) -> None:
    """The job is cancelled when the provider says so; the wish is on record."""
    job = await _sent(world, status, ends=False)

    asked = await world.cancel_job(ANNA, job.id)

    assert (asked.open, asked.cancel_asked) == (True, True)
    last = world._entries(Entity.JOB, job.id)[-1]
    assert ("ask_cancel", status, status) == (last.event, last.source, last.dest)
    assert 850 == await world.available()
    assert JobStatus.CANCELLED is (await world.finish(job)).status
    assert AvatarStatus.CANCELLED is (await world.avatar(job.avatar)).status
    assert 1000 == await world.available()
    assert [JobStatus.CANCELLED] == world.statuses_told()
    assert world.provider.of(job.token).cancels >= 1


@SENT
async def test_cancelling_too_late(world: World, status: JobStatus) -> None:
    """A result that the provider delivers nevertheless is delivered and paid."""
    world.provider.heeds_cancel = False
    job = await _sent(world, status)

    for _ in range(2):
        await world.cancel_job(ANNA, job.id)

    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
    assert 850 == await world.available()


@SENT
async def test_cancelling_what_never_ends(world: World, status: JobStatus) -> None:
    """A provider that does not react is given up after the grace period."""
    world.provider.heeds_cancel = False
    job = await _sent(world, status, ends=False)
    asked_at = world.clock.now

    await world.cancel_job(ANNA, job.id)
    ended = await world.finish(job)

    assert JobStatus.CANCELLED is ended.status
    assert ended.ended_at is not None
    assert ended.ended_at - asked_at <= world.policy.cancel_grace + timedelta(minutes=1)


async def test_cancelling_a_lost_request(world: World) -> None:
    """A request that turns out to be lost is not repeated."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    await world.step(job.id)

    await world.cancel_job(ANNA, job.id)

    assert JobStatus.CANCELLED is (await world.finish(job)).status
    assert (1, 0) == world.posts(job)


@pytest.mark.parametrize(
    ("cancelled", "end"),
    [
        (True, (JobStatus.CANCELLED, None)),
        (False, (JobStatus.EXPIRED, Cause.TOO_SLOW)),
    ],
)
async def test_a_request_removed_from_the_queue(
    world: World, end: tuple[JobStatus, Cause | None], *, cancelled: bool
) -> None:
    """The provider no longer knows it, but no result was lost."""
    job = await world.ordered_training()
    await world.step(job.id)
    if cancelled:
        await world.cancel_job(ANNA, job.id)
    else:
        world.clock.now = job.deadline_at
    world.provider.requests.clear()

    ended = await world.finish(job)

    assert end == (ended.status, ended.detail if end[1] else None)
    assert 1000 == await world.available()


# --- deadlines ------------------------------------------------------------


async def test_expiring_before_the_request(world: World) -> None:
    """A job that cannot be sent expires at its deadline."""
    job = await world.ordered_training()
    world.provider.down = True

    ended = await world.finish(job)

    assert JobStatus.EXPIRED is ended.status
    assert ended.ended_at is not None
    assert timedelta(0) <= ended.ended_at - job.deadline_at <= timedelta(minutes=5)
    assert 0 == world.posts(job)[1]
    assert 1000 == await world.available()


@SENT
@pytest.mark.parametrize("trouble", ["heeds no cancel", "heeds cancel", "is down"])
async def test_expiring_after_the_request(
    world: World, status: JobStatus, trouble: str
) -> None:
    """A provider that never ends is told to stop, and given up at the deadline."""
    world.provider.heeds_cancel = trouble == "heeds cancel"
    job = await _sent(world, status, ends=False)
    world.provider.down = trouble == "is down"

    ended = await world.finish(job)

    assert JobStatus.EXPIRED is ended.status
    assert AvatarStatus.FAILED is (await world.avatar(job.avatar)).status
    assert 1000 == await world.available()
    assert [JobStatus.EXPIRED] == world.statuses_told()
    assert world.provider.of(job.token).cancels == (trouble != "is down")


async def test_a_result_that_is_there_at_the_deadline_is_taken(world: World) -> None:
    """A finished result counts even if it is first checked after the deadline."""
    job = await _sent(world, JobStatus.RUNNING)
    world.provider.finish(job.request_id or "")
    world.clock.advance(timedelta(days=1))

    assert JobStatus.SUCCEEDED is (await world.finish(job)).status
