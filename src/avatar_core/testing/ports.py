"""All ports in memory; the smallest of them are defined here."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID, uuid5

import attrs

from ..errors import (
    BadArtefactError,
    NotFoundError,
    PhotoFault,
    PhotoRejectedError,
    ProviderUnavailableError,
    Thing,
)
from ..ids import PackId
from ..packs import Pack
from ..pictures import Origin
from ..ports import InspectedPhoto, Lease, Listing, MeasuredPicture
from ..use_cases.cases import Ports
from .billing import MemoryBilling
from .blobs import MemoryBlobs
from .memory import MemoryStore
from .notifier import RecordingAlarms, RecordingBroadcastSender, RecordingNotifier
from .provider import ScriptedProvider
from .time import ManualClock


_NAMESPACE: Final = UUID("6f1c1d6e-0d2b-4a5a-9a44-2f2c1c1c7a10")


@attrs.define
class SequentialIds:
    """An `Ids` that gives the same ids in the same order in every run."""

    seed: str = ""
    _given: int = 0

    def __call__(self) -> UUID:
        """Return the next id."""
        self._given += 1
        return uuid5(_NAMESPACE, f"{self.seed}:{self._given}")


@attrs.define
class ManualHeartbeat:
    """A `Heartbeat` that renews its leases only when `beat` is called."""

    leases: list[Lease] = attrs.field(factory=list)

    @asynccontextmanager
    async def __call__(self, lease: Lease) -> AsyncIterator[None]:
        """Hold the lease; nothing interrupts the block."""
        self.leases.append(lease)
        try:
            yield
        finally:
            self.leases.remove(lease)

    async def beat(self) -> None:
        """Renew every held lease.

        Raises:
            LeaseLostError: Another worker has the lease.
        """
        for lease in self.leases:
            await lease.renew()


@attrs.define
class HonestInspector:
    """A `PhotoInspector` that accepts data beginning with ``b"photo"``.

    It returns them unchanged, unless they are in *faults*; anything else is no image.
    """

    faults: Mapping[bytes, PhotoFault] = attrs.field(factory=dict)
    #: Perceptual hashes by content.
    hashes: Mapping[bytes, str] = attrs.field(factory=dict)
    width: int = 1024
    height: int = 1024
    #: The data inspected, in order.
    inspected: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def inspect(self, data: bytes, /) -> InspectedPhoto:
        """Return the photo unchanged, unless it has a fault or is no photo."""
        self.inspected.append(data)
        if data in self.faults:
            raise PhotoRejectedError(self.faults[data])
        if not data.startswith(b"photo"):
            raise PhotoRejectedError(PhotoFault.NOT_AN_IMAGE)
        return InspectedPhoto(data, self.width, self.height, self.hashes.get(data))


@attrs.define
class PictureReader:
    """A `PictureInspector` that accepts everything but empty data and that in *bad*."""

    #: Width and height by content; others have *size*.
    sizes: Mapping[bytes, tuple[int, int]] = attrs.field(factory=dict)
    size: tuple[int, int] = (1024, 1024)
    black: set[bytes] = attrs.field(factory=set)
    bad: set[bytes] = attrs.field(factory=set)
    #: The data inspected, in order.
    measured: list[bytes] = attrs.field(factory=list, repr=lambda seen: str(len(seen)))

    async def measure(self, data: bytes, _origin: Origin, /) -> MeasuredPicture:
        """Return the picture unchanged, unless it is empty or bad."""
        self.measured.append(data)
        if not data or data in self.bad:
            raise BadArtefactError("the picture cannot be decoded")
        width, height = self.sizes.get(data, self.size)
        return MeasuredPicture(data, width, height, black=data in self.black)


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


def memory_ports() -> Ports:
    """Return every port in memory, empty; replace some with `attrs.evolve`."""
    return Ports(
        store=MemoryStore(),
        blobs=MemoryBlobs(),
        clock=ManualClock(),
        ids=SequentialIds(),
        photos=HonestInspector(),
        described_photos=HonestInspector(),
        pictures=PictureReader(),
        packs=MemoryPacks(),
        provider=ScriptedProvider(),
        catalogue=MemoryCatalogue(),
        billing=MemoryBilling(),
        notifier=RecordingNotifier(),
        admin_alarms=RecordingAlarms(),
        broadcast_sender=RecordingBroadcastSender(),
        heartbeat=ManualHeartbeat(),
        broadcast_turn=_at_once,
    )


async def _at_once() -> bool:
    return True
