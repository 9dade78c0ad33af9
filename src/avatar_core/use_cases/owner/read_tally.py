"""The business in numbers."""

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


#: How long a newcomer is counted as one.
NEW_FOR: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Business:
    """How it goes."""

    tally: Tally
    #: About what the provider billed, in thousandths of a US dollar.
    cost: int
    #: What the income is worth, in the same; None if that is not known.
    worth: int | None

    @property
    def margin(self) -> int | None:
        """What is left, in thousandths of a US dollar."""
        return None if self.worth is None else self.worth - self.cost


@attrs.frozen
class ReadTally:
    """Count everything."""

    store: Store
    clock: Clock
    owners: Owners
    families: Families
    models: Models
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal]

    async def __call__(self, owner: PersonId) -> Business:
        """Return the numbers of this moment.

        Raises:
            NotFoundError: It is not the owner who asks.
        """
        self.owners.require(owner)
        async with self.store.read() as reading:
            tally = await reading.tallies.everything(since=self.clock() - NEW_FOR)
        cost = tally.cost(self.families, self.models)
        return Business(tally=tally, cost=cost, worth=tally.worth(self.rates))
