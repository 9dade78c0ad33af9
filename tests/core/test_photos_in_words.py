"""Photos put into words, and pictures enlarged."""

from datetime import timedelta

import pytest

from tests.core.world import ANNA, BORIS, SETTLING_SOON, World

from avatar_core import (
    AvatarStatus,
    GenerationOrder,
    Job,
    JobStatus,
    Picture,
    Size,
    UpscaleOrder,
    Wording,
)
from avatar_core.blob_keys import described_key, picture_key
from avatar_core.errors import (
    AvatarNotReadyError,
    InsufficientCreditsError,
    NotFoundError,
    PhotoRejectedError,
)
from avatar_core.failures import Failure
from avatar_core.pictures import picture_id
from avatar_core.ports import DrawnPicture, DrawnPictures, Queued, Refused
from avatar_core.testing.provider import SubmitFault
from avatar_core.use_cases.removal import LATE_WRITERS


@pytest.fixture
def world() -> World:
    """Return an installation that enriches words."""
    return World(enriching=True)


async def _described(world: World) -> Job:
    """Order the description of a photo with a new avatar."""
    avatar = await world.trained()
    world.messages.told.clear()
    job = world.new_job()
    return await world.descriptions.start(ANNA, avatar.id, job, b"photo of a boat")


async def _picture(world: World) -> Picture:
    """Return a delivered picture."""
    job = await world.ordered_pictures(1)
    await world.run()
    world.messages.told.clear()
    return world.rows._rows.pictures[picture_id(job.id, 0)]


# --- descriptions -----------------------------------------------------------


async def test_a_photo_becomes_a_scene(world: World) -> None:
    """It is told with the scene, costs its price, and the photo goes."""
    job = await _described(world)
    key = described_key(ANNA, job.id)
    assert b"photo of a boat" == world.kept.kept[key]

    await world.run()

    [news] = world.messages.told
    assert JobStatus.SUCCEEDED is news.job.status
    assert news.scene == world.provider.scene
    assert 849 == await world.available()
    ended = await world.job(job.id)
    assert ended.ended_at is not None
    assert ended.ended_at + LATE_WRITERS == world.deletions()[key]
    world.clock.advance(LATE_WRITERS)
    await world.sweep.delete_scheduled()
    assert key not in world.kept.kept
    world.check_books()


async def test_a_photos_scene_is_drawn_as_it_is(world: World) -> None:
    """It is not enriched again, edited or not; what is not to be seen comes along."""
    job = await _described(world)
    await world.run()
    taken = len(world.provider.requests)

    drawn = await world.pictures.start(
        ANNA,
        job.avatar,
        world.new_job(),
        words="a boat, edited",
        size=Size.SQUARE,
        count=1,
        source=job.id,
    )
    await world.run()

    order = drawn.order
    assert isinstance(order, GenerationOrder)
    assert (Wording.PHOTO, "a boat, edited", "blurry") == (
        order.wording,
        order.scene,
        order.negative,
    )
    assert taken + 1 == len(world.provider.requests)


@pytest.mark.parametrize(
    ("said", "status", "failure"),
    [
        (Refused("nsfw", blocked=True), JobStatus.BLOCKED, None),
        (Refused("422", input=True), JobStatus.FAILED, Failure.INPUT),
        (Refused("500"), JobStatus.FAILED, Failure.PROVIDER),
        (Queued(3), JobStatus.EXPIRED, None),
    ],
    ids=str,
)
async def test_what_was_not_described_costs_nothing(
    world: World, said: Refused | Queued, status: JobStatus, failure: Failure | None
) -> None:
    """The credit comes back, the person is told why, the photo goes all the same."""
    avatar = await world.trained()
    world.messages.told.clear()
    world.provider.scripts.append([said])
    job = await world.descriptions.start(
        ANNA, avatar.id, world.new_job(), b"photo of a boat"
    )

    await world.run()

    [news] = world.messages.told
    assert (status, failure) == (news.job.status, news.job.failure)
    assert news.scene is None
    assert 850 == await world.available()
    assert described_key(ANNA, job.id) in world.deletions()
    world.check_books()


async def test_the_same_order_twice_is_one(world: World) -> None:
    """Sent twice, a photo is described once."""
    avatar = await world.trained()
    job = world.new_job()

    first = await world.descriptions.start(ANNA, avatar.id, job, b"photo one")
    second = await world.descriptions.start(ANNA, avatar.id, job, b"photo two")
    await world.run()

    assert first.id == second.id
    assert 1 == world.provider.taken[first.token]
    assert 849 == await world.available()


async def test_only_a_ready_avatar_has_photos_described(world: World) -> None:
    """A draft is refused with its status, a stranger's avatar is not found."""
    draft = await world.with_photos()
    ready = await world.trained(BORIS)

    with pytest.raises(AvatarNotReadyError) as refused:
        await world.descriptions.start(ANNA, draft.id, world.new_job(), b"photo")
    with pytest.raises(NotFoundError):
        await world.descriptions.start(ANNA, ready.id, world.new_job(), b"photo")

    assert AvatarStatus.PHOTOS_UPLOADING is refused.value.status


async def test_what_is_no_photo_is_not_described(world: World) -> None:
    """Nothing is kept of it, held for it or sent anywhere."""
    avatar = await world.trained()
    before = (set(world.kept.kept), len(world.provider.requests))

    with pytest.raises(PhotoRejectedError):
        await world.descriptions.start(ANNA, avatar.id, world.new_job(), b"no image")
    await world.run()

    assert before == (set(world.kept.kept), len(world.provider.requests))
    assert 850 == await world.available()


