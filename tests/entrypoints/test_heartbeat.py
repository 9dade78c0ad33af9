"""Leases renewed in the background, and work interrupted once one is lost."""

import asyncio

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest

from structlog.testing import capture_logs

from avatar_core.errors import LeaseLostError, StoreUnavailableError
from avatar_core.ports import Lease
from entrypoints.heartbeat import heartbeat


#: Long enough for a busy machine to renew it in time.
LENGTH = timedelta(seconds=3)


def _now() -> datetime:
    return datetime.now(UTC)


def _lease(extend: Callable[[datetime, datetime], Awaitable[bool]]) -> Lease:
    return Lease(_now() + LENGTH, LENGTH, _now, extend)


async def test_a_lease_is_renewed_while_the_work_goes_on() -> None:
    """Work that takes longer than its lease keeps it by renewals."""
    ends: list[tuple[datetime, datetime]] = []
    long_enough = asyncio.Event()

    async def extend(held: datetime, until: datetime) -> bool:
        ends.append((held, until))
        if len(ends) == 4:
            long_enough.set()
        return True

    lease = _lease(extend)
    first_end = lease.until
    async with asyncio.timeout(30), heartbeat(lease):
        await long_enough.wait()
        assert _now() > first_end

    assert [held for held, _ in ends] == [first_end, *(until for _, until in ends[:-1])]


async def test_work_whose_lease_is_lost_is_interrupted() -> None:
    """Work whose lease is lost is interrupted."""
    done: list[str] = []

    async def extend(_: datetime, __: datetime) -> bool:
        return False

    async def work() -> None:
        async with asyncio.timeout(30), heartbeat(_lease(extend)):
            await asyncio.Event().wait()
            done.append("paid")

    with pytest.raises(LeaseLostError), capture_logs() as lines:
        await work()

    assert [] == done
    assert ["lease.lost"] == [line["event"] for line in lines]


async def test_work_whose_lease_cannot_be_renewed_stops_before_its_end() -> None:
    """While the database is away the work stops before its lease ends."""

    async def extend(_: datetime, __: datetime) -> bool:
        raise StoreUnavailableError("gone")

    lease = _lease(extend)
    with pytest.raises(LeaseLostError), capture_logs() as lines:
        async with asyncio.timeout(30), heartbeat(lease):
            await asyncio.Event().wait()

    assert "lease.lost" == lines[-1]["event"]
    assert _now() < lease.until


@pytest.mark.parametrize("error", [TimeoutError, ValueError, asyncio.CancelledError])
async def test_the_works_own_errors_are_its_own(error: type[BaseException]) -> None:
    """Errors of the work are raised unchanged and end the renewals."""
    renewed: list[datetime] = []

    async def extend(_: datetime, until: datetime) -> bool:
        renewed.append(until)
        return True

    before = asyncio.all_tasks()
    with pytest.raises(error):
        async with heartbeat(_lease(extend)):
            raise error

    assert before == asyncio.all_tasks()
    assert [] == renewed
