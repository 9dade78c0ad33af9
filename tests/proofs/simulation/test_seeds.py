"""The promises under random schedules and faults; `nox -s simulate` runs many more."""

from datetime import timedelta

from tests.proofs.simulation.people import live
from tests.proofs.simulation.run import simulate_all
from tests.proofs.simulation.world import Parts, World

from avatar_core import AvatarEvent, Policy


def test_every_promise_is_kept() -> None:
    """Some hundred seeds, each another order of events and other troubles."""
    broken = [
        outcome.report()
        for outcome in simulate_all(range(150), processes=1)
        if outcome.broken is not None
    ]

    assert [] == broken


def test_photos_that_leave_in_the_midst_of_it_break_no_promise() -> None:
    """Kept for minutes instead of days, they go before, between and after trainings."""
    gone = 0
    for seed in range(60):
        policy = Policy(photo_retention=timedelta(minutes=seed % 15 + 1))
        world = World(seed, Parts(policy=policy))
        world.run(live)
        trail = world.rows._rows.audit.values()
        gone += sum(entry.event is AvatarEvent.EXPIRE_PHOTOS for entry in trail)

    assert gone > 0
