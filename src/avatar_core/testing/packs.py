"""Packs in memory."""

from collections.abc import Sequence

import attrs

from ..errors import NotFoundError, Thing
from ..ids import PackId
from ..packs import Pack


@attrs.define
class MemoryPacks:
    """A `PackShelf` of given packs."""

    packs: list[Pack] = attrs.field(factory=list)

    async def all(self) -> Sequence[Pack]:
        """Return every pack."""
        return list(self.packs)

    async def get(self, pack: PackId, /) -> Pack:
        """Return the pack."""
        for one in self.packs:
            if one.id == pack:
                return one
        raise NotFoundError(Thing.PACK)
