"""The engine, step by step, with a provider that does what it is told."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import timedelta

import attrs
import pytest

from tests.core.world import ANNA, BORIS, SETTLING_SOON, WorkerDiedError, World

from avatar_core import (
    AvatarStatus,
    GenerationOrder,
    Job,
    JobId,
    JobStatus,
    Policy,
    Size,
    TrainingOrder,
)
from avatar_core.audit import Entity
from avatar_core.blob_keys import archive_key, picture_key, weights_key
from avatar_core.errors import ProviderUnavailableError
from avatar_core.failures import Cause, Failure
from avatar_core.pictures import picture_id
from avatar_core.ports import (
    CalledOff,
    DrawnPicture,
    DrawnPictures,
    Lost,
    Queued,
    Refused,
    Running,
    TrainedWeights,
    Unbegun,
    Unfetched,
)
from avatar_core.testing.provider import SubmitFault, tiny_weights


SECOND = timedelta(seconds=1)


@pytest.fixture
def world() -> World:
    """Return a fresh installation."""
    return World()


# --- the happy paths ------------------------------------------------------


async def test_a_training_step_by_step(world: World) -> None:
    """Requested, submitted, running, succeeded, told: one step each."""
    job = await world.ordered_training()
    seen = []
    for _ in range(5):
        done = await world.step(job.id)
        seen.append(done.status)
        if done.due_at is not None:
            world.clock.now = max(world.clock.now, done.due_at)

    assert (
        [
            JobStatus.SUBMITTED,  # the one POST
            JobStatus.SUBMITTED,  # queued
            JobStatus.RUNNING,
            JobStatus.SUCCEEDED,
            JobStatus.SUCCEEDED,  # told
        ]
        == seen[:5]
    )
    world.check_books()


async def test_a_training_to_its_end(world: World) -> None:
    """The avatar is completed, main and paid; the archive will go."""
    job = await world.ordered_training()

    await world.run()

    avatar = await world.avatar(job.avatar)
    ended = await world.job(job.id)
    assert ended.ended_at is not None
    assert AvatarStatus.COMPLETED is avatar.status
    assert avatar.weights is not None
    assert isinstance(job.order, TrainingOrder)
    assert (weights_key(ANNA, avatar.id, job.id), job.order.trigger, job.id) == (
        avatar.weights.key,
        avatar.weights.trigger,
        avatar.weights.job,
    )
    assert tiny_weights(job.order.trigger) == world.kept.kept[avatar.weights.key]
    main = await world.avatars.main(ANNA)
    assert main == avatar
    assert 850 == await world.available()
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert [(0, None), (None, 50)] == [
        (news.job.progress.queue_position, news.job.progress.percent)
        for news in world.messages.shown
    ]
    archive = archive_key(ANNA, avatar.id, job.id)
    assert {archive: ended.ended_at + timedelta(hours=1)} == world.deletions()
    assert ["requested", "submitting", "submitted", "running", "succeeded"] == (
        world.trail(Entity.JOB, job.id)
    )
    assert ["draft", "photos_uploading", "training", "completed"] == world.trail(
        Entity.AVATAR, avatar.id
    )
    assert ["held", "captured"] == world.trail(Entity.HOLD, job.id)
    world.check_books()


async def test_scheduled_deletions_happen_in_time(world: World) -> None:
    """The archive goes soon, the photos when their time has come."""
    avatar = await world.trained()

    world.clock.advance(timedelta(hours=1))
    soon = await world.sweep.delete_scheduled()
    world.clock.advance(timedelta(days=30))
    await world.sweep.expire_photos()
    later = await world.sweep.delete_scheduled()

    assert avatar.weights is not None
    assert (1, 12) == (soon, later)
    assert [avatar.weights.key] == [*world.kept.kept]
    assert {} == world.deletions()


@pytest.mark.parametrize("count", [1, 2, 3, 4])
async def test_pictures_to_their_end(world: World, count: int) -> None:
    """As many pictures as ordered are delivered, with all it takes to repeat them."""
    job = await world.ordered_pictures(count, Size.SQUARE)

    await world.run()

    assert isinstance(job.order, GenerationOrder)
    [news] = world.messages.told
    assert JobStatus.SUCCEEDED is news.job.status
    assert [
        (number, job.order.seed + number, 1024, 1024, job.id, ANNA, job.avatar)
        for number in range(count)
    ] == [
        (p.number, p.seed, p.width, p.height, p.job, p.owner, p.avatar)
        for p in news.pictures
    ]
    assert ("fal-ai/flux-lora", Size.SQUARE, count) == (
        job.order.model,
        job.order.size,
        job.order.count,
    )
    assert 850 - 5 * count == await world.available()
    assert (5 * count, 850 - 5 * count) == (
        news.hold.captured,
        news.balance.available,
    )
    assert len({picture.id for picture in news.pictures}) == count
    world.check_books()


async def test_the_call_carries_the_order(world: World) -> None:
    """The provider gets the order as recorded, and a link to what it needs."""
    job = await world.ordered_pictures()

    await world.run()

    assert isinstance(job.order, GenerationOrder)
    request = world.provider.of(job.token)
    assert job.order == request.order
    assert f"memory://{job.order.weights_key}" in [
        f"memory://{key}" for key in world.kept.linked
    ]
    assert "photo of" in job.order.prompt
    assert job.order.prompt.endswith("woman, on a beach")


async def test_typical_duration_is_the_median(world: World) -> None:
    """News of a training knows how long others took; of pictures, not."""
    for _ in range(3):
        await world.trained()
    job = await world.ordered_training()

    await world.run_to(job.id, JobStatus.RUNNING)

    typical = (await world.cases.news(job.person, job.id)).typical
    assert timedelta(seconds=60) == typical


# --- our files out of the provider's reach --------------------------------


@pytest.mark.parametrize("kind", ["training", "pictures"])
async def test_what_could_not_be_fetched_is_sent_again(world: World, kind: str) -> None:
    """We were away when the provider came: it is asked once more, and pays once."""
    order = world.ordered_training if kind == "training" else world.ordered_pictures
    job = await order()
    before = await world.available()
    world.provider.scripts.append([Running(1), Unfetched("422")])
    await world.run()

    ended = await world.job(job.id)
    first, second = list(world.provider.requests)[-2:]
    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert ((first,), second) == (ended.dead_requests, ended.request_id)
    assert "requested" in world.trail(Entity.JOB, job.id)[1:]
    assert before == await world.available()
    assert JobStatus.SUCCEEDED is world.statuses_told()[-1]


async def test_what_can_never_be_fetched_fails(world: World) -> None:
    """After so many requests it is our failure, and the credits are back."""
    job = await world.ordered_training()
    world.provider.scripts.extend([[Unfetched("422")]] * 9)
    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.FAILED, Failure.PROVIDER) == (ended.status, ended.failure)
    assert world.policy.max_submits == ended.submits == len(world.provider.requests)
    assert 1000 == await world.available()


async def test_a_dead_request_does_not_come_back(world: World) -> None:
    """Neither its late webhook nor the books put it in the place of the new one."""
    job = await world.ordered_training()
    world.provider.scripts.append([Unfetched("422")])
    world.provider.faults.extend([None, SubmitFault.AMBIGUOUS_NOT_TAKEN])
    await world.run_to(job.id, JobStatus.SUBMITTED)
    dead = next(iter(world.provider.requests))
    await world.run_to(job.id, JobStatus.REQUESTED)
    token = (await world.job(job.id)).token

    assert await world.advance.webhook_received(token, dead)
    await world.run_to(job.id, JobStatus.SUBMITTING)
    assert await world.advance.webhook_received(token, dead)
    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.SUCCEEDED, 3) == (ended.status, ended.submits)
    assert dead != ended.request_id


async def test_what_was_called_off_is_not_sent_again(world: World) -> None:
    """Whoever called it off gets it called off, and the credits back."""
    job = await world.ordered_training()
    world.provider.heeds_cancel = False
    world.provider.scripts.append([Running(1), Unfetched("422")])
    await world.run_to(job.id, JobStatus.RUNNING)
    await world.cancel_job(ANNA, job.id)
    await world.run()

    assert JobStatus.CANCELLED is (await world.job(job.id)).status
    assert 1000 == await world.available()


# --- ends that are no success ---------------------------------------------


@pytest.mark.parametrize(
    ("said", "status", "failure"),
    [
        (Refused("nsfw", blocked=True), JobStatus.BLOCKED, None),
        (Refused("422", input=True), JobStatus.FAILED, Failure.INPUT),
        (Refused("500"), JobStatus.FAILED, Failure.PROVIDER),
        (Lost("404"), JobStatus.FAILED, Failure.RESULT_LOST),
        (CalledOff(), JobStatus.CANCELLED, None),
    ],
    ids=str,
)
@pytest.mark.parametrize("kind", ["training", "pictures"])
async def test_the_provider_ends_without_a_result(
    world: World,
    kind: str,
    said: Refused | Lost | CalledOff,
    status: JobStatus,
    failure: Failure | None,
) -> None:
    """However the provider ends it, the money is back and the person told once."""
    if kind == "training":
        job = await world.ordered_training()
        before = 1000
    else:
        job = await world.ordered_pictures()
        before = 850
    world.provider.scripts.append([Queued(1), said])

    await world.run()

    ended = await world.job(job.id)
    assert (status, failure) == (ended.status, ended.failure)
    assert before == await world.available()
    assert [status] == world.statuses_told()
    assert ["held", "released"] == world.trail(Entity.HOLD, job.id)
    assert "requested" == world.trail(Entity.JOB, job.id)[0]
    if kind == "training":
        avatar = await world.avatar(job.avatar)
        called_off = status is JobStatus.CANCELLED
        assert avatar.status is (
            AvatarStatus.CANCELLED if called_off else AvatarStatus.FAILED
        )
    world.check_books()


@pytest.mark.parametrize(
    ("fault", "status", "failure"),
    [
        (SubmitFault.BLOCKED, JobStatus.BLOCKED, None),
        (SubmitFault.REJECTED, JobStatus.FAILED, Failure.INPUT),
    ],
)
async def test_the_submit_is_refused_for_good(
    world: World, fault: SubmitFault, status: JobStatus, failure: Failure | None
) -> None:
    """A refusal at the door ends the job; nothing was paid by anybody."""
    job = await world.ordered_training()
    world.provider.faults.append(fault)

    await world.run()

    ended = await world.job(job.id)
    assert (status, failure) == (ended.status, ended.failure)
    assert (1, 0) == (
        world.provider.submits[job.token],
        world.provider.taken[job.token],
    )
    assert 1000 == await world.available()
    world.check_books()


async def test_a_temporary_refusal_is_tried_again(world: World) -> None:
    """A provider that is full is asked again, a little later each time."""
    job = await world.ordered_training()
    world.provider.faults.extend([SubmitFault.REFUSED] * 6)
    began = world.clock.now

    await world.run_to(job.id, JobStatus.SUBMITTED)

    assert (7, 1) == (
        world.provider.submits[job.token],
        world.provider.taken[job.token],
    )
    assert timedelta(seconds=5 + 10 + 20 + 40 + 80 + 160) == world.clock.now - began
    await world.run()
    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status
    world.check_books()


def _drawn(order: GenerationOrder, *urls: str, blocked: str = "") -> DrawnPictures:
    return DrawnPictures(
        tuple(
            DrawnPicture(url=url, seed=order.seed + n, blocked=url == blocked)
            for n, url in enumerate(urls)
        )
    )


async def test_fewer_pictures_than_ordered(world: World) -> None:
    """Three of four delivered: three of four paid."""
    job = await world.ordered_pictures(4)
    assert isinstance(job.order, GenerationOrder)
    urls = ["a", "b", "c"]
    world.provider.files.update({url: url.encode() for url in urls})
    world.provider.scripts.append([_drawn(job.order, *urls)])

    await world.run()

    [news] = world.messages.told
    assert (JobStatus.SUCCEEDED, 3, 15) == (
        news.job.status,
        len(news.pictures),
        news.hold.captured,
    )
    assert 850 - 15 == await world.available()
    assert picture_key(ANNA, picture_id(job.id, 3)) in world.deletions()
    world.check_books()


async def test_more_pictures_than_ordered(world: World) -> None:
    """What was not ordered is neither fetched nor paid."""
    job = await world.ordered_pictures(1)
    assert isinstance(job.order, GenerationOrder)
    world.provider.files.update({"a": b"a", "b": b"b"})
    world.provider.scripts.append([_drawn(job.order, "a", "b")])

    await world.run()

    assert 850 - 5 == await world.available()
    assert "b" not in world.provider.fetched
    world.check_books()


async def test_no_picture_at_all(world: World) -> None:
    """An empty delivery is a failure, not a success of none."""
    job = await world.ordered_pictures(2)
    assert isinstance(job.order, GenerationOrder)
    world.provider.scripts.append([_drawn(job.order)])

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.FAILED, Failure.BAD_RESULT) == (ended.status, ended.failure)
    assert 850 == await world.available()
    world.check_books()


async def test_black_pictures_are_not_charged(world: World) -> None:
    """A picture withheld by either check is not paid; all withheld is blocked."""
    job = await world.ordered_pictures(4)
    assert isinstance(job.order, GenerationOrder)
    urls = ["a", "b", "c", "d"]
    world.provider.files.update({url: url.encode() for url in urls})
    world.provider.scripts.append([_drawn(job.order, *urls, blocked="a")])
    world.picture_reader.black.add(b"c")

    await world.run()

    [news] = world.messages.told
    assert [1, 3] == [picture.number for picture in news.pictures]
    assert 850 - 10 == await world.available()
    world.check_books()


async def test_nothing_but_black_pictures(world: World) -> None:
    """When every picture is withheld the job is blocked and the money back."""
    job = await world.ordered_pictures(2)
    world.picture_reader.black.add(world.provider.picture)

    await world.run()

    assert JobStatus.BLOCKED is (await world.job(job.id)).status
    assert 850 == await world.available()
    assert [JobStatus.BLOCKED] == world.statuses_told()
    world.check_books()


async def test_a_wrong_ratio_is_not_delivered(world: World) -> None:
    """A picture of another shape is fetched once more, and never paid for."""
    job = await world.ordered_pictures(4)
    assert isinstance(job.order, GenerationOrder)
    urls = ["a", "b", "c", "d"]
    world.provider.files.update({url: url.encode() for url in urls})
    world.provider.scripts.append([_drawn(job.order, *urls)])
    world.picture_reader.sizes = {b"b": (1280, 720)}

    await world.run()

    [news] = world.messages.told
    assert [0, 2, 3] == [picture.number for picture in news.pictures]
    assert 2 == world.provider.fetched.count("b")
    assert 850 - 15 == await world.available()
    world.check_books()


@pytest.mark.parametrize("fault", ["damaged", "unfetchable", "both"])
@pytest.mark.parametrize("heals", [True, False])
async def test_one_bad_picture_does_not_hold_the_sound_ones_back(
    world: World, fault: str, *, heals: bool
) -> None:
    """The sound ones are told within five seconds and paid; a bad one is awaited once."""
    job = await world.ordered_pictures(4)
    assert isinstance(job.order, GenerationOrder)
    urls = ["a", "b", "c", "d"]
    files = world.provider.files
    files.update({url: url.encode() for url in urls})
    world.provider.scripts.append([_drawn(job.order, *urls)])
    bad = {"damaged": "b", "unfetchable": "c", "both": "bc"}[fault]
    if "b" in bad:
        world.picture_reader.sizes = {b"b": (1280, 720)}
    if "c" in bad:
        files["c"] = ProviderUnavailableError("503")
    while "a" not in world.provider.fetched:
        await world.tick()
    arrived = world.clock.now
    if heals:
        world.picture_reader.sizes = {}
        files["c"] = b"c"

    await world.run()

    [news] = world.messages.told
    delivered = 4 if heals else 4 - len(bad)
    assert (JobStatus.SUCCEEDED, delivered) == (news.job.status, len(news.pictures))
    assert news.hold.captured == 5 * delivered
    told = (await world.job(job.id)).told_at
    assert told is not None
    assert told - arrived <= timedelta(seconds=5)
    world.check_books()


async def test_a_bad_picture_at_the_deadline_is_not_awaited(world: World) -> None:
    """What is sound when time is up is delivered and paid, and the rest is not."""
    job = await world.ordered_pictures(2)
    assert isinstance(job.order, GenerationOrder)
    world.provider.files.update({"a": b"a", "b": ProviderUnavailableError("503")})
    world.provider.scripts.append([_drawn(job.order, "a", "b")])
    await world.run_to(job.id, JobStatus.SUBMITTED)
    world.clock.advance(world.policy.generation.deadline)

    await world.run()

    [news] = world.messages.told
    assert (JobStatus.SUCCEEDED, 1) == (news.job.status, len(news.pictures))
    assert 850 - 5 == await world.available()
    world.check_books()


async def test_a_damaged_picture_that_heals(world: World) -> None:
    """A picture that arrives whole at the second fetch is delivered."""
    job = await world.ordered_pictures(1)
    await world.run_to(job.id, JobStatus.RUNNING)
    url = next(url for url in world.provider.files if url.endswith("/0.jpg"))
    world.provider.files[url] = ProviderUnavailableError("cut off")
    while url not in world.provider.fetched:
        await world.tick()
    world.provider.files[url] = b"whole"

    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 850 - 5 == await world.available()
    world.check_books()


@pytest.mark.parametrize("file", [b"", b"<html>", tiny_weights()[:-1], None])
async def test_damaged_weights_are_retried_then_given_up(
    world: World, file: bytes | None
) -> None:
    """Weights that stay damaged end the training with the money back."""
    job = await world.ordered_training()
    if file is not None:
        world.provider.files["w"] = file
    world.provider.scripts.append([TrainedWeights("w")])

    await world.run()

    ended = await world.job(job.id)
    avatar = await world.avatar(job.avatar)
    assert (JobStatus.FAILED, Failure.BAD_RESULT) == (ended.status, ended.failure)
    assert (AvatarStatus.FAILED, None) == (avatar.status, avatar.weights)
    assert 4 == world.provider.fetched.count("w")
    assert 1000 == await world.available()
    assert weights_key(ANNA, job.avatar, job.id) in world.deletions()
    world.check_books()


async def test_damaged_weights_that_heal(world: World) -> None:
    """Weights that arrive whole at the second fetch complete the avatar."""
    job = await world.ordered_training()
    world.provider.files["w"] = b"damaged"
    world.provider.scripts.append([TrainedWeights("w")])
    while "w" not in world.provider.fetched:
        await world.tick()
    world.provider.files["w"] = tiny_weights()

    await world.run()

    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status
    world.check_books()


async def test_too_big_a_picture(world: World) -> None:
    """A file without end is not read to its end."""
    world = World(policy=Policy(picture_limit=10))
    job = await world.ordered_pictures(1)

    await world.run()

    assert Failure.BAD_RESULT is (await world.job(job.id)).failure
    world.check_books()


# --- an answer that never came --------------------------------------------


async def test_an_ambiguous_submit_found_in_the_books(world: World) -> None:
    """The provider's books show it was taken: there is no second POST."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)

    await world.run()

    assert (1, 1) == (
        world.provider.submits[job.token],
        world.provider.taken[job.token],
    )
    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status
    assert 850 == await world.available()
    world.check_books()


