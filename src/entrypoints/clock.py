"""What time it is, whoever sets the computer's clock meanwhile."""

import time

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final


#: How much faster or slower than time itself the steady clock may go.
_PACE: Final = 0.1


def wall_clock() -> datetime:
    """Return what the computer's clock says, right or wrong."""
    return datetime.now(UTC)


def passing_seconds() -> float:
    """Return seconds that nobody sets, those in which the computer slept included."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SteadyClock:
    """A clock that starts with the computer's, and never jumps with it.

    When that one is set, this one goes a tenth faster or slower until both agree:
    no lease and no deadline runs out because of it, and nothing waits an hour more.
    """

    def __init__(
        self,
        wall: Callable[[], datetime] = wall_clock,
        seconds: Callable[[], float] = passing_seconds,
    ) -> None:
        self._wall: Final = wall
        self._seconds: Final = seconds
        self._now = wall()
        self._read_at = seconds()

    def __call__(self) -> datetime:
        """Return the present moment: never before one returned earlier."""
        read_at = self._seconds()
        passed = timedelta(seconds=max(0.0, read_at - self._read_at))
        self._read_at = read_at
        self._now += passed
        most = passed * _PACE
        self._now += max(-most, min(most, self._wall() - self._now))
        return self._now

    def doubt(self) -> timedelta:
        """Return how far this clock and the computer's are apart."""
        return abs(self._wall() - self())
