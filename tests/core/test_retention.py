"""Photos leave the storage when promised, in every status of their avatar."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import attrs
import pytest

from tests.core.world import ANNA, World, installed

from avatar_core import Avatar, AvatarStatus, Policy
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
    """They go exactly on time; an untrained avatar becomes a draft again."""
    avatar = await _come_to(world, status)
    world.messages.notices.clear()
    world.clock.now = avatar.changed_at + DAYS - INSTANT

    await _sweep(world)
    before = _photos(world)
    world.clock.advance(INSTANT)
    for _ in range(2):
        await _sweep(world)
        await world.tell_due()

    now = await world.avatar(avatar.id)
    told = [(one.what, one.avatar) for one in world.messages.notices]
    assert (12, 0, 0) == (before, _photos(world), now.photo_count)
    assert {} == world.rows._rows.photos
    if status is AvatarStatus.COMPLETED:
        assert (AvatarStatus.COMPLETED, avatar.weights) == (now.status, now.weights)
        assert [] == told
    else:
        assert AvatarStatus.DRAFT is now.status
        assert [(NoticeKind.PHOTOS_EXPIRED, avatar.id)] == told
        assert "draft" == world.trail(Entity.AVATAR, avatar.id)[-1]
        await world.upload(avatar.id, b"photo new")


async def test_the_days_count_from_the_last_change(world: World) -> None:
    """Adding or removing a photo and starting a training restart the period."""
    avatar = await world.with_photos()
    world.clock.advance(DAYS - INSTANT)
    photo = await world.upload(avatar.id, b"photo more")
    await _sweep(world)
    world.clock.advance(DAYS - INSTANT)
    await world.uploads.remove(ANNA, avatar.id, photo.id)
    await _sweep(world)
    world.clock.advance(DAYS - INSTANT)
    await world.training.start(ANNA, avatar.id, world.new_job())
    await _sweep(world)

    assert 12 == (await world.avatar(avatar.id)).photo_count


async def test_a_new_name_keeps_no_photos(world: World) -> None:
    """Renaming an avatar does not keep its photos longer."""
    avatar = await world.trained()
    world.clock.advance(DAYS - INSTANT)
    await world.avatars.rename(ANNA, avatar.id, "Other")

    world.clock.advance(INSTANT + timedelta(minutes=1))
    await _sweep(world)

    assert 0 == _photos(world)


async def test_a_training_is_retried_while_the_photos_are_there(world: World) -> None:
    """A failed training is repeated with them; once they are gone, it cannot be."""
    failed = await _come_to(world, AvatarStatus.FAILED)
    world.clock.now = failed.changed_at + DAYS - INSTANT
    await _sweep(world)

    await world.training.start(ANNA, failed.id, world.new_job())
    await world.run()

    assert AvatarStatus.COMPLETED is (await world.avatar(failed.id)).status
    other = await _come_to(world, AvatarStatus.CANCELLED)
    world.clock.advance(2 * DAYS)
    await _sweep(world)
    with pytest.raises(ActionNotAllowedError):
        await world.training.start(ANNA, other.id, world.new_job())


@installed(policy=Policy(photo_retention=timedelta(0)))
async def test_a_training_keeps_its_photos(world: World) -> None:
    """An avatar in training has its photos, however long the provider takes."""
    job = await world.ordered_training()

    await _sweep(world)
    kept = _photos(world)
    await world.run()
    await _sweep(world)

    assert (12, 0) == (kept, _photos(world))
    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status


async def test_a_photo_sent_in_time_keeps_the_others(world: World) -> None:
    """A photo sent while the sweep is about to delete the others keeps them all."""
    avatar = await world.with_photos()
    world.clock.advance(DAYS)
    old = await world.avatar(avatar.id)
    await world.upload(avatar.id, b"photo more")

    await world.sweep._expire(old)

    assert 13 == (await world.avatar(avatar.id)).photo_count


async def test_nobody_is_told_of_a_deleted_avatar(world: World) -> None:
    """A notice about an avatar that was deleted meanwhile is dropped."""
    avatar = await world.with_photos()
    world.clock.advance(DAYS)
    await _sweep(world)
    await world.avatars.delete(ANNA, avatar.id)

    await world.tell_due()

    assert [] == world.messages.notices
    assert [] == [*await world.tell.due()]


async def test_archives_and_described_photos_leave_within_the_hour(
    world: World,
) -> None:
    """An hour after their job's end neither is in the storage any more."""
    avatar = await world.trained()
    await world.describe(avatar.id)
    await world.run()
    soon = {
        key for key in world.kept.kept if "/archives/" in key or "/described/" in key
    }

    world.clock.advance(timedelta(hours=1))
    await _sweep(world)

    assert 2 == len(soon)
    assert not soon & set(world.kept.kept)


@attrs.define
class Away:
    """A storage from which nothing can be deleted until it is there again."""

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
async def test_blobs_are_deleted_when_the_storage_is_back(
    world: World, what: str
) -> None:
    """The row is deleted at once, the blob once the storage is available."""
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
