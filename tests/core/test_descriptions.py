"""Photos that are described in words."""

import pytest

from tests.core.world import ANNA, BORIS, World, installed

from avatar_core import AvatarStatus, JobStatus, PriceBook
from avatar_core.blob_keys import described_key
from avatar_core.errors import (
    AvatarNotReadyError,
    InsufficientCreditsError,
    NotFoundError,
    PhotoRejectedError,
)
from avatar_core.ports import Refused
from avatar_core.use_cases.removal import LATE_WRITERS


@pytest.mark.parametrize("fails", [False, True])
async def test_a_photo_becomes_a_scene(world: World, *, fails: bool) -> None:
    """The person is told the scene and pays for it; the photo is deleted anyway."""
    avatar = await world.trained()
    world.messages.told.clear()
    if fails:
        world.provider.scripts.append([Refused("nsfw", blocked=True)])
    job = await world.describe(avatar.id, b"photo of a boat")
    key = described_key(ANNA, job.id)
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


@installed(prices=PriceBook(welcome=150))
async def test_a_photo_that_cannot_be_paid_is_not_kept(world: World) -> None:
    """A refused order leaves no photo behind."""
    avatar = await world.trained()

    with pytest.raises(InsufficientCreditsError):
        await world.describe(avatar.id)
    await world.sweep.delete_scheduled()

    assert not any("/described/" in key for key in world.kept.kept)
