"""What there is to order: our packs, and the provider's models."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Protocol

import attrs

from ..ids import PackId
from ..packs import Pack


class PackShelf(Protocol):
    """Reads the packs that can be ordered now."""

    async def all(self) -> Sequence[Pack]:
        """Return every pack."""

    async def get(self, pack: PackId, /) -> Pack:
        """Return the pack.

        Raises:
            NotFoundError: There is none with this id (any more).
        """


class Unit(StrEnum):
    """The units of prices."""

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
    #: None: unknown, or in a unit that cannot be compared with one order.
    price: UnitPrice | None = None


class Catalogue(Protocol):
    """Reads the provider's catalogue."""

    async def look(self, models: Collection[str], /) -> Mapping[str, Listing]:
        """Return the listings of these models, without those that are not listed.

        Raises:
            ProviderUnavailableError: It could not be read, or makes no sense.
        """
