"""The product's clock when the system clock is set."""

from datetime import datetime, timedelta

import attrs
import pytest

from avatar_core.testing.time import EPOCH
from entrypoints.clock import SteadyClock, passing_seconds, wall_clock


HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)


@attrs.define
class Computer:
    """A computer whose clock and time a test controls."""

    passed: timedelta = timedelta(0)
    set_by: timedelta = timedelta(0)

    def wall(self) -> datetime:
        """Return the time of the system clock."""
        return EPOCH + self.passed + self.set_by

    def seconds(self) -> float:
        """Return the monotonic seconds."""
        return self.passed.total_seconds()


@pytest.fixture
def computer() -> Computer:
    """Return a computer whose clock is right."""
    return Computer()


@pytest.fixture
def clock(computer: Computer) -> SteadyClock:
    """Return the product's clock on that computer."""
    return SteadyClock(computer.wall, computer.seconds)


def test_it_goes_with_the_computers(computer: Computer, clock: SteadyClock) -> None:
    """While the system clock only drifts, both agree."""
    for _ in range(1000):
        computer.passed += SECOND
        computer.set_by += timedelta(milliseconds=50)
        assert computer.wall() == clock()

    assert timedelta(0) == clock.doubt()


@pytest.mark.parametrize("set_by", [HOUR, -HOUR])
def test_it_does_not_jump(
    computer: Computer, clock: SteadyClock, set_by: timedelta
) -> None:
    """After a jump of an hour, time passes at most a tenth faster or slower."""
    computer.passed += SECOND
    before = clock()
    computer.set_by += set_by
    assert before == clock()
    assert HOUR == clock.doubt()

    computer.passed += 2 * timedelta(minutes=1)

    took = (clock() - before) / timedelta(minutes=2)
    assert took == pytest.approx(1.1 if set_by > timedelta(0) else 0.9)


@pytest.mark.parametrize("set_by", [HOUR, -HOUR])
def test_it_catches_up(
    computer: Computer, clock: SteadyClock, set_by: timedelta
) -> None:
    """Ten hours later both agree again, and time never went backwards."""
    computer.set_by += set_by
    last = clock()
    for _ in range(10 * 60 + 1):
        computer.passed += timedelta(minutes=1)
        assert last < clock()
        last = clock()

    assert computer.wall() == clock()
    assert timedelta(0) == clock.doubt()


def test_it_bears_that_no_time_passes(computer: Computer, clock: SteadyClock) -> None:
    """While no time passes the clock stands still."""
    computer.set_by += HOUR

    assert {EPOCH} == {clock() for _ in range(1000)}


def test_what_it_reads() -> None:
    """By default it reads the system clock and monotonic seconds."""
    first, second = passing_seconds(), passing_seconds()

    assert 0 <= second - first
    assert abs(SteadyClock()() - wall_clock()) < timedelta(minutes=1)