async def test_an_ambiguous_submit_not_in_the_books(world: World) -> None:
    """Once the first must have been dropped or have ended, one more POST is made."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    await world.step(job.id)
    posted_at = world.clock.now

    await world.run_to(job.id, JobStatus.SUBMITTED)

    policy = world.policy
    longest = policy.training.start_within + policy.longest_run
    assert world.clock.now >= posted_at + longest + policy.settle
    assert world.clock.now < job.deadline_at - timedelta(minutes=30)
    await world.run()
    assert (2, 1) == (
        world.provider.submits[job.token],
        world.provider.taken[job.token],
    )
    assert [
        "requested",
        "submitting",
        "requested",
        "submitting",
        "submitted",
        "running",
        "succeeded",
    ] == world.trail(Entity.JOB, job.id)
    world.check_books()


async def test_books_that_do_not_settle_in_time_are_not_believed(world: World) -> None:
    """Looked up early, a missing entry means nothing yet."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    await world.step(job.id)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    await world.cancel_job(ANNA, job.id)  # makes it due at once

    looked = await world.step(job.id)

    assert JobStatus.SUBMITTING is looked.status
    assert looked.due_at == world.clock.now + world.policy.first_wait
    world.provider.hidden.clear()
    await world.run()
    assert JobStatus.CANCELLED is (await world.job(job.id)).status
    world.check_books()


