"""Statistics of the business."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

import attrs

from ...families import Families, Models
from ...ids import PersonId
from ...owners import Owners
from ...ports import Clock, Store
from ...tallies import Tally


#: How long a person counts as new.
NEW_FOR: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Business:
    """Statistics with costs and income."""

    tally: Tally
    #: The approximate bill of the provider, in thousandths of a US dollar.
    cost: int
    #: The income in the same unit; None if a rate is not known.
    worth: int | None

    @property
    def margin(self) -> int | None:
        """Income minus cost, in thousandths of a US dollar."""
        return None if self.worth is None else self.worth - self.cost


@attrs.frozen
class ReadTally:
    """Read the statistics of the business."""

    store: Store
    clock: Clock
    owners: Owners
    families: Families
    models: Models
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal]

    async def __call__(self, owner: PersonId) -> Business:
        """Return the current statistics.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            tally = await reading.tallies.everything(since=self.clock() - NEW_FOR)
        cost = tally.cost(self.families, self.models)
        return Business(tally=tally, cost=cost, worth=tally.worth(self.rates))
