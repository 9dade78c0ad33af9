"""Photos leave the storage when promised, whatever became of their avatar."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, World

from avatar_core import Avatar, AvatarStatus
from avatar_core.audit import Entity
from avatar_core.errors import ActionNotAllowedError
from avatar_core.notices import NoticeKind
from avatar_core.ports import Refused
from avatar_core.testing import MemoryBlobs


DAYS = timedelta(days=30)
INSTANT = timedelta(seconds=1)
#: Every status in which an avatar may rest with photos.
RESTING = (
    AvatarStatus.PHOTOS_UPLOADING,
    AvatarStatus.COMPLETED,
    AvatarStatus.FAILED,
    AvatarStatus.CANCELLED,
)


async def _come_to(world: World, status: AvatarStatus) -> Avatar:
    """Return an avatar with twelve photos that has come to this status."""
    if status is AvatarStatus.PHOTOS_UPLOADING:
        return await world.with_photos()
    if status is AvatarStatus.FAILED:
        world.provider.scripts.append([Refused("500")])
    job = await world.ordered_training()
    if status is AvatarStatus.CANCELLED:
        await world.cancel_job(ANNA, job.id)
    await world.run()
    avatar = await world.avatar(job.avatar)
    assert status is avatar.status
    return avatar


def _photos(world: World) -> int:
    return sum("/photos/" in key for key in world.kept.kept)


async def _sweep(world: World) -> None:
    await world.sweep.expire_photos()
    await world.sweep.delete_scheduled()


@pytest.mark.parametrize("status", RESTING)
async def test_photos_leave_when_their_days_are_over(
    world: World, status: AvatarStatus
) -> None:
    """Not a moment sooner, and whether their training succeeded, failed or never was."""
    avatar = await _come_to(world, status)
    world.clock.now = avatar.changed_at + DAYS - INSTANT

    await _sweep(world)
    before = _photos(world)
    world.clock.advance(INSTANT)
    await _sweep(world)

    assert (12, 0) == (before, _photos(world))
    assert {} == world.rows._rows.photos
    assert 0 == (await world.avatar(avatar.id)).photo_count


async def test_the_days_count_from_the_last_thing_that_happened(world: World) -> None:
    """A photo more, a photo less, a training begun: each begins them anew."""
    avatar = await world.with_photos()
    photo = None
    for number in range(3):
        world.clock.advance(DAYS - INSTANT)
        if number == 0:
            photo = await world.upload(avatar.id, b"photo more")
        elif number == 1:
            assert photo is not None
            await world.uploads.remove(ANNA, avatar.id, photo.id)
        else:
            await world.training.start(ANNA, avatar.id, world.new_job())
        await _sweep(world)
        assert 12 <= (await world.avatar(avatar.id)).photo_count


async def test_a_name_keeps_no_photos(world: World) -> None:
    """Whoever only renames their avatar does not keep its photos longer."""
    avatar = await world.trained()
    world.clock.advance(DAYS - INSTANT)
    await world.avatars.rename(ANNA, avatar.id, "Other")

    world.clock.advance(INSTANT + timedelta(minutes=1))
    await _sweep(world)

    assert 0 == _photos(world)


@pytest.mark.parametrize("status", RESTING)
async def test_an_avatar_without_photos_begins_anew(
    world: World, status: AvatarStatus
) -> None:
    """It is a draft again, and its person is told once; a trained one stays as it is."""
    avatar = await _come_to(world, status)
    world.messages.notices.clear()
    world.clock.advance(2 * DAYS)
    tell = world.tell

    for _ in range(2):
        await _sweep(world)
        for notice in await tell.due():
            await tell(notice)

    now = await world.avatar(avatar.id)
    told = [(one.what, one.avatar) for one in world.messages.notices]
    if status is AvatarStatus.COMPLETED:
        assert (AvatarStatus.COMPLETED, avatar.weights) == (now.status, now.weights)
        assert [] == told
    else:
        assert AvatarStatus.DRAFT is now.status
        assert [(NoticeKind.PHOTOS_EXPIRED, avatar.id)] == told
        assert "draft" == world.trail(Entity.AVATAR, avatar.id)[-1]
        await world.upload(avatar.id, b"photo new")


async def test_a_training_is_tried_again_within_the_days(world: World) -> None:
    """While the photos are there a failed training is repeated with them; then not."""
    failed = await _come_to(world, AvatarStatus.FAILED)
    world.clock.now = failed.changed_at + DAYS - INSTANT
    await _sweep(world)

    await world.training.start(ANNA, failed.id, world.new_job())
    await world.run()
    trained = await world.avatar(failed.id)
    world.clock.advance(2 * DAYS)
    await _sweep(world)

    assert AvatarStatus.COMPLETED is trained.status
    assert 0 == _photos(world)
    other = await _come_to(world, AvatarStatus.CANCELLED)
    world.clock.advance(2 * DAYS)
    await _sweep(world)
    with pytest.raises(ActionNotAllowedError):
        await world.training.start(ANNA, other.id, world.new_job())


async def test_a_training_keeps_its_photos(world: World) -> None:
    """However long the provider takes, what is in training has its photos."""
    world = World(policy=attrs.evolve(world.policy, photo_retention=timedelta(0)))
    job = await world.ordered_training()

    await _sweep(world)
    kept = _photos(world)
    await world.run()
    await _sweep(world)

    assert 12 == kept
    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status
    assert 0 == _photos(world)


async def test_whoever_comes_back_in_time_keeps_them(world: World) -> None:
    """A photo sent while the sweep is about to let the others go keeps them all."""
    avatar = await world.with_photos()
    world.clock.advance(DAYS)
    old = await world.avatar(avatar.id)
    await world.upload(avatar.id, b"photo more")

    await world.sweep._expire(old)

    assert 13 == (await world.avatar(avatar.id)).photo_count


async def test_nobody_is_told_of_a_deleted_avatar(world: World) -> None:
    """Deleted before it could be told, the avatar is not spoken of any more."""
    avatar = await world.with_photos()
    world.clock.advance(DAYS)
    await _sweep(world)
    await world.avatars.delete(ANNA, avatar.id)
    tell = world.tell

    for notice in await tell.due():
        await tell(notice)

    assert [] == world.messages.notices
    assert [] == [*await tell.due()]


async def test_nothing_is_kept_of_the_archive_and_the_photo_to_describe(
    world: World,
) -> None:
    """An hour after their job's end neither is in the storage any more."""
    avatar = await world.trained()
    await world.descriptions.start(ANNA, avatar.id, world.new_job(), b"photo boat")
    await world.run()
    kept = set(world.kept.kept)
    assert any("/archives/" in key for key in kept)
    assert any("/described/" in key for key in kept)

    world.clock.advance(timedelta(hours=1))
    await _sweep(world)

    assert not any(
        "/archives/" in key or "/described/" in key for key in world.kept.kept
    )