async def test_a_refused_photo_does_not_stay(world: World) -> None:
    """Whoever cannot pay leaves no photo behind."""
    avatar = await world.trained()
    spent = await world.available() // 5
    await world.preferences.enrich(ANNA, enrich=False)
    for _ in range(spent // 4 + 1):
        left = min(4, await world.available() // 5)
        if left:
            await world.pictures.start(
                ANNA,
                avatar.id,
                world.new_job(),
                words="at sea",
                size=Size.SQUARE,
                count=left,
            )
            await world.run()
    job = world.new_job()

    with pytest.raises(InsufficientCreditsError):
        await world.descriptions.start(ANNA, avatar.id, job, b"photo of a boat")
    await world.sweep.delete_scheduled()

    assert described_key(ANNA, job) not in world.kept.kept


async def test_a_crash_anywhere_describes_once(world: World) -> None:
    """Wherever the worker dies, the photo is described, paid and told once."""
    steps = 0
    while True:
        there = World(policy=SETTLING_SOON)
        job = await _described(there)
        if not await there.run_after_death(steps):
            break
        await there.run()
        assert JobStatus.SUCCEEDED is (await there.job(job.id)).status
        assert [JobStatus.SUCCEEDED] == there.statuses_told()
        there.check_books()
        steps += 1
    assert steps > 10


async def test_a_lost_answer_is_looked_up(world: World) -> None:
    """An ambiguous POST is found in the books by its marker, and not made again."""
    avatar = await world.trained()
    world.provider.faults.append(SubmitFault.AMBIGUOUS_TAKEN)
    job = await world.descriptions.start(
        ANNA, avatar.id, world.new_job(), b"photo of a boat"
    )

    await world.run()

    assert 1 == world.provider.submits[job.token]
    assert JobStatus.SUCCEEDED is (await world.job(job.id)).status


# --- upscales ---------------------------------------------------------------


async def test_a_picture_is_enlarged(world: World) -> None:
    """The larger one is a picture of its own, paid and told like all."""
    source = await _picture(world)
    before = await world.available()

    job = await world.upscales.start(ANNA, source.id, world.new_job())
    await world.run()

    [news] = world.messages.told
    [large] = news.pictures
    assert (2048, 2048, source.shape, source.avatar) == (
        large.width,
        large.height,
        large.shape,
        large.avatar,
    )
    assert large.key == picture_key(ANNA, picture_id(job.id, 0))
    assert world.provider.enlarged == world.kept.kept[large.key]
    assert before - 5 == await world.available()
    world.check_books()


async def test_a_picture_that_did_not_grow_is_not_paid(world: World) -> None:
    """What comes back in another size than ordered is no result."""
    source = await _picture(world)
    before = await world.available()
    world.provider.enlarged = world.provider.picture

    job = await world.upscales.start(ANNA, source.id, world.new_job())
    await world.run()

    ended = await world.job(job.id)
    assert (JobStatus.FAILED, Failure.BAD_RESULT) == (ended.status, ended.failure)
    assert before == await world.available()
    assert picture_key(ANNA, picture_id(job.id, 0)) in world.deletions()
    world.check_books()


@pytest.mark.parametrize("black", [False, True])
async def test_a_withheld_enlargement_is_blocked(world: World, *, black: bool) -> None:
    """By the provider's word, or by a black picture."""
    source = await _picture(world)
    if black:
        world.picture_reader.black.add(world.provider.enlarged)
    else:
        drawn = DrawnPictures(
            (DrawnPicture(url="https://provider.test/x", seed=0, blocked=True),)
        )
        world.provider.scripts.append([drawn])

    job = await world.upscales.start(ANNA, source.id, world.new_job())
    await world.run()

    assert JobStatus.BLOCKED is (await world.job(job.id)).status
    world.check_books()


async def test_an_enlargement_is_not_enlarged(world: World) -> None:
    """No forged button has the provider work on ever larger copies."""
    source = await _picture(world)
    await world.upscales.start(ANNA, source.id, world.new_job())
    await world.run()
    [large] = world.messages.told[-1].pictures
    before = await world.available()

    with pytest.raises(NotFoundError):
        await world.upscales.start(ANNA, large.id, world.new_job())

    assert before == await world.available()


def test_an_enlargement_fits_to_within_one_percent() -> None:
    """Upscalers round; what they leave out is no rounding."""
    order = UpscaleOrder(
        model="u",
        source=picture_id(World().new_job(), 0),
        source_key="k",
        origin=World().new_job(),
        seed=1,
        shape=Size.WIDE,
        factor=2,
        width=2560,
        height=1440,
    )

    assert order.fits(2560, 1440)
    assert order.fits(2552, 1436)
    assert not order.fits(2500, 1440)
    assert not order.fits(1280, 720)


async def test_a_crash_anywhere_enlarges_once(world: World) -> None:
    """Wherever the worker dies, there is one larger picture, paid and told once."""
    steps = 0
    while True:
        there = World(policy=SETTLING_SOON)
        source = await _picture(there)
        job = await there.upscales.start(ANNA, source.id, there.new_job())
        if not await there.run_after_death(steps):
            break
        await there.run()
        assert JobStatus.SUCCEEDED is (await there.job(job.id)).status
        assert [JobStatus.SUCCEEDED] == there.statuses_told()
        there.check_books()
        steps += 1
    assert steps > 10


async def test_a_source_deleted_meanwhile_harms_nothing(world: World) -> None:
    """What was ordered is delivered, or not, and the books are right."""
    source = await _picture(world)
    job = await world.upscales.start(ANNA, source.id, world.new_job())
    async with world.rows.work(ANNA) as work:
        await work.pictures.remove(source.id)
        await work.deletions.add([source.key], at=world.clock() - timedelta(seconds=1))
    await world.sweep.delete_scheduled()

    await world.run()

    assert not (await world.job(job.id)).open
