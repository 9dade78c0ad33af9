"""The admins hear of sales, and once a day of everything."""

from datetime import UTC, date, datetime, timedelta

import attrs
import pytest

from tests.core.world import ANNA, World, installed

from avatar_core.digests import DigestPlan
from avatar_core.ids import DisputeId
from avatar_core.money import STARS
from avatar_core.time_zones import TimeZone
from avatar_core.use_cases import use_cases


DAY = timedelta(days=1)


async def tell_due(world: World) -> None:
    """Tell every notice that is due."""
    for notice in await world.tell.due():
        await world.tell(notice)


@installed(tell_sales=True)
async def test_a_sale_is_told_once(world: World) -> None:
    """Credits that were bought are told; the same charge again is not."""
    await world.enter(ANNA)
    first = await world.pay()
    assert not world.alarms.sales

    world.alarms.unavailable = 1
    await tell_due(world)
    assert not world.alarms.sales
    world.clock.now += timedelta(hours=1)
    await tell_due(world)
    await tell_due(world)

    assert [first.id] == [payment.id for payment in world.alarms.sales]


async def test_sales_are_told_only_if_wanted(world: World) -> None:
    """By default the library tells nobody of a sale, and writes no digest."""
    await world.enter(ANNA)
    await world.pay()
    await world.cases.worker.digest()
    world.clock.now += 2 * DAY
    await tell_due(world)

    assert not world.alarms.sales
    assert not world.alarms.digests
    assert not world.rows._rows.notices


@installed(digest_hour=8)
async def test_a_digest_a_day(world: World) -> None:
    """However many processes schedule it, each day has one, about the day before."""
    world.clock.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    await world.trained()
    await world.pay()
    other = use_cases(world.ports, world.config)
    for process in (world.cases, other, world.cases):
        await process.worker.digest()
    await tell_due(world)
    assert not world.alarms.digests

    for day in (1, 2):
        world.clock.now = datetime(2026, 12, day, 8, tzinfo=UTC)
        for process in (world.cases, other):
            await process.worker.digest()
        [notice] = await world.tell.due()
        await world.tell(notice)
        await other.worker.notices(notice)
        await tell_due(world)

    busy, calm = world.alarms.digests
    assert date(2026, 11, 30) == busy.figures.day
    assert (1, 1, 1) == (busy.figures.people, busy.buyers, busy.trainings)
    assert {STARS: 100} == busy.figures.income
    assert busy.cost
    assert 1300 == busy.worth
    assert date(2026, 12, 1) == calm.figures.day
    assert (0, 0, 0, 0) == (
        calm.figures.people,
        calm.trainings,
        calm.failures,
        calm.cost,
    )


@installed(digest_hour=8)
async def test_a_digest_counts_what_needs_a_hand(world: World) -> None:
    """Failures of the day, and whatever waits for an admin now."""
    world.clock.now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    await world.cases.worker.digest()
    job = await world.ordered_pictures()
    await world.run()
    await world.cases.disputes(ANNA, DisputeId(world.ids()), job.id, "It is not me")
    world.clock.now = datetime(2026, 12, 1, 8, tzinfo=UTC)
    await tell_due(world)

    [digest] = world.alarms.digests
    assert (1, 0, 0) == (digest.disputes, digest.incidents, digest.unanswered)
    assert 0 == digest.failures


@installed(digest_hour=8)
async def test_a_digest_that_was_switched_off(world: World) -> None:
    """What was scheduled before is not told any more."""
    await world.cases.worker.digest()
    world.config = attrs.evolve(world.config, digest_hour=0)
    world._put_together()
    world.clock.now += 2 * DAY
    await tell_due(world)

    assert not world.alarms.digests
    assert not world.rows._rows.notices


@pytest.mark.parametrize(
    ("zone", "now", "due"),
    [
        (TimeZone.UTC, "2026-12-01T07:59", "2026-12-01T08:00"),
        (TimeZone.UTC, "2026-12-01T08:00", "2026-12-02T08:00"),
        (TimeZone.ALMATY, "2026-12-01T02:00", "2026-12-01T03:00"),
        (TimeZone.HONOLULU, "2026-12-01T17:00", "2026-12-01T18:00"),
        # The clocks of Berlin go back in the night to 25 October 2026.
        (TimeZone.BERLIN, "2026-10-24T06:00", "2026-10-25T07:00"),
    ],
)
def test_the_hour_is_of_the_time_zone(zone: TimeZone, now: str, due: str) -> None:
    """The digest comes at its hour, also when the clocks are changed."""
    plan = DigestPlan(hour=8, time_zone=zone)

    found = plan.next_after(datetime.fromisoformat(f"{now}+00:00"))
    assert found == datetime.fromisoformat(f"{due}+00:00")


def test_midnight_is_the_last_hour() -> None:
    """The 24th hour ends the day; 0 is no hour."""
    now = datetime(2026, 12, 1, 12, tzinfo=UTC)

    midnight = DigestPlan(hour=24).next_after(now)
    assert datetime(2026, 12, 2, tzinfo=UTC) == midnight
    assert DigestPlan().next_after(now) is None
    with pytest.raises(ValueError, match="hour"):
        DigestPlan(hour=25)
