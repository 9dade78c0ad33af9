"""Statistics of the business."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Final

import attrs

from ...families import Families, Models
from ...ids import PersonId
from ...stats import Stats
from .desk import Desk


#: How long a person counts as new.
NEW_FOR: Final = timedelta(days=7)


@attrs.frozen(kw_only=True)
class Business:
    """Statistics with costs and income."""

    stats: Stats
    #: The approximate bill of the provider, in thousandths of a US dollar.
    cost: int
    #: The income in the same unit; None if a rate is not known.
    worth: int | None

    @property
    def margin(self) -> int | None:
        """Income minus cost, in thousandths of a US dollar."""
        return None if self.worth is None else self.worth - self.cost


@attrs.frozen
class ReadStats:
    """Read the statistics of the business."""

    desk: Desk
    families: Families
    models: Models
    #: The dollars that one smallest unit of a currency is worth, where known.
    rates: Mapping[str, Decimal]

    async def __call__(self, admin: PersonId) -> Business:
        """Return the current statistics."""
        async with self.desk.read(admin) as reading:
            since = self.desk.clock() - NEW_FOR
            stats = await reading.stats.everything(since=since)
        cost = stats.cost(self.families, self.models)
        return Business(stats=stats, cost=cost, worth=stats.worth(self.rates))
