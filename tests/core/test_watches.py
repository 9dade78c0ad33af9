"""Trouble found by watching: models that change, and webhooks that stay away."""

from collections.abc import Sequence
from datetime import timedelta

import pytest

from tests.core.world import World

from avatar_core import AvatarId, Incident, IncidentKind, Job, JobStatus
from avatar_core.families import FLUX_PORTRAIT
from avatar_core.ports import Listing, Unit, UnitPrice
from avatar_core.use_cases import use_cases


TRAINER, GENERATOR = FLUX_PORTRAIT.trainer, FLUX_PORTRAIT.generator


async def look(world: World) -> Sequence[Incident]:
    """Look a day later, have the admins told, and return the open incidents."""
    world.clock.advance(timedelta(days=1))
    await world.cases.worker.catalogue()
    await world.tell_due()
    async with world.rows.read() as reading:
        return [one for one in await reading.incidents.all() if one.open]


def told(world: World) -> list[tuple[IncidentKind, bool]]:
    """Return the kind of each incident told, and whether it was open."""
    return [(one.kind, one.open) for one in world.alarms.incidents]


async def test_nothing_is_told_while_all_is_well(world: World) -> None:
    """A catalogue that has our models at our prices is no news."""
    world.catalogue.listings = {
        TRAINER: Listing(price=UnitPrice(2400, Unit.STEP)),
        GENERATOR: Listing(price=UnitPrice(35_000, Unit.MEGAPIXEL)),
    }

    assert [] == await look(world)
    assert [] == told(world)


async def test_a_deprecated_model_is_told_once_and_still_sold(world: World) -> None:
    """A repeated listing is told once, and so is its end."""
    world.catalogue.listings[TRAINER] = Listing(deprecated=True)

    for _ in range(3):
        [found] = await look(world)

    kind = IncidentKind.DEPRECATED
    assert (kind, TRAINER, False) == (found.kind, found.model, found.stops(TRAINER))
    assert [(kind, True)] == told(world)
    world.catalogue.listings.clear()
    assert [] == await look(world)
    assert [(kind, True), (kind, False)] == told(world)


async def test_an_unlisted_model_is_told(world: World) -> None:
    """A missing model is told; a catalogue with none of our models is ignored."""
    models, families = world.config.models, world.config.families
    world.catalogue.missing = {models.upscaler}

    [found] = await look(world)

    assert IncidentKind.UNLISTED is found.kind
    world.catalogue.missing = {
        models.upscaler,
        models.describer,
        models.enricher or "",
        *(model for one in families for model in (one.trainer, one.generator)),
    }
    assert [found.model] == [one.model for one in await look(world)]


async def test_another_price_is_told(world: World) -> None:
    """Both prices are told; a price by another unit is not compared."""
    world.catalogue.listings = {
        TRAINER: Listing(price=UnitPrice(3600, Unit.STEP)),
        GENERATOR: Listing(price=UnitPrice(1, Unit.STEP)),
    }

    [found] = await look(world)

    assert IncidentKind.PRICE is found.kind
    assert "$0.0036 per step, not $0.0024." == found.detail


async def test_a_catalogue_that_is_down_changes_nothing(world: World) -> None:
    """It is asked again after an hour; otherwise once a day."""
    world.catalogue.listings[TRAINER] = Listing(deprecated=True)
    before = await look(world)
    world.catalogue.down = True

    assert before == await look(world)

    assert 2 == world.catalogue.looks
    for minutes, looks in ((59, 2), (1, 3), (23 * 60, 3)):
        world.catalogue.down = minutes == 59
        world.clock.advance(timedelta(minutes=minutes))
        await world.cases.worker.catalogue()
        assert looks == world.catalogue.looks


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
    """Jobs submitted before the restart are not judged."""
    world, mine = avatar
    for _ in range(world.policy.missed_webhooks):
        await picture(world, mine)
    world.clock.now += MINUTE
    restart(world)

    assert [] == await watch(world)