async def test_lost_posts_end_at_the_deadline(world: World) -> None:
    """A training whose POSTs are always lost is paid back; there were two of them."""
    job = await world.ordered_training()
    world.provider.faults.extend([SubmitFault.AMBIGUOUS_NOT_TAKEN] * 9)

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.EXPIRED, Cause.UNCERTAIN) == (ended.status, ended.detail)
    assert ended.ended_at == job.deadline_at
    assert 2 == world.provider.submits[job.token]
    assert 1000 == await world.available()
    world.check_books()


async def test_three_lost_posts_are_the_most() -> None:
    """However quickly it is known that they were lost."""
    world = World(policy=SETTLING_SOON)
    job = await world.ordered_training()
    world.provider.faults.extend([SubmitFault.AMBIGUOUS_NOT_TAKEN] * 9)

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.FAILED, Failure.PROVIDER) == (ended.status, ended.failure)
    assert 3 == world.provider.submits[job.token]
    assert 1000 == await world.available()
    world.check_books()


async def test_a_picture_whose_post_is_lost_is_never_posted_again(world: World) -> None:
    """Its deadline comes before it is certain that the first will not be drawn."""
    job = await world.ordered_pictures()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.EXPIRED, 1) == (ended.status, ended.submits)
    assert ended.ended_at == job.deadline_at
    world.check_books()


