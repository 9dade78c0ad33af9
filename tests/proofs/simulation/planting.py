"""What a planted bug is."""

import attrs

from avatar_core import Policy


@attrs.frozen
class Planted:
    """One bug, and what must be said of it."""

    #: A use case gone wrong, in the place of the one it inherits from.
    faulty: type | None
    #: The promise that it breaks.
    broken: str
    #: The first seed to try: one that breaks it, so that the test need not search.
    first: int = 0
    policy: Policy = attrs.field(factory=Policy)
