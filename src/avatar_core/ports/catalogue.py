"""What the provider says about its own models."""

from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import Protocol

import attrs


class Unit(StrEnum):
    """What a price is for."""

    STEP = "step"
    MEGAPIXEL = "megapixel"


@attrs.frozen
class UnitPrice:
    """The price of one unit, in millionths of a US dollar."""

    amount: int
    unit: Unit


@attrs.frozen(kw_only=True)
class Listing:
    """A model in the provider's catalogue."""

    deprecated: bool = False
    #: None: unknown, or billed by something that says nothing about one order.
    price: UnitPrice | None = None


class Catalogue(Protocol):
    """The provider's catalogue."""

    async def look(self, models: Collection[str], /) -> Mapping[str, Listing]:
        """Return the listings of these models; one that is not listed is missing.

        Raises:
            ProviderUnavailableError: It could not be read, or makes no sense.
        """
