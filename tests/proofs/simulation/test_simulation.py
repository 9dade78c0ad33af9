"""The simulation itself is repeatable, and its clock moves only by waiting."""

from tests.proofs.simulation.people import live
from tests.proofs.simulation.planted import PLANTED
from tests.proofs.simulation.run import simulate
from tests.proofs.simulation.world import World


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
