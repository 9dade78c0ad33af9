"""Keeping a piece of work for oneself while it goes on."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import TypeAlias

import attrs

from ..errors import LeaseLostError
from .clock import Clock


#: Writes the new end of a lease down; returns False if another has the work now.
#: Given the old end first, by which some know their own lease.
Extend: TypeAlias = Callable[[datetime, datetime], Awaitable[bool]]


@attrs.define
class Lease:
    """The right to a piece of work, until a moment that is moved while it goes on."""

    until: datetime
    length: timedelta
    clock: Clock
    extend: Extend
    #: Whether work is interrupted when the lease is lost. A message is not: it may have
    #: arrived already, and only its sender can write that down.
    interrupts: bool = True

    @property
    def left(self) -> timedelta:
        """How long it is safe to go on without a renewal.

        A fifth of the lease is kept back, for another clock may be ahead of ours.
        """
        spare = self.until - self.length / 5 - self.clock()
        return max(spare, timedelta(0))

    async def renew(self) -> None:
        """Move the end.

        Raises:
            LeaseLostError: Another has the work now.
        """
        until = self.clock() + self.length
        if not await self.extend(self.until, until):
            raise LeaseLostError
        self.until = until


#: Entered with a lease; renews it in the background until the block is left. If the
#: lease interrupts, the block is cancelled and `LeaseLostError` raised once the lease is
#: lost or could not be renewed in time. Otherwise the block runs to its end.
Heartbeat: TypeAlias = Callable[[Lease], AbstractAsyncContextManager[None]]
