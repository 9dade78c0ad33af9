"""Admins are told when jobs end without webhooks: the public URL is broken."""

from datetime import timedelta

import pytest

from tests.core.world import World

from avatar_core import AvatarId, IncidentKind, Job, JobStatus
from avatar_core.use_cases import use_cases


MINUTE = timedelta(minutes=1)


@pytest.fixture
async def avatar() -> tuple[World, AvatarId]:
    """Return a world that was restarted after a training, and its avatar."""
    world = World()
    trained = await world.trained()
    world.clock.now += MINUTE
    restart(world)
    return world, trained.id


async def picture(
    world: World, avatar: AvatarId, *, webhooks_received: bool = False
) -> Job:
    """Order one picture and have it delivered; its webhook comes after its end."""
    job = await world.draw(avatar)
    ended = await world.finish(job)

    assert JobStatus.SUCCEEDED is ended.status
    if webhooks_received:
        assert await world.advance.webhook_received(job.token, ended.request_id or "")
    return await world.job(job.id)


def restart(world: World) -> None:
    """Restart the product: jobs submitted before are not judged."""
    world.cases = use_cases(world.ports, world.config)


async def watch(world: World) -> list[bool]:
    """Watch like several replicas; return whether each incident told was open."""
    for _ in range(3):
        await world.cases.worker.webhooks()
        await world.tick()
    return [
        one.open for one in world.alarms.incidents if one.kind is IncidentKind.WEBHOOKS
    ]


async def test_missing_webhooks_are_told_once(
    avatar: tuple[World, AvatarId],
) -> None:
    """Five jobs without a webhook are told of once; a webhook ends the incident."""
    world, mine = avatar
    for _ in range(world.policy.missed_webhooks - 1):
        await picture(world, mine)
    world.clock.now += MINUTE
    assert [] == await watch(world)

    await picture(world, mine)
    assert [] == await watch(world)
    world.clock.now += MINUTE
    assert [True] == await watch(world)
    await picture(world, mine)
    world.clock.now += MINUTE
    assert [True] == await watch(world)

    await picture(world, mine, webhooks_received=True)
    assert [True, False] == await watch(world)
    assert [True, False] == await watch(world)
    world.check_books()


async def test_one_webhook_among_many_is_enough(
    avatar: tuple[World, AvatarId],
) -> None:
    """Webhooks that are sometimes lost are no incident."""
    world, mine = avatar
    for number in range(12):
        await picture(world, mine, webhooks_received=number % 4 == 0)
        world.clock.now += MINUTE

        assert [] == await watch(world)


async def test_jobs_from_before_the_start_are_not_judged(
    avatar: tuple[World, AvatarId],
) -> None:
    """They say nothing about the public URL of now."""
    world, mine = avatar
    for _ in range(world.policy.missed_webhooks):
        await picture(world, mine)
    world.clock.now += MINUTE
    restart(world)

    assert [] == await watch(world)