async def test_every_post_has_a_start_deadline(world: World) -> None:
    """Trainings as well; none reaches beyond the deadline of its job."""
    job = await world.ordered_training()
    await world.step(job.id)
    begin = world.policy.training.start_within
    assert begin == world.provider.start_within[job.token]
    late = await world.ordered_training(BORIS)
    world.clock.now = late.deadline_at - timedelta(minutes=1)

    await world.step(late.id)

    assert timedelta(minutes=1) == world.provider.start_within[late.token]


async def test_what_waited_too_long_is_sent_again(world: World) -> None:
    """What the provider drops at its start deadline is unbilled: the work goes on."""
    job = await world.ordered_training()
    world.provider.scripts.append([Queued(3), Unbegun("504")])

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.SUCCEEDED, 2) == (ended.status, ended.submits)
    assert 1 == len(ended.dead_requests)
    world.check_books(paid_twice=[job.token])


async def test_what_is_cancelled_in_the_queue_is_cancelled(world: World) -> None:
    """The provider removes it and does not know it any more: no result was lost."""
    job = await world.ordered_training()
    await world.step(job.id)
    [request] = world.provider.requests
    await world.cancel_job(ANNA, job.id)
    world.provider.requests.pop(request)

    await world.run()

    assert JobStatus.CANCELLED is (await world.job(job.id)).status
    assert 1000 == await world.available()


