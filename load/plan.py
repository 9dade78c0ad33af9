"""What is sent, and to whom."""

from typing import Final

import attrs


HOST: Final = "127.0.0.1"
TOKEN: Final = "1:load"  # noqa: S105 - it opens nothing
USER: Final = "load-user"


@attrs.frozen(kw_only=True)
class Plan:
    """How much load, for how long."""

    per_second: int = 200
    seconds: int = 20
    #: Not counted: for a moment after its start the product reads its texts.
    warm_up: int = 3

    @property
    def unmeasured(self) -> int:
        """How many webhooks are not counted."""
        return self.per_second * self.warm_up

    @property
    def webhooks(self) -> int:
        """How many there are in all, each for a job of its own."""
        return self.per_second * self.seconds + self.unmeasured
