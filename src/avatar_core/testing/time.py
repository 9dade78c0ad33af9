"""A clock that tests advance."""

from datetime import UTC, datetime, timedelta
from typing import Final

import attrs


EPOCH: Final = datetime(2026, 1, 1, 12, tzinfo=UTC)


@attrs.define
class ManualClock:
    """A `Clock` that moves only when `advance` is called."""

    now: datetime = EPOCH

    def __call__(self) -> datetime:
        """Return the current time."""
        return self.now

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self.now += by
