"""Pictures that are enlarged."""

import attrs
import pytest

from tests.core.world import ANNA, World

from avatar_core import JobKind, JobStatus, Size, UpscaleOrder
from avatar_core.blob_keys import picture_key
from avatar_core.errors import NotFoundError
from avatar_core.failures import Failure
from avatar_core.pictures import picture_id
from avatar_core.ports import DrawnPicture, DrawnPictures
from avatar_core.testing.orders import UPSCALE


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
    assert large.key == picture_key(ANNA, picture_id(job.id, 0))
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
    assert picture_key(ANNA, picture_id(job.id, 0)) not in (
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
