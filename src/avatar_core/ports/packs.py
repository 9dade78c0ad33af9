"""Packs that can be ordered."""

from collections.abc import Sequence
from typing import Protocol

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
