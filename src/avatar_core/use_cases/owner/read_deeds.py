"""The log of what owners have done."""

from collections.abc import Sequence

import attrs

from ...deeds import Deed
from ...ids import PersonId
from ...owners import Owners
from ...ports import Store


@attrs.frozen
class ReadDeeds:
    """Read the log of what owners have done."""

    store: Store
    owners: Owners

    async def __call__(
        self, owner: PersonId, *, limit: int, skip: int = 0
    ) -> Sequence[Deed]:
        """Return the newest deeds of all owners, newest first.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            return await reading.deeds.newest(limit=limit, skip=skip)