@attrs.define
class Away:
    """A storage that nothing can be deleted from, until it is there again."""

    kept: MemoryBlobs
    there: bool = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self.kept, name)

    async def delete(self, keys: Collection[str], /) -> None:
        """Delete blobs, or fail having deleted one of them."""
        await self.kept.delete(keys if self.there else list(keys)[:1])
        if not self.there:
            raise ConnectionError("the storage is away")


@pytest.mark.parametrize("what", ["photo", "avatar", "picture", "person", "expiry"])
async def test_what_goes_while_the_storage_is_away_goes(
    world: World, what: str
) -> None:
    """The row goes at once, the blob as soon as the storage is there, and for good."""
    await world.ordered_pictures(2)
    await world.run()
    collecting = await world.with_photos(3)
    rows = world.rows._rows
    picture = next(iter(rows.pictures.values()))
    photo = next(p for p in rows.photos.values() if p.avatar == collecting.id)
    away = Away(world.kept)
    sweep = attrs.evolve(world.sweep, blobs=away)
    match what:
        case "photo":
            await world.uploads.remove(ANNA, collecting.id, photo.id)
        case "avatar":
            await world.avatars.delete(ANNA, picture.avatar)
        case "picture":
            await world.delete(picture.id)
        case "person":
            await world.cases.forget_people(ANNA)
        case _:
            world.clock.advance(DAYS)
            await sweep.expire_photos()
    world.clock.advance(timedelta(hours=1))
    due = {key for key, at in world.deletions().items() if at <= world.clock.now}

    for _ in range(3):
        with pytest.raises(ConnectionError):
            await sweep.delete_scheduled()
    still_due = set(world.deletions())
    away.there = True
    await sweep.delete_scheduled()

    assert len(due) > 1
    assert due == still_due
    assert not due & set(world.kept.kept)
    assert {} == world.deletions()
    known = {
        *(one.key for one in rows.photos.values()),
        *(one.key for one in rows.pictures.values()),
        *(one.weights.key for one in rows.avatars.values() if one.weights),
    }
    assert known == set(world.kept.kept)
