"""Delivered files: counted, checked, fetched again, and paid only if sound."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.core.world import ANNA, World, installed

from avatar_core import AvatarStatus, GenerationOrder, Job, JobStatus, Policy
from avatar_core.blob_keys import picture_key, weights_key
from avatar_core.errors import ProviderUnavailableError
from avatar_core.failures import Failure
from avatar_core.pictures import picture_id
from avatar_core.ports import DrawnPicture, DrawnPictures, TrainedWeights
from avatar_core.testing.provider import tiny_weights


async def _drawing(
    world: World, urls: Sequence[str], *, ordered: int | None = None, blocked: str = ""
) -> Job:
    """Order pictures, for which the provider delivers *urls*."""
    job = await world.ordered_pictures(ordered or len(urls))
    assert isinstance(job.order, GenerationOrder)
    world.provider.files.update({url: url.encode() for url in urls})
    drawn = [
        DrawnPicture(url=url, seed=job.order.seed + n, blocked=url == blocked)
        for n, url in enumerate(urls)
    ]
    world.provider.scripts.append([DrawnPictures(tuple(drawn))])
    return job


@pytest.mark.parametrize(
    ("urls", "ordered", "delivered", "bad"),
    [
        ("abc", 4, [0, 1, 2], ""),
        ("ab", 1, [0], ""),
        ("abcd", 4, [1, 3], "withheld"),
        ("abcd", 4, [0, 2, 3], "narrow"),
    ],
    ids=["fewer than ordered", "more than ordered", "two withheld", "wrong ratio"],
)
async def test_only_good_pictures_are_paid(
    world: World, urls: str, ordered: int, delivered: list[int], bad: str
) -> None:
    """Missing, surplus, blocked, black and misshapen pictures cost nothing."""
    job = await _drawing(
        world, urls, ordered=ordered, blocked="a" if bad == "withheld" else ""
    )
    if bad == "withheld":
        world.picture_reader.black.add(b"c")
    elif bad == "narrow":
        world.picture_reader.sizes = {b"b": (1280, 720)}

    await world.run()

    [news] = world.messages.told
    paid = 5 * len(delivered)
    assert JobStatus.SUCCEEDED is news.job.status
    assert delivered == [picture.number for picture in news.pictures]
    assert (paid, 850 - paid) == (news.hold.captured, await world.available())
    fetched = [url for url in world.provider.fetched if url in urls]
    assert set(fetched) <= set(urls[:ordered])
    assert (2 if bad == "narrow" else 1) == fetched.count("b" if bad else "a")
    for number in set(range(ordered)) - set(delivered):
        key = picture_key(world.alias(ANNA), picture_id(job.id, number))
        assert key in world.deletions() or key not in world.kept.kept


@pytest.mark.parametrize(
    ("urls", "status", "failure"),
    [("", JobStatus.FAILED, Failure.BAD_RESULT), ("ab", JobStatus.BLOCKED, None)],
    ids=["none delivered", "all black"],
)
async def test_without_a_good_picture_the_job_fails(
    world: World, urls: str, status: JobStatus, failure: Failure | None
) -> None:
    """No picture at all is a failure, and only black ones are blocked."""
    job = await _drawing(world, urls, ordered=2)
    world.picture_reader.black |= {b"a", b"b"}

    ended = await world.finish(job)

    assert (status, failure) == (ended.status, ended.failure)
    assert 850 == await world.available()
    assert [status] == world.statuses_told()


@pytest.mark.parametrize("bad", ["b", "c", "bc"])
@pytest.mark.parametrize("heals", [True, False])
async def test_a_bad_picture_does_not_hold_the_good_ones_up(
    world: World, bad: str, *, heals: bool
) -> None:
    """Good ones are told and paid within five seconds; a bad one is awaited once."""
    job = await _drawing(world, "abcd")
    files = world.provider.files
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

    told = (await world.finish(job)).told_at

    [news] = world.messages.told
    delivered = 4 if heals else 4 - len(bad)
    assert (JobStatus.SUCCEEDED, delivered) == (news.job.status, len(news.pictures))
    assert 5 * delivered == news.hold.captured
    assert told is not None
    assert told - arrived <= timedelta(seconds=5)


async def test_a_bad_picture_is_not_awaited_after_the_deadline(world: World) -> None:
    """The good ones are delivered and paid when time is up."""
    job = await _drawing(world, "ab")
    world.provider.files["b"] = ProviderUnavailableError("503")
    await world.run_to(job.id, JobStatus.SUBMITTED)
    world.clock.advance(world.policy.generation.deadline)

    await world.run()

    [news] = world.messages.told
    assert (JobStatus.SUCCEEDED, 1) == (news.job.status, len(news.pictures))
    assert 850 - 5 == await world.available()


@pytest.mark.parametrize("file", [b"", b"<html>", tiny_weights()[:-1], None])
async def test_damaged_weights_fail_the_training(
    world: World, file: bytes | None
) -> None:
    """They are fetched four times, then the credits are given back."""
    job = await world.ordered_training()
    if file is not None:
        world.provider.files["w"] = file
    world.provider.scripts.append([TrainedWeights("w")])

    ended = await world.finish(job)

    avatar = await world.avatar(job.avatar)
    assert (JobStatus.FAILED, Failure.BAD_RESULT) == (ended.status, ended.failure)
    assert (AvatarStatus.FAILED, None) == (avatar.status, avatar.weights)
    assert 4 == world.provider.fetched.count("w")
    assert 1000 == await world.available()
    assert weights_key(world.alias(ANNA), job.avatar, job.id) in world.deletions()


@pytest.mark.parametrize("damage", [b"damaged", ProviderUnavailableError("cut off")])
async def test_a_file_that_heals_is_delivered(
    world: World, damage: bytes | Exception
) -> None:
    """A file that arrives whole at the second fetch is accepted."""
    job = await world.ordered_training()
    world.provider.files["w"] = damage
    world.provider.scripts.append([TrainedWeights("w")])
    while "w" not in world.provider.fetched:
        await world.tick()
    world.provider.files["w"] = tiny_weights()

    await world.finish(job)

    assert AvatarStatus.COMPLETED is (await world.avatar(job.avatar)).status


@installed(policy=Policy(picture_limit=10))
async def test_a_file_over_the_limit_is_a_bad_result(world: World) -> None:
    """Reading stops at the size limit."""
    job = await world.ordered_pictures(1)

    assert Failure.BAD_RESULT is (await world.finish(job)).failure
