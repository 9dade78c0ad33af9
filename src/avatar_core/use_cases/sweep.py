"""What time itself brings about."""

from collections.abc import Sequence

import attrs

from ..ids import JobId
from ..ledger import HOUSE
from ..policy import Policy
from ..ports import BlobStorage, Clock, Store


@attrs.frozen
class Sweep:
    """Finds in the rows what is due; so losing every queue loses nothing."""

    store: Store
    blobs: BlobStorage
    clock: Clock
    policy: Policy

    async def due_jobs(self, *, limit: int = 100) -> Sequence[JobId]:
        """Return jobs that nobody attends to although they are due."""
        async with self.store.read() as reading:
            now = self.clock()
            return [
                *await reading.jobs.next_to_send(now, self.policy.places(now)),
                *await reading.jobs.due(now, limit=limit),
            ]

    async def delete_doomed(self, *, limit: int = 500) -> int:
        """Delete blobs whose time has come; return how many."""
        async with self.store.work(HOUSE) as work:
            keys = await work.doomed.due(self.clock(), limit=limit)
        if keys:
            # Deleting twice is harmless; forgetting before deleting is not.
            await self.blobs.delete(keys)
            async with self.store.work(HOUSE) as work:
                await work.doomed.forget(keys)
        return len(keys)
