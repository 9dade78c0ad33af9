"""A catalogue in memory."""

from collections.abc import Collection, Mapping

import attrs

from ..errors import ProviderUnavailableError
from ..ports import Listing


@attrs.define
class MemoryCatalogue:
    """A `Catalogue` that lists every model except the missing ones."""

    listings: dict[str, Listing] = attrs.field(factory=dict)
    missing: set[str] = attrs.field(factory=set)
    down: bool = False
    looks: int = 0

    async def look(self, models: Collection[str], /) -> Mapping[str, Listing]:
        """Return the listings of these models."""
        self.looks += 1
        if self.down:
            raise ProviderUnavailableError("the catalogue is down")
        return {
            model: self.listings.get(model, Listing())
            for model in models
            if model not in self.missing
        }
