"""The promises under random schedules and faults; `nox -s simulate` runs many more."""

from simulation.run import simulate_all


def test_every_promise_is_kept() -> None:
    """Some hundred seeds, each another order of events and other troubles."""
    broken = [
        outcome.report()
        for outcome in simulate_all(range(150), processes=1)
        if outcome.broken is not None
    ]

    assert [] == broken
