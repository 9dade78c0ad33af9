"""A clock that does not jump when the computer's clock is set."""

import time

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final


#: How much faster or slower than real time the steady clock may run.
_PACE: Final = 0.1


def wall_clock() -> datetime:
    """Return the time of the computer's clock."""
    return datetime.now(UTC)


def passing_seconds() -> float:
    """Return monotonic seconds, including those in which the computer slept."""
    if hasattr(time, "CLOCK_BOOTTIME"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


class SteadyClock:
    """A clock that starts with the computer's and never jumps.

    When the computer's clock is set, this one runs a tenth faster or slower until both
    agree, so that no lease or deadline ends early and nothing waits an hour longer.
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
        """Return the present time, never earlier than the last one returned."""
        read_at = self._seconds()
        passed = timedelta(seconds=max(0.0, read_at - self._read_at))
        self._read_at = read_at
        self._now += passed
        most = passed * _PACE
        self._now += max(-most, min(most, self._wall() - self._now))
        return self._now

    def doubt(self) -> timedelta:
        """Return the difference between this clock and the computer's."""
        return abs(self._wall() - self())
