"""The current time, and leases on pieces of work, renewed while the work goes on."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TypeAlias

import attrs

from ..errors import LeaseLostError


#: Returns the current time, zone-aware, in UTC.
Clock: TypeAlias = Callable[[], datetime]


#: Saves the new end of a lease; returns False if another process has the work now.
#: The old end comes first; some identify their lease by it.
Extend: TypeAlias = Callable[[datetime, datetime], Awaitable[bool]]


@attrs.define
class Lease:
    """The exclusive right to a piece of work until a time that can be moved."""

    until: datetime
    length: timedelta
    clock: Clock
    extend: Extend
    #: Whether the work is interrupted when the lease is lost. Sending a message is not:
    #: it may have arrived already, and only its sender can record that.
    interrupts: bool = True

    @property
    def left(self) -> timedelta:
        """How long it is safe to go on without renewal.

        A fifth of the lease is a margin, because another clock may be ahead of ours.
        """
        spare = self.until - self.length / 5 - self.clock()
        return max(spare, timedelta(0))

    @property
    def aged(self) -> bool:
        """Whether a third of it has passed since it was taken or renewed."""
        return self.until - self.clock() < self.length * 2 / 3

    async def renew(self) -> None:
        """Move the end of the lease.

        Raises:
            LeaseLostError: Another process has the work now.
        """
        until = self.clock() + self.length
        if not await self.extend(self.until, until):
            raise LeaseLostError
        self.until = until


#: Entered with a lease; renews it in the background until the block is left. If the
#: lease interrupts, the block is cancelled and `LeaseLostError` raised once the lease is
#: lost or could not be renewed in time. Otherwise the block runs to its end.
Heartbeat: TypeAlias = Callable[[Lease], AbstractAsyncContextManager[None]]
