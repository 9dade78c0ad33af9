"""Jobs from their order to their end, one step at a time."""

import io
import zipfile

from datetime import timedelta

import pytest

from tests.core.mortal import WorkerDiedError, die
from tests.core.world import ANNA, ORDERED, World

from avatar_core import (
    AvatarStatus,
    GenerationOrder,
    JobKind,
    JobStatus,
    TrainingOrder,
)
from avatar_core.audit import Entity
from avatar_core.blob_keys import archive_key, weights_key
from avatar_core.errors import Refusal
from avatar_core.failures import Failure
from avatar_core.notices import NoticeKind
from avatar_core.ports import (
    CalledOff,
    Lost,
    Queued,
    Refused,
    Running,
    Unfetched,
    Wake,
)
from avatar_core.testing.provider import SubmitFault, tiny_weights


SECOND = timedelta(seconds=1)


# --- success --------------------------------------------------------------


async def test_a_training_to_its_end(world: World) -> None:
    """The avatar is completed, main and paid; the archive is to be deleted."""
    job = await world.ordered_training()

    ended = await world.finish(job)

    avatar = await world.avatar(job.avatar)
    assert AvatarStatus.COMPLETED is avatar.status
    assert avatar.weights is not None
    assert isinstance(job.order, TrainingOrder)
    assert (
        weights_key(world.alias(ANNA), avatar.id, job.id),
        job.order.trigger,
        job.id,
    ) == (
        avatar.weights.key,
        avatar.weights.trigger,
        avatar.weights.job,
    )
    assert tiny_weights(job.order.trigger) == world.kept.kept[avatar.weights.key]
    assert avatar == await world.avatars.main(ANNA)
    assert 850 == await world.available()
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert [(0, None), (None, 50)] == [
        (news.job.progress.queue_position, news.job.progress.percent)
        for news in world.messages.shown
    ]
    assert ended.ended_at is not None
    archive = archive_key(world.alias(ANNA), avatar.id, job.id)
    with zipfile.ZipFile(io.BytesIO(world.kept.kept[archive])) as packed:
        assert [f"{n:02}.jpg" for n in range(1, 13)] == packed.namelist()
    assert {archive: ended.ended_at + timedelta(hours=1)} == world.deletions()
    assert ["requested", "submitting", "submitted", "running", "succeeded"] == (
        world.trail(Entity.JOB, job.id)
    )
    assert ["draft", "photos_uploading", "training", "completed"] == world.trail(
        Entity.AVATAR, avatar.id
    )
    assert ["held", "captured"] == world.trail(Entity.HOLD, job.id)


@pytest.mark.parametrize("count", [1, 2, 3, 4])
async def test_pictures_to_their_end(world: World, count: int) -> None:
    """The provider gets the order and a link; every picture can be repeated."""
    job = await world.ordered_pictures(count)

    await world.run()

    assert isinstance(job.order, GenerationOrder)
    assert job.order == world.provider.of(job.token).order
    assert job.order.weights_key in world.kept.linked
    assert job.order.prompt.endswith("woman, on a beach")
    [news] = world.messages.told
    assert JobStatus.SUCCEEDED is news.job.status
    assert [
        (number, job.order.seed + number, 1024, 1024, job.id, ANNA, job.avatar)
        for number in range(count)
    ] == [
        (p.number, p.seed, p.width, p.height, p.job, p.owner, p.avatar)
        for p in news.pictures
    ]
    assert count == len({picture.id for picture in news.pictures})
    left = 850 - 5 * count
    assert (5 * count, left, left) == (
        news.hold.captured,
        news.balance.available,
        await world.available(),
    )


async def test_the_typical_duration_is_the_median(world: World) -> None:
    """News of a training says how long earlier ones took."""
    for _ in range(3):
        await world.trained()
    job = await world.ordered_training()

    await world.run_to(job.id, JobStatus.RUNNING)

    typical = (await world.cases.news(job.person, job.id)).typical
    assert timedelta(seconds=60) == typical


