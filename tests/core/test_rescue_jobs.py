"""Jobs that admins look into, hurry, retry and release."""

import pytest

from tests.core.world import ANNA, OWNER, World

from avatar_core import JobKind, JobStatus
from avatar_core.admin_log import AdminActionKind
from avatar_core.audit import AuditEntry
from avatar_core.disputes import Remedy
from avatar_core.errors import ActionNotAllowedError
from avatar_core.failures import Failure
from avatar_core.ids import DisputeId
from avatar_core.job_lifecycle import JobEvent
from avatar_core.orders import again_id
from avatar_core.ports import Refused


async def done(world: World) -> list[AdminActionKind]:
    """Return what admins did, oldest first."""
    log = await world.admin.admin_log(OWNER, limit=100)
    return [action.what for action in log][::-1]


async def test_a_jobs_file(world: World) -> None:
    """The file shows whose job it is and all that happened."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)

    file = await world.admin.jobs.file(OWNER, job.id)

    assert (ANNA, job.id) == (file.person.id, file.job.id)
    assert [JobEvent.SUBMIT, JobEvent.ACCEPT] == [
        moment.event
        for moment in file.timeline.moments
        if isinstance(moment, AuditEntry)
    ]
    assert (True, True) == (file.can_retry, file.can_release)


async def test_an_admin_sees_all_of_a_pack(world: World) -> None:
    """The file of a pack has all its jobs; who looks at the pictures is in the log."""
    lead = await world.ordered_pack(4)
    world.provider.scripts.append([Refused("500")])
    await world.run()
    admin = world.admin

    file = await admin.jobs.file(OWNER, lead.id)
    shown, pictures = await admin.jobs.pictures(OWNER, file.timeline.jobs[2].id)
    person = await admin.people.file(OWNER, ANNA)

    assert (lead.id, 4, 3) == (
        file.timeline.jobs[0].id,
        len(file.timeline.jobs),
        sum(one.delivered for one in file.timeline.jobs),
    )
    assert (lead.id, 3) == (shown.id, len(pictures))
    assert [AdminActionKind.LOOK] == await done(world)
    assert [JobKind.GENERATION, JobKind.TRAINING] == [one.kind for one in person.jobs]


async def test_an_open_job_is_hurried(world: World) -> None:
    """Retrying a waiting job makes it due now, and wakes a worker."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUBMITTED)
    world.rows.enqueued.clear()

    hurried = await world.admin.jobs.retry(OWNER, job.id)

    assert world.clock() == hurried.due_at
    assert [job.id] == [wake.job for wake in world.rows.enqueued]
    assert [AdminActionKind.RETRY] == await done(world)


@pytest.mark.parametrize("kind", [JobKind.TRAINING, JobKind.GENERATION])
async def test_a_failed_job_is_retried_for_free(world: World, kind: JobKind) -> None:
    """Two taps order once; the new job costs nothing and ends like any other."""
    job, jobs = await world.ordered(kind), world.admin.jobs
    await jobs.release(OWNER, job.id)
    await world.run()
    before = await world.available()

    first, second = [await jobs.retry(OWNER, job.id) for _ in range(2)]
    anew = await world.finish(first)

    assert again_id(job.id) == first.id == second.id
    assert (JobStatus.SUCCEEDED, 0) == (anew.status, anew.price)
    assert before == await world.available()
    assert [AdminActionKind.RELEASE, AdminActionKind.RETRY] == await done(world)
    with pytest.raises(ActionNotAllowedError):
        await jobs.retry(OWNER, anew.id)


async def test_a_job_has_one_free_retry(world: World) -> None:
    """A failed job that is rescued is not retried again because of a dispute."""
    job = await world.ordered_pictures()
    await world.admin.jobs.release(OWNER, job.id)
    dispute, answers = DisputeId(world.ids()), world.admin.disputes
    await world.cases.disputes(ANNA, dispute, job.id, "Nothing came")
    assert Remedy.RETRY in (await answers.file(OWNER, dispute)).remedies

    again = await world.admin.jobs.retry(OWNER, job.id)

    file = await answers.file(OWNER, dispute)
    assert Remedy.RETRY not in file.remedies
    assert again == file.timeline.again
    assert not (await world.admin.jobs.file(OWNER, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await answers(OWNER, dispute, Remedy.RETRY)


async def test_a_training_retried_by_its_person_is_not_retried(world: World) -> None:
    """A training that its person has retried is not retried by an admin."""
    job, jobs = await world.ordered_training(), world.admin.jobs
    await jobs.release(OWNER, job.id)
    assert (await jobs.file(OWNER, job.id)).can_retry
    await world.training.start(ANNA, job.avatar, world.new_job())

    assert not (await jobs.file(OWNER, job.id)).can_retry
    with pytest.raises(ActionNotAllowedError):
        await jobs.retry(OWNER, job.id)


@pytest.mark.parametrize(
    "status", [JobStatus.REQUESTED, JobStatus.SUBMITTED, JobStatus.RUNNING]
)
async def test_a_stuck_job_is_released(world: World, status: JobStatus) -> None:
    """It fails, its credits go back at once, and its person is told."""
    job, jobs = await world.ordered_training(), world.admin.jobs
    await world.run_to(job.id, status)

    released = await jobs.release(OWNER, job.id)
    assert 1000 == await world.available()
    with pytest.raises(ActionNotAllowedError):
        await jobs.release(OWNER, job.id)
    await world.run()

    assert (JobStatus.FAILED, Failure.RELEASED) == (released.status, released.failure)
    assert [JobStatus.FAILED] == world.statuses_told()
    file = await jobs.file(OWNER, job.id)
    assert (True, False) == (file.can_retry, file.can_release)
