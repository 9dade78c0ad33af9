"""The simulation itself is repeatable, and its clock moves only by waiting."""

import random

import pytest

from tests.proofs.simulation.people import live
from tests.proofs.simulation.planted import PLANTED
from tests.proofs.simulation.run import simulate
from tests.proofs.simulation.world import World
from tests.schedule import RestlessError, Schedule, Task, give_way, park, sleep


def test_a_seed_is_the_same_every_time() -> None:
    """A seed gives the same events every time."""
    for seed in range(0, 60, 7):
        first, second = World(seed), World(seed)
        first.run(live)
        second.run(live)

        assert first.trace == second.trace
        assert first.schedule.steps == second.schedule.steps


def test_a_failing_seed_tells_its_story() -> None:
    """The report has the seed, the events with their times, and the promise."""
    buggy = PLANTED["no lease"].faulty
    outcomes = (simulate(seed, buggy) for seed in range(1000))
    outcome = next(one for one in outcomes if one.broken is not None)

    lines = outcome.report().splitlines()

    assert f"seed {outcome.seed}" == lines[0]
    assert any(line.endswith("POST " + line[-6:]) for line in lines)
    assert any("told once" in line for line in lines)


def test_the_clock_moves_only_by_waiting() -> None:
    """Sleeping takes exactly as long as it says; parked tasks wait to be woken."""
    schedule = Schedule(random.Random(1))  # noqa: S311 - repeatable, not secret
    happened: list[tuple[str, float]] = []
    bench: list[Task] = []

    async def sleeper() -> None:
        await sleep(90.0)
        happened.append(("awake", schedule.seconds))
        schedule.enqueue(bench)

    async def waiter() -> None:
        await park(bench)
        await give_way()
        happened.append(("woken", schedule.seconds))

    schedule.spawn("waiter", waiter())
    schedule.spawn("sleeper", sleeper())
    schedule.run(1000.0)

    assert [("awake", 90.0), ("woken", 90.0)] == happened


def test_a_world_that_never_rests_is_reported() -> None:
    """A day that would never end is stopped and reported."""
    schedule = Schedule(random.Random(1))  # noqa: S311 - repeatable, not secret

    async def restless() -> None:
        while True:
            await sleep(10.0)

    schedule.spawn("restless", restless())

    with pytest.raises(RestlessError):
        schedule.run(1000.0)
