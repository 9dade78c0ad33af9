"""The simulation finds every planted bug."""

import pytest

from tests.planting import Planted
from tests.proofs.simulation.planted import PLANTED
from tests.proofs.simulation.run import simulate


@pytest.mark.parametrize(
    "planted", [pytest.param(one, id=name) for name, one in PLANTED.items()]
)
def test_a_planted_bug_is_caught(planted: Planted) -> None:
    """One of the first thousand seeds breaks the promise that the bug violates."""
    seeds = [*range(planted.first, 1000), *range(planted.first)]

    assert any(
        f"BrokenPromiseError: {planted.broken}: "
        in (simulate(seed, planted.faulty, planted.policy).broken or "")
        for seed in seeds
    )