async def test_what_is_cancelled_at_its_deadline_was_too_slow(world: World) -> None:
    """Removed at the provider because time is up, it has expired."""
    job = await world.ordered_training()
    await world.step(job.id)
    world.provider.requests.clear()
    world.clock.now = job.deadline_at

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.EXPIRED, Cause.TOO_SLOW) == (ended.status, ended.detail)


async def test_closed_books_wait_for_the_deadline(world: World) -> None:
    """While the books cannot be read no second POST is made; the end comes."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    world.provider.books_open = False

    await world.run()

    assert JobStatus.EXPIRED is (await world.job(job.id)).status
    assert 1 == world.provider.submits[job.token]
    assert 1000 == await world.available()
    assert world.clock.now >= job.deadline_at
    world.check_books()


# --- webhooks -------------------------------------------------------------


async def test_a_webhook_overtakes_the_answer(world: World) -> None:
    """The webhook brings the id before the POST is answered: one POST, one job."""
    job = await world.ordered_training()

    async def webhook() -> None:
        [request] = world.provider.requests
        assert await world.advance.webhook_received(job.token, request)
        world.provider.finish(request)

    world.fate.meanwhile["after submit"] = webhook

    accepted = await world.step(job.id)

    assert (JobStatus.SUBMITTED, world.clock.now) == (accepted.status, accepted.due_at)
    ended = await world.step(job.id)
    assert JobStatus.SUCCEEDED is ended.status
    await world.run()
    assert 1 == world.provider.submits[job.token]
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    world.check_books()


async def test_a_webhook_replaces_a_lost_answer(world: World) -> None:
    """When the answer is lost and the books are closed, the webhook is enough."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    world.provider.books_open = False
    await world.step(job.id)
    [request] = world.provider.requests

    known = await world.advance.webhook_received(job.token, request)

    assert known
    hurried = await world.job(job.id)
    assert (JobStatus.SUBMITTED, request, world.clock.now) == (
        hurried.status,
        hurried.request_id,
        hurried.due_at,
    )
    await world.run()
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


