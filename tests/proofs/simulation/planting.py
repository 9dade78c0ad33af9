"""A planted bug."""

import attrs

from avatar_core import Policy


@attrs.frozen
class Planted:
    """One bug, and the promise that it breaks."""

    #: A faulty use case, in the place of the class it inherits from.
    faulty: type | None
    #: The promise that it breaks.
    broken: str
    #: The first seed to try, which breaks the promise.
    first: int = 0
    policy: Policy = attrs.field(factory=Policy)
