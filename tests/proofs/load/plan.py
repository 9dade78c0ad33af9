"""What is sent, and to whom."""

from typing import Final

import attrs


HOST: Final = "127.0.0.1"
TOKEN: Final = "1:load"
USER: Final = "load-user"
#: Who has jobs.
PEOPLE: Final = range(1, 42)
#: What the ids of requests begin with that have ended.
READY: Final = "ready"


@attrs.frozen(kw_only=True)
class Plan:
    """How much load, for how long."""

    per_second: int = 200
    seconds: int = 20
    #: As often is a bare handler asked beside, to see what the machine allows.
    bare_per_second: int = 50

    @property
    def webhooks(self) -> int:
        """How many there are in all, each for a job of its own."""
        return self.per_second * self.seconds
