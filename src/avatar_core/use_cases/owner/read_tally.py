"""The business in numbers."""

from datetime import timedelta
from typing import Final

import attrs

from ...families import Families, Models
from ...ids import PersonId
from ...owners import Owners
from ...ports import Clock, Store
from ...tallies import Tally


#: How long a newcomer is counted as one.
NEW_FOR: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Business:
    """How it goes."""

    tally: Tally
    #: About what the provider billed, in thousandths of a US dollar.
    cost: int

    @property
    def margin(self) -> int:
        """What is left, in thousandths of a US dollar."""
        return self.tally.income - self.cost


@attrs.frozen
class ReadTally:
    """Count everything."""

    store: Store
    clock: Clock
    owners: Owners
    families: Families
    models: Models

    async def __call__(self, owner: PersonId) -> Business:
        """Return the numbers of this moment.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            tally = await reading.tallies.everything(since=self.clock() - NEW_FOR)
        cost = tally.cost(self.families, self.models)
        return Business(tally=tally, cost=cost)
