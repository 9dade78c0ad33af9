"""What a planted bug is."""

import attrs

from tests.proofs.simulation.world import Parts


@attrs.frozen
class Planted:
    """One bug, and what must be said of it."""

    parts: Parts
    broken: str
    #: Where to begin: a bug that few seeds meet is not to make the test slow.
    first: int = 0
