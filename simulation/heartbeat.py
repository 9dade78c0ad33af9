"""Heartbeats in simulated time, which stop while their work is asleep."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import attrs

from avatar_core.errors import LeaseLostError
from avatar_core.ports import Lease

from .schedule import Schedule, Task, sleep
from .storage import GoneError


#: Renewals within the length of a lease.
_BEATS = 3


@attrs.frozen
class SimulatedHeartbeat:
    """Renews the lease of a task, and interrupts the task once the lease is lost."""

    schedule: Schedule
    #: Told of every task that is interrupted.
    on_loss: Callable[[Task], None]

    @asynccontextmanager
    async def __call__(self, lease: Lease) -> AsyncIterator[None]:
        """Renew the lease until the block is left."""
        holder = self.schedule.current
        if holder is None:
            raise RuntimeError("nobody holds the lease")
        beats = self.schedule.spawn(
            f"heartbeat of {holder.name}", self._beat(lease, holder), mortal=True
        )
        holder.on_waking = lambda: self._check(lease, holder)
        try:
            yield
        finally:
            holder.on_waking = None
            self.schedule.kill(beats)

    async def _beat(self, lease: Lease, holder: Task) -> None:
        every = lease.length.total_seconds() / _BEATS
        while True:
            await sleep(every)
            # A process that stands still renews nothing.
            if not holder.asleep:
                try:
                    await lease.renew()
                except LeaseLostError:
                    self._interrupt(holder)
                    return
                except GoneError:
                    pass
                self._check(lease, holder)

    def _check(self, lease: Lease, holder: Task) -> None:
        if not lease.left:
            self._interrupt(holder)

    def _interrupt(self, holder: Task) -> None:
        holder.interruption = LeaseLostError()
        self.on_loss(holder)
