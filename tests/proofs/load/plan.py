"""The load, and the names that its programs share."""

from typing import Final

import attrs


HOST: Final = "127.0.0.1"
TOKEN: Final = "1:load"
USER: Final = "load-user"
#: The people who have jobs.
PEOPLE: Final = range(1, 42)
#: The prefix of the ids of requests that have ended.
READY: Final = "ready"


@attrs.frozen(kw_only=True)
class Plan:
    """The number of webhooks, and for how long."""

    per_second: int = 200
    seconds: int = 20
    #: How often a bare handler is called meanwhile, to see what the machine allows.
    bare_per_second: int = 50

    @property
    def webhooks(self) -> int:
        """The number of webhooks, each for a job of its own."""
        return self.per_second * self.seconds