async def _given_up(world: World) -> tuple[Job, str]:
    """Return a job that was taken, was not found, and is to be posted again."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    await world.step(job.id)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    return await world.run_to(job.id, JobStatus.REQUESTED), request


async def test_a_webhook_after_we_gave_the_post_up(world: World) -> None:
    """A job gone back to requested goes on with what was taken after all."""
    job, request = await _given_up(world)

    await world.advance.webhook_received(job.token, request)
    await world.run()

    assert 1 == world.provider.submits[job.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


async def test_a_webhook_while_the_next_post_is_prepared(world: World) -> None:
    """What turns out to be taken after all is not posted again."""
    job, request = await _given_up(world)
    world.fate.meanwhile["after pack"] = lambda: world.advance.webhook_received(
        job.token, request
    )

    done = await world.step(job.id)

    assert (JobStatus.SUBMITTED, world.clock.now) == (done.status, done.due_at)
    await world.run()
    assert 1 == world.provider.submits[job.token]
    world.check_books()


async def test_a_webhook_beats_the_verdict_on_a_lost_post(world: World) -> None:
    """Books that do not show it are void once its webhook has come."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    await world.step(job.id)
    [request] = world.provider.requests
    world.provider.hidden.add(request)
    world.fate.meanwhile["after find"] = lambda: world.advance.webhook_received(
        job.token, request
    )

    await world.run()

    assert 1 == world.provider.submits[job.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


async def test_a_late_refusal_does_not_end_what_was_taken(world: World) -> None:
    """The second POST's refusal says nothing of the first, which was taken."""
    job, request = await _given_up(world)
    world.provider.faults.append(SubmitFault.REJECTED)
    world.fate.meanwhile["before submit"] = lambda: world.advance.webhook_received(
        job.token, request
    )

    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 850 == await world.available()
    world.check_books()


async def test_webhooks_nobody_waits_for(world: World) -> None:
    """An unknown token is no job's, and nothing is awaited before a POST."""
    job = await world.ordered_training()
    before = await world.job(job.id)

    answers = [
        await world.advance.webhook_received("unknown", "req-1"),
        await world.advance.webhook_received("", ""),
        await world.advance.webhook_received(job.token, "req-1"),
    ]

    assert [False, False, False] == answers
    assert before == await world.job(job.id)


async def test_a_webhook_after_the_end(world: World) -> None:
    """That it came is noted once; beyond that, late and repeated ones change nothing."""
    job = await world.ordered_training()
    await world.run()
    before = await world.job(job.id)
    [request] = world.provider.requests

    webhook_at = world.clock.now
    answers = []
    for _ in range(3):
        answers.append(await world.advance.webhook_received(job.token, request))
        world.clock.now += SECOND

    assert [True] * 3 == answers
    noted = attrs.evolve(before, webhook_at=webhook_at, version=before.version + 1)
    assert noted == await world.job(job.id)
    assert await world.advance(job.id) is None
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    world.check_books()


async def test_a_hint_while_telling_does_not_tell_twice(world: World) -> None:
    """A webhook that comes while the person is being told starts nothing."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUCCEEDED)
    [request] = world.provider.requests

    async def webhook() -> None:
        assert await world.advance.webhook_received(job.token, request)
        assert await world.advance(job.id) is None

    world.fate.meanwhile.update({"before ended": webhook, "after ended": webhook})

    await world.run()

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    world.check_books()


async def test_many_hints_do_not_set_a_job_aside(world: World) -> None:
    """WebhookInbox and taps during one long piece of work start no other."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    [request] = world.provider.requests
    world.provider.finish(request)

    async def impatience() -> None:
        for _ in range(9):
            await world.advance.webhook_received(job.token, request)
            await world.cancel_job(ANNA, job.id)
            assert await world.advance(job.id) is None

    world.fate.meanwhile["before write"] = impatience

    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 1 == len(world.provider.fetched)
    world.check_books()


async def test_a_wish_during_a_check_is_looked_at_at_once(world: World) -> None:
    """Called off while the provider is asked, the job is due again at once."""
    job = await world.ordered_training()
    world.provider.scripts.append([Running(10)])
    await world.run_to(job.id, JobStatus.RUNNING)
    world.fate.meanwhile["after check"] = lambda: world.cancel_job(ANNA, job.id)
    world.clock.advance(world.policy.training.poll)

    checked = await world.step(job.id)

    assert (JobStatus.RUNNING, world.clock.now) == (checked.status, checked.due_at)
    ended = await world.step(job.id)
    assert JobStatus.CANCELLED is ended.status
    await world.run()
    world.check_books()


# --- calling off, and deadlines -------------------------------------------


async def test_cancelling_before_the_submit(world: World) -> None:
    """What was not sent ends at once, and its money is back at once."""
    job = await world.ordered_training()

    ended = await world.cancel_job(ANNA, job.id)

    assert JobStatus.CANCELLED is ended.status
    assert 1000 == await world.available()
    await world.run()
    assert [JobStatus.CANCELLED] == world.statuses_told()
    assert 0 == world.provider.submits[job.token]
    world.check_books()


async def _submitting(world: World, job: JobId) -> None:
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    await world.run_to(job, JobStatus.SUBMITTING)


async def _submitted(world: World, job: JobId) -> None:
    await world.run_to(job, JobStatus.SUBMITTED)


async def _running(world: World, job: JobId) -> None:
    await world.run_to(job, JobStatus.RUNNING)


SENT = pytest.mark.parametrize(
    "arrange",
    [
        pytest.param(_submitting, id="submitting"),
        pytest.param(_submitted, id="submitted"),
        pytest.param(_running, id="running"),
    ],
)
Arrange = Callable[[World, JobId], Awaitable[None]]


@SENT
async def test_cancelling_what_was_sent(world: World, arrange: Arrange) -> None:
    """What was sent is cancelled when the provider says so, not before."""
    world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    await arrange(world, job.id)

    asked = await world.cancel_job(ANNA, job.id)

    assert asked.open
    assert asked.cancel_asked
    assert 850 == await world.available()
    await world.run()
    assert JobStatus.CANCELLED is (await world.job(job.id)).status
    assert AvatarStatus.CANCELLED is (await world.avatar(job.avatar)).status
    assert 1000 == await world.available()
    assert [JobStatus.CANCELLED] == world.statuses_told()
    assert world.provider.of(job.token).cancels >= 1
    world.check_books()


@SENT
async def test_cancelling_too_late(world: World, arrange: Arrange) -> None:
    """What the provider finished nevertheless is delivered and paid."""
    world.provider.heeds_cancel = False
    job = await world.ordered_training()
    await arrange(world, job.id)

    await world.cancel_job(ANNA, job.id)
    await world.cancel_job(ANNA, job.id)
    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 850 == await world.available()
    world.check_books()


@SENT
async def test_cancelling_what_never_ends(world: World, arrange: Arrange) -> None:
    """A provider that does not answer a wish is given up after the grace."""
    world.provider.heeds_cancel = False
    world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    await arrange(world, job.id)
    asked_at = world.clock.now

    await world.cancel_job(ANNA, job.id)
    await world.run()

    ended = await world.job(job.id)
    assert ended.ended_at is not None
    assert JobStatus.CANCELLED is ended.status
    assert ended.ended_at - asked_at <= world.policy.cancel_grace + timedelta(minutes=1)
    world.check_books()


async def test_cancelling_after_the_post_was_lost(world: World) -> None:
    """A wish to cancel is remembered when the POST turns out not to be taken."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    await world.step(job.id)

    await world.cancel_job(ANNA, job.id)
    await world.run()

    assert JobStatus.CANCELLED is (await world.job(job.id)).status
    assert 1 == world.provider.submits[job.token]
    world.check_books()


async def test_expiring_before_the_submit(world: World) -> None:
    """A provider that is always full is given up at the deadline."""
    job = await world.ordered_training()
    world.provider.down = True

    await world.run()

    ended = await world.job(job.id)
    assert JobStatus.EXPIRED is ended.status
    assert ended.ended_at is not None
    assert timedelta(0) <= ended.ended_at - job.deadline_at <= timedelta(minutes=5)
    assert 0 == world.provider.taken[job.token]
    assert 1000 == await world.available()
    world.check_books()


@SENT
async def test_expiring_after_the_submit(world: World, arrange: Arrange) -> None:
    """A provider that never ends is cancelled and given up at the deadline."""
    world.provider.heeds_cancel = False
    world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    await arrange(world, job.id)

    await world.run()

    ended = await world.job(job.id)
    assert JobStatus.EXPIRED is ended.status
    assert AvatarStatus.FAILED is (await world.avatar(job.avatar)).status
    assert 1000 == await world.available()
    assert [JobStatus.EXPIRED] == world.statuses_told()
    assert 1 == world.provider.of(job.token).cancels
    world.check_books()


async def test_expiring_is_not_being_called_off(world: World) -> None:
    """Cancelled by us at the deadline is expired: the person wished nothing."""
    world.provider.scripts.append([Running(10)])
    job = await world.ordered_training()

    await world.run()

    assert JobStatus.EXPIRED is (await world.job(job.id)).status
    assert AvatarStatus.FAILED is (await world.avatar(job.avatar)).status
    world.check_books()


@SENT
async def test_expiring_while_nobody_can_be_asked(
    world: World, arrange: Arrange
) -> None:
    """A provider that went away is given up at the deadline."""
    job = await world.ordered_training()
    await arrange(world, job.id)
    world.provider.down = True

    await world.run()

    assert JobStatus.EXPIRED is (await world.job(job.id)).status
    assert 1000 == await world.available()
    world.check_books()


async def test_a_result_that_is_there_at_the_deadline_is_taken(world: World) -> None:
    """Nobody looked for hours: the finished result still counts."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    [request] = world.provider.requests
    world.provider.finish(request)
    world.clock.advance(timedelta(days=1))

    await world.run()

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


# --- troubles -------------------------------------------------------------


async def test_an_absent_provider_is_asked_less_and_less(world: World) -> None:
    """The waits double up to the longest and begin anew when all is well."""
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
    done = await world.step(job.id)
    assert 0 == done.troubles
    await world.run()
    world.check_books()


async def test_nothing_is_done_before_it_is_due(world: World) -> None:
    """A wake that comes early does nothing; half a second early is in time."""
    job = await world.ordered_training()
    await world.step(job.id)

    early = await world.advance(job.id)
    world.clock.advance(world.policy.training.poll - SECOND / 2)
    due = await world.advance(job.id)

    assert early is None
    assert due is not None
    assert await world.advance(world.new_job()) is None


async def test_wakes_follow_the_rows(world: World) -> None:
    """Every next due time is asked of the queue as well, in the same commit."""
    job = await world.ordered_training()

    await world.step(job.id)

    assert [(job.id, timedelta(0)), (job.id, world.policy.training.poll)] == (
        world.rows.enqueued
    )


async def test_the_notifier_is_away(world: World) -> None:
    """An end that could not be told is told later, exactly once."""
    world.messages.unavailable = 7
    job = await world.ordered_training()

    await world.run()

    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    assert (await world.job(job.id)).told_at is not None
    world.check_books()


async def test_a_poisonous_job_is_set_aside(world: World) -> None:
    """A job that kills every worker is ended after so many, its money back."""
    job = await world.ordered_training()

    async def die() -> None:
        raise WorkerDiedError

    for _ in range(world.policy.max_starts):
        world.fate.meanwhile["before pack"] = die
        with pytest.raises(WorkerDiedError):
            await world.advance(job.id)
        assert await world.advance(job.id) is None
        world.clock.advance(world.policy.lease)

    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.FAILED, Failure.SET_ASIDE) == (ended.status, ended.failure)
    assert [JobStatus.FAILED] == world.statuses_told()
    assert 1000 == await world.available()
    world.check_books()