# --- failure --------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "status", "failure"),
    [
        (Refused("nsfw", blocked=True), JobStatus.BLOCKED, None),
        (Refused("422", input=True), JobStatus.FAILED, Failure.INPUT),
        (Refused("500"), JobStatus.FAILED, Failure.PROVIDER),
        (Lost("404"), JobStatus.FAILED, Failure.RESULT_LOST),
        (CalledOff(), JobStatus.CANCELLED, None),
        (Running(1), JobStatus.EXPIRED, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ORDERED)
async def test_the_provider_ends_without_a_result(
    world: World,
    kind: JobKind,
    said: Refused | Lost | CalledOff | Running,
    status: JobStatus,
    failure: Failure | None,
) -> None:
    """Whatever the end, the credits are released and the person is told once."""
    job = await world.ordered(kind)
    before = job.price + await world.available()
    world.provider.scripts.append([Queued(1), said])

    ended = await world.finish(job)

    assert (status, failure) == (ended.status, ended.failure)
    assert before == await world.available()
    [news] = world.messages.told
    assert (status, None) == (news.job.status, news.scene)
    assert ["held", "released"] == world.trail(Entity.HOLD, job.id)
    if kind is JobKind.TRAINING:
        avatar = await world.avatar(job.avatar)
        cancelled = status is JobStatus.CANCELLED
        assert avatar.status is (
            AvatarStatus.CANCELLED if cancelled else AvatarStatus.FAILED
        )


@pytest.mark.parametrize(
    ("fault", "status", "failure"),
    [
        (Refusal.BLOCKED, JobStatus.BLOCKED, None),
        (Refusal.INPUT, JobStatus.FAILED, Failure.INPUT),
    ],
)
async def test_the_request_is_refused_for_good(
    world: World, fault: Refusal, status: JobStatus, failure: Failure | None
) -> None:
    """A final refusal ends the job; nothing is paid."""
    job = await world.ordered_training()
    world.provider.faults.append(fault)

    ended = await world.finish(job)

    assert (status, failure) == (ended.status, ended.failure)
    assert (1, 0) == world.posts(job)
    assert 1000 == await world.available()


async def test_a_temporary_refusal_is_tried_again(world: World) -> None:
    """A provider that is full is asked again, after waits that double."""
    job = await world.ordered_training()
    world.provider.faults.extend([Refusal.NOT_NOW] * 6)
    began = world.clock.now

    await world.run_to(job.id, JobStatus.SUBMITTED)

    assert (7, 1) == world.posts(job)
    assert timedelta(seconds=5 + 10 + 20 + 40 + 80 + 160) == world.clock.now - began
    assert JobStatus.SUCCEEDED is (await world.finish(job)).status


# --- the provider could not fetch our files -------------------------------


@pytest.mark.parametrize("kind", ORDERED)
async def test_a_file_that_was_not_fetched_is_sent_again(
    world: World, kind: JobKind
) -> None:
    """The provider is asked once more, and the job is paid once."""
    job = await world.ordered(kind)
    before = await world.available()
    world.provider.scripts.append([Running(1), Unfetched("422")])

    ended = await world.finish(job)

    first, second = list(world.provider.requests)[-2:]
    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert ((first,), second) == (ended.dead_requests, ended.request_id)
    assert "requested" in world.trail(Entity.JOB, job.id)[1:]
    assert before == await world.available()
    assert JobStatus.SUCCEEDED is world.statuses_told()[-1]
    world.paid_twice.add(job.token)


async def test_a_file_that_is_never_fetched_fails_the_job(world: World) -> None:
    """After the last attempt the job fails, and the credits are released."""
    job = await world.ordered_training()
    world.provider.scripts.extend([[Unfetched("422")]] * 9)

    ended = await world.finish(job)

    assert (JobStatus.FAILED, Failure.PROVIDER) == (ended.status, ended.failure)
    assert world.policy.max_submits == ended.submits == len(world.provider.requests)
    assert 1000 == await world.available()
    world.paid_twice.add(job.token)


async def test_a_dead_request_does_not_come_back(world: World) -> None:
    """A late webhook of a dead request does not replace the new one."""
    job = await world.ordered_training()
    world.provider.scripts.append([Unfetched("422")])
    world.provider.faults.extend([None, SubmitFault.AMBIGUOUS_NOT_TAKEN])
    await world.run_to(job.id, JobStatus.SUBMITTED)
    dead = next(iter(world.provider.requests))
    await world.run_to(job.id, JobStatus.REQUESTED)

    assert await world.advance.webhook_received(job.token, dead)
    await world.run_to(job.id, JobStatus.SUBMITTING)
    assert await world.advance.webhook_received(job.token, dead)
    ended = await world.finish(job)

    assert (JobStatus.SUCCEEDED, 3) == (ended.status, ended.submits)
    assert dead != ended.request_id
    world.paid_twice.add(job.token)


async def test_a_cancelled_job_is_not_sent_again(world: World) -> None:
    """It ends as cancelled, and the credits are released."""
    job = await world.ordered_training()
    world.provider.heeds_cancel = False
    world.provider.scripts.append([Running(1), Unfetched("422")])
    await world.run_to(job.id, JobStatus.RUNNING)
    await world.cancel_job(ANNA, job.id)

    assert JobStatus.CANCELLED is (await world.finish(job)).status
    assert 1000 == await world.available()


# --- when, and how often ---------------------------------------------------


async def test_an_absent_provider_is_asked_less_and_less(world: World) -> None:
    """The waits double up to the longest, and start over when it answers."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    world.provider.down = True
    waits = []
    for _ in range(8):
        now = await world.job(job.id)
        assert now.due_at is not None
        world.clock.now = now.due_at
        done = await world.step(job.id)
        assert done.due_at is not None
        waits.append((done.due_at - world.clock.now).total_seconds())

    assert [5, 10, 20, 40, 80, 160, 300, 300] == waits
    world.provider.down = False
    world.clock.advance(timedelta(minutes=5))
    assert 0 == (await world.step(job.id)).troubles


async def test_nothing_is_done_before_it_is_due(world: World) -> None:
    """An early wake does nothing; half a second early is in time."""
    job = await world.ordered_training()
    await world.step(job.id)

    early = await world.advance(job.id)
    world.clock.advance(world.policy.training.poll - SECOND / 2)
    due = await world.advance(job.id)

    assert early is None
    assert due is not None
    assert await world.advance(world.new_job()) is None


async def test_the_queue_is_told_when_a_job_is_due(world: World) -> None:
    """Each next due time goes to the queue in the same commit."""
    job = await world.ordered_training()

    await world.step(job.id)

    assert [
        Wake(job.id, to_send=True),
        Wake(job.id, world.policy.training.poll),
    ] == world.rows.enqueued


async def test_an_end_is_told_when_the_messenger_is_back(world: World) -> None:
    """An end that could not be told is told later, once."""
    world.messages.unavailable = 7
    job = await world.ordered_training()

    ended = await world.finish(job)

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert ended.told_at is not None


async def test_a_lease_lasts_to_its_end(world: World) -> None:
    """Half a second early, a wake finds a dead worker's job still claimed."""
    job = await world.ordered_training()
    world.fate.meanwhile["before pack"] = die
    with pytest.raises(WorkerDiedError):
        await world.advance(job.id)
    world.clock.advance(world.policy.lease - SECOND / 2)
    early = await world.advance(job.id)
    world.clock.advance(SECOND / 2)

    assert early is None
    assert await world.advance(job.id) is not None


async def test_a_job_that_kills_its_workers_is_set_aside(world: World) -> None:
    """It fails after the last permitted start, and the credits are released."""
    job = await world.ordered_training()
    for _ in range(world.policy.max_starts):
        world.fate.meanwhile["before pack"] = die
        with pytest.raises(WorkerDiedError):
            await world.advance(job.id)
        assert await world.advance(job.id) is None
        world.clock.advance(world.policy.lease)

    ended = await world.finish(job)

    assert (JobStatus.FAILED, Failure.SET_ASIDE) == (ended.status, ended.failure)
    assert [JobStatus.FAILED] == world.statuses_told()
    assert 1000 == await world.available()


async def test_news_that_kill_their_workers_are_given_up(world: World) -> None:
    """An end whose telling kills every worker is told by a notice without results."""
    job = await world.ordered_training()
    for _ in range(world.policy.max_starts):
        world.fate.meanwhile["before ended"] = die
        with pytest.raises(WorkerDiedError):
            await world.run()
        world.clock.advance(world.policy.lease)

    ended = await world.finish(job)

    assert [] == world.statuses_told()
    assert ended.due_at is None
    await world.tell_due()
    assert [(ANNA, NoticeKind.ORDER_ENDED)] == [
        (notice.person, notice.what) for notice in world.messages.notices
    ]
