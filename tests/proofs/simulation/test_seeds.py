"""A few seeds of the simulation; `nox -s simulate` runs many more."""

from collections import Counter
from datetime import timedelta

from tests.proofs.simulation.people import live
from tests.proofs.simulation.planted import PLANTED
from tests.proofs.simulation.run import simulate, simulate_all
from tests.proofs.simulation.weather import Fault, Outage
from tests.proofs.simulation.world import World

from avatar_core import AvatarEvent, JobStatus, Policy


def test_every_promise_is_kept() -> None:
    """A few hundred seeds keep every promise, and have every trouble and every end."""
    broken: list[str] = []
    troubles: set[str] = set()
    ends: Counter[JobStatus] = Counter()
    for outcome in simulate_all(range(250), processes=1):
        if outcome.broken is not None:
            broken.append(outcome.report())
        troubles |= outcome.troubles
        ends += outcome.ends

    assert [] == broken
    assert {*Fault, *Outage} == troubles
    assert {
        JobStatus.SUCCEEDED,
        JobStatus.FAILED,
        JobStatus.BLOCKED,
        JobStatus.CANCELLED,
        JobStatus.EXPIRED,
    } == set(ends)


def test_photos_that_expire_meanwhile_break_no_promise() -> None:
    """Photos kept for minutes only expire before, during and after trainings."""
    gone = 0
    for seed in range(60):
        policy = Policy(photo_retention=timedelta(minutes=seed % 15 + 1))
        world = World(seed, policy=policy)
        world.run(live)
        trail = world.rows._rows.audit.values()
        gone += sum(entry.event is AvatarEvent.EXPIRE_PHOTOS for entry in trail)

    assert gone > 0


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
