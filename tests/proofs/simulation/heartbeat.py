"""A heartbeat in simulated time, which stops while its holder is asleep."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import attrs

from tests.schedule import Schedule, Task, sleep

from avatar_core.errors import LeaseLostError
from avatar_core.ports import Lease

from .storage import GoneError


#: Renewals within the length of a lease.
_BEATS = 3


@attrs.frozen
class SimulatedHeartbeat:
    """Renews the lease of a task, and interrupts the task when the lease is lost."""

    schedule: Schedule
    #: Called for every task that is interrupted.
    on_loss: Callable[[Task], None]

    @asynccontextmanager
    async def __call__(self, lease: Lease) -> AsyncIterator[None]:
        """Renew the lease until the block ends."""
        holder = self.schedule.current
        if holder is None:
            raise RuntimeError("nobody holds the lease")
        beats = self.schedule.spawn(
            f"heartbeat of {holder.name}",
            self._beat(lease, holder),
            mortal=True,
            after=lease.length.total_seconds() / _BEATS,
        )
        watchdog = None
        if lease.interrupts:
            watchdog = self.schedule.spawn(
                f"watchdog of {holder.name}",
                self._watch(lease, holder),
                mortal=True,
                after=lease.left.total_seconds(),
            )
            holder.on_waking = lambda: self._wake(lease, holder)
        try:
            yield
        finally:
            holder.on_waking = None
            self.schedule.kill(beats)
            if watchdog is not None:
                self.schedule.kill(watchdog)

    async def _beat(self, lease: Lease, holder: Task) -> None:
        while True:
            # A stopped process renews nothing.
            if not holder.asleep:
                self.schedule.unhurried += 1
                try:
                    await lease.renew()
                except LeaseLostError:
                    if lease.interrupts:
                        self._interrupt(holder)
                    else:
                        self.on_loss(holder)
                    return
                except GoneError:
                    pass
                finally:
                    self.schedule.unhurried -= 1
            await sleep(lease.length.total_seconds() / _BEATS)

    async def _watch(self, lease: Lease, holder: Task) -> None:
        """Interrupt the holder when its lease runs out, but not in its sleep."""
        while lease.left:
            await sleep(lease.left.total_seconds())
        if not holder.asleep:
            self._interrupt(holder)

    def _wake(self, lease: Lease, holder: Task) -> None:
        if not lease.left:
            holder.interruption = LeaseLostError()
            self.on_loss(holder)

    def _interrupt(self, holder: Task) -> None:
        self.schedule.interrupt(holder, LeaseLostError())
        self.on_loss(holder)