async def test_news_that_kill_every_worker_are_given_up(world: World) -> None:
    """An end that cannot be told without dying is not told for ever."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.SUCCEEDED)

    async def die() -> None:
        raise WorkerDiedError

    for _ in range(world.policy.max_starts):
        world.fate.meanwhile["before ended"] = die
        with pytest.raises(WorkerDiedError):
            await world.advance(job.id)
        world.clock.advance(world.policy.lease)

    await world.run()

    assert [] == world.statuses_told()
    assert (await world.job(job.id)).due_at is None
    world.check_books()


# --- dying ----------------------------------------------------------------


Scenario = Callable[[World], Awaitable[Job]]


async def _training(world: World) -> Job:
    return await world.ordered_training()


async def _pictures(world: World) -> Job:
    return await world.ordered_pictures(2)


async def _lost_answer(world: World) -> Job:
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    return job


async def _lost_post(world: World) -> Job:
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    return job


async def _called_off(world: World) -> Job:
    world.provider.scripts.append([Queued(1), Running(10)])
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    await world.cancel_job(ANNA, job.id)
    return job


async def _damaged(world: World) -> Job:
    job = await world.ordered_training()
    world.provider.scripts.append([TrainedWeights("nowhere")])
    return job


async def _blocked(world: World) -> Job:
    job = await world.ordered_pictures(2)
    world.picture_reader.black.add(world.provider.picture)
    return job


@pytest.mark.parametrize(
    ("scenario", "end"),
    [
        pytest.param(_training, JobStatus.SUCCEEDED, id="training"),
        pytest.param(_pictures, JobStatus.SUCCEEDED, id="pictures"),
        pytest.param(_lost_answer, JobStatus.SUCCEEDED, id="lost answer"),
        pytest.param(_lost_post, JobStatus.SUCCEEDED, id="lost post"),
        pytest.param(_called_off, JobStatus.CANCELLED, id="called off"),
        pytest.param(_damaged, JobStatus.FAILED, id="damaged"),
        pytest.param(_blocked, JobStatus.BLOCKED, id="blocked"),
    ],
)
async def test_a_worker_that_dies_anywhere(scenario: Scenario, end: JobStatus) -> None:
    """Killed at any step, the job comes to the same end, paid and told once."""
    for steps in range(_MANY_STEPS):
        world = World(policy=SETTLING_SOON)
        job = await scenario(world)
        if not await world.run_after_death(steps):
            break

        await world.run()

        assert end is (await world.job(job.id)).status
        assert [end] == world.statuses_told()
        assert 1 == world.provider.taken[job.token]
        world.check_books()
    else:
        raise AssertionError("the scenario has too many steps")
    assert steps >= 20


_MANY_STEPS = 400


@pytest.mark.parametrize("deaths", [2, 3, 4])
async def test_a_worker_that_dies_again_and_again(deaths: int) -> None:
    """Several deaths in one life change nothing either."""
    for steps in range(1, 40, 3):
        world = World(policy=SETTLING_SOON)
        job = await world.ordered_training()
        for _ in range(deaths):
            await world.run_after_death(steps)

        await world.run()

        assert 1 == world.provider.taken[job.token]
        assert 1 == len(world.messages.told)
        world.check_books()


# --- more than one worker -------------------------------------------------


@pytest.mark.parametrize("workers", [2, 5])
async def test_many_workers_at_once(world: World, workers: int) -> None:
    """However many work at once, there is one POST and one telling."""
    job = await world.ordered_training()
    for _ in range(40):
        await asyncio.gather(*(world.advance(job.id) for _ in range(workers)))
        now = await world.job(job.id)
        if now.due_at is None:
            break
        world.clock.now = max(world.clock.now, now.due_at)

    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 1 == world.provider.submits[job.token]
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    world.check_books()


async def test_a_slow_worker_does_not_undo_the_next(world: World) -> None:
    """Whoever outlives its lease decides nothing any more."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    posted = await world.step(job.id)
    assert posted.settles_at is not None
    world.clock.now = posted.settles_at

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)  # not found either: refused
        await world.step(job.id)  # posted again, and accepted

    world.fate.meanwhile["after find"] = next_worker

    done = await world.step(job.id)

    assert JobStatus.SUBMITTED is done.status
    await world.run()
    assert (2, 1) == (
        world.provider.submits[job.token],
        world.provider.taken[job.token],
    )
    world.check_books()


