"""The scheduler of the simulation keeps its own time."""

import random

import pytest

from tests.schedule import RestlessError, Schedule, Task, give_way, park, sleep


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


def test_a_task_that_never_ends_is_reported() -> None:
    """A simulation that goes on beyond its limit fails."""
    schedule = Schedule(random.Random(1))  # noqa: S311 - repeatable, not secret

    async def restless() -> None:
        while True:
            await sleep(10.0)

    schedule.spawn("restless", restless())

    with pytest.raises(RestlessError):
        schedule.run(1000.0)
