"""Photos that are described, and pictures that are enlarged."""

import attrs
import pytest

from tests.core.world import ANNA, BORIS, World, installed

from avatar_core import AvatarStatus, JobKind, JobStatus, PriceBook, Size, UpscaleOrder
from avatar_core.blob_keys import described_key, picture_key
from avatar_core.errors import (
    AvatarNotReadyError,
    InsufficientCreditsError,
    NotFoundError,
    PhotoRejectedError,
)
from avatar_core.failures import Failure
from avatar_core.pictures import picture_id
from avatar_core.ports import DrawnPicture, DrawnPictures, Refused
from avatar_core.testing.orders import UPSCALE
from avatar_core.use_cases.removal import LATE_WRITERS


@pytest.mark.parametrize("fails", [False, True])
async def test_a_photo_becomes_a_scene(world: World, *, fails: bool) -> None:
    """The person is told the scene and pays for it; the photo is deleted anyway."""
    avatar = await world.trained()
    world.messages.told.clear()
    if fails:
        world.provider.scripts.append([Refused("nsfw", blocked=True)])
    job = await world.describe(avatar.id, b"photo of a boat")
    key = described_key(world.alias(ANNA), job.id)
    assert b"photo of a boat" == world.kept.kept[key]

    ended = await world.finish(job)

    [news] = world.messages.told
    assert (JobStatus.BLOCKED if fails else JobStatus.SUCCEEDED) is news.job.status
    assert news.scene == (None if fails else world.provider.scene)
    assert (850 if fails else 849) == await world.available()
    assert ended.ended_at is not None
    assert ended.ended_at + LATE_WRITERS == world.deletions()[key]
    world.clock.advance(LATE_WRITERS)
    await world.sweep.delete_scheduled()
    assert key not in world.kept.kept


async def test_the_same_order_twice_is_one(world: World) -> None:
    """A photo sent twice with one order is described once."""
    avatar, job = await world.trained(), world.new_job()

    first, second = [
        await world.cases.descriptions.start(ANNA, avatar.id, job, b"photo %d" % number)
        for number in range(2)
    ]
    await world.run()

    assert first.id == second.id
    assert (1, 1) == world.posts(first)
    assert 849 == await world.available()


async def test_only_a_ready_avatar_has_photos_described(world: World) -> None:
    """A draft is refused with its status, another person's avatar is not found."""
    draft, theirs = await world.with_photos(), await world.trained(BORIS)

    with pytest.raises(AvatarNotReadyError) as refused:
        await world.describe(draft.id)
    with pytest.raises(NotFoundError):
        await world.describe(theirs.id)

    assert AvatarStatus.PHOTOS_UPLOADING is refused.value.status


async def test_a_rejected_photo_is_not_described(world: World) -> None:
    """Nothing of it is kept, held or sent."""
    avatar = await world.trained()
    before = (set(world.kept.kept), len(world.provider.requests))

    with pytest.raises(PhotoRejectedError):
        await world.describe(avatar.id, b"no image")
    await world.run()

    assert before == (set(world.kept.kept), len(world.provider.requests))
    assert 850 == await world.available()


@installed(prices=PriceBook(training=150, welcome=150))
async def test_a_photo_that_cannot_be_paid_is_not_kept(world: World) -> None:
    """A refused order leaves no photo behind."""
    avatar = await world.trained()

    with pytest.raises(InsufficientCreditsError):
        await world.describe(avatar.id)
    await world.sweep.delete_scheduled()

    assert not any("/described/" in key for key in world.kept.kept)


async def test_a_picture_is_enlarged_once(world: World) -> None:
    """The larger one is a picture of its own; it cannot be enlarged again."""
    source = await world.picture()
    before = await world.available()

    job = await world.cases.upscales.start(ANNA, source.id, world.new_job())
    await world.run()

    [news] = world.messages.told
    [large] = news.pictures
    assert (2048, 2048, source.shape, source.avatar) == (
        large.width,
        large.height,
        large.shape,
        large.avatar,
    )
    assert large.key == picture_key(world.alias(ANNA), picture_id(job.id, 0))
    assert world.provider.enlarged == world.kept.kept[large.key]
    with pytest.raises(NotFoundError):
        await world.cases.upscales.start(ANNA, large.id, world.new_job())
    assert before - 5 == await world.available()


@pytest.mark.parametrize(
    ("result", "status", "failure"),
    [
        ("not larger", JobStatus.FAILED, Failure.BAD_RESULT),
        ("black", JobStatus.BLOCKED, None),
        ("blocked", JobStatus.BLOCKED, None),
    ],
)
async def test_a_bad_enlargement_is_not_paid(
    world: World, result: str, status: JobStatus, failure: Failure | None
) -> None:
    """A picture of the old size, a black one and a blocked one are no result."""
    source = await world.picture()
    before = await world.available()
    if result == "not larger":
        world.provider.enlarged = world.provider.picture
    elif result == "black":
        world.picture_reader.black.add(world.provider.enlarged)
    else:
        drawn = DrawnPicture(url="https://provider.test/x", seed=0, blocked=True)
        world.provider.scripts.append([DrawnPictures((drawn,))])

    job = await world.cases.upscales.start(ANNA, source.id, world.new_job())
    ended = await world.finish(job)

    assert (status, failure) == (ended.status, ended.failure)
    assert before == await world.available()
    assert picture_key(world.alias(ANNA), picture_id(job.id, 0)) not in (
        world.kept.kept.keys() - world.deletions().keys()
    )


@pytest.mark.parametrize(
    ("width", "height", "fits"),
    [(2560, 1440, True), (2552, 1436, True), (2500, 1440, False), (1280, 720, False)],
)
def test_an_enlargement_fits_to_within_one_percent(
    width: int, height: int, *, fits: bool
) -> None:
    """Upscalers round; a greater difference is a wrong result."""
    order = attrs.evolve(UPSCALE, shape=Size.WIDE, factor=2, width=2560, height=1440)

    assert fits == order.fits(width, height)


async def test_a_source_deleted_meanwhile_harms_nothing(world: World) -> None:
    """The order ends, whether or not the source is there, and the books are right."""
    job = await world.ordered(JobKind.UPSCALE)
    assert isinstance(job.order, UpscaleOrder)
    await world.delete(job.order.source)
    async with world.rows.work(ANNA) as work:
        await work.deletions.add([job.order.source_key], at=world.clock())
    await world.sweep.delete_scheduled()

    assert not (await world.finish(job)).open