async def test_a_slow_worker_does_not_undo_the_next_post(world: World) -> None:
    """Nor does it send back a POST that the next one is about to make."""
    job = await world.ordered_training()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_NOT_TAKEN)
    posted = await world.step(job.id)
    assert posted.settles_at is not None
    world.clock.now = posted.settles_at
    posting, overtaken = asyncio.Event(), asyncio.Event()

    async def post_slowly() -> None:
        posting.set()
        await overtaken.wait()

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)
        # The next one's POST is under way while the slow one makes up its mind.
        world.fate.meanwhile["before submit"] = post_slowly
        tasks.append(asyncio.ensure_future(world.advance(job.id)))
        await posting.wait()

    tasks: list[asyncio.Future[Job | None]] = []
    world.fate.meanwhile["after find"] = next_worker

    await world.step(job.id)

    assert JobStatus.SUBMITTING is (await world.job(job.id)).status
    overtaken.set()
    await asyncio.gather(*tasks)
    await world.run()
    assert 2 == world.provider.submits[job.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()


@pytest.mark.parametrize("kind", ["training", "pictures"])
async def test_a_long_download_is_not_begun_again(world: World, kind: str) -> None:
    """However long it takes in all, the heartbeat keeps it for its worker."""
    order = world.ordered_training if kind == "training" else world.ordered_pictures
    job = await order()
    await world.run_to(job.id, JobStatus.RUNNING)
    pieces, fetched = 0, world.provider.fetched
    fetched.clear()

    async def slowly() -> None:
        nonlocal pieces
        pieces += 1
        world.clock.advance(world.policy.lease / 2)
        await world.heartbeat.beat()
        assert await world.advance(job.id) is None
        world.fate.meanwhile["before piece"] = slowly

    world.fate.meanwhile["before piece"] = slowly
    while (await world.job(job.id)).open:
        await world.tick()
    world.fate.meanwhile.clear()
    await world.run()

    assert pieces >= 4
    ended = await world.job(job.id)
    assert (JobStatus.SUCCEEDED, ended.ordered) == (ended.status, len(set(fetched)))
    assert len(set(fetched)) == len(fetched)
    assert [JobStatus.SUCCEEDED] == world.statuses_told()[-1:]
    world.check_books()


async def test_a_wish_to_cancel_during_a_long_download(world: World) -> None:
    """A lease that is renewed does not hide what happened to the row meanwhile."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)
    world.provider.files["https://provider.test/req-1/weights.safetensors"] = (
        ProviderUnavailableError("broken off")
    )

    async def called_off() -> None:
        await world.cancel_job(ANNA, job.id)
        world.clock.advance(world.policy.lease * 0.6)
        await world.heartbeat.beat()

    world.fate.meanwhile["before piece"] = called_off
    world.clock.advance(world.policy.training.poll)
    cut = await world.step(job.id)

    assert cut.cancel_asked
    assert world.clock.now == cut.due_at


async def test_a_stalled_download_is_left_to_the_next_worker(world: World) -> None:
    """When the lease ran out between two pieces, only the next worker goes on."""
    job = await world.ordered_training()
    await world.run_to(job.id, JobStatus.RUNNING)

    async def stall() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)
        await world.heartbeat.beat()

    world.fate.meanwhile["before piece"] = stall
    world.clock.advance(world.policy.training.poll)

    assert await world.advance(job.id) is None
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    assert 1 == world.kept.written.count(world.kept.written[-1])
    await world.run()
    assert [JobStatus.SUCCEEDED] == world.statuses_told()
    world.check_books()


async def test_a_slow_worker_still_brings_the_id(world: World) -> None:
    """An answer that comes after the lease is no less true."""
    job = await world.ordered_training()
    world.provider.books_open = False

    async def next_worker() -> None:
        world.clock.advance(world.policy.lease)
        await world.step(job.id)  # cannot read the books

    world.fate.meanwhile["after submit"] = next_worker

    done = await world.step(job.id)

    assert JobStatus.SUBMITTED is done.status
    await world.run()
    assert 1 == world.provider.submits[job.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status
    world.check_books()
