"""A heartbeat that tests trigger."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import attrs

from ..ports import Lease


@attrs.define
class ManualHeartbeat:
    """A `Heartbeat` that renews its leases only when `beat` is called."""

    leases: list[Lease] = attrs.field(factory=list)

    @asynccontextmanager
    async def __call__(self, lease: Lease) -> AsyncIterator[None]:
        """Hold the lease; nothing interrupts the block."""
        self.leases.append(lease)
        try:
            yield
        finally:
            self.leases.remove(lease)

    async def beat(self) -> None:
        """Renew every held lease.

        Raises:
            LeaseLostError: Another worker has the lease.
        """
        for lease in self.leases:
            await lease.renew()
