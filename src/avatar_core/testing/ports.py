"""All ports in memory; the smallest of them are defined here."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Final
from uuid import UUID, uuid5

import attrs

from ..errors import (
    BadArtefactError,
    FacesUnavailableError,
    NotFoundError,
    PhotoFault,
    PhotoRejectedError,
    ProviderUnavailableError,
    Thing,
)
from ..faces import Descriptor, Face, FoundFaces
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


#: A sharp, well lit face that looks into the camera.
GOOD_FACE: Final = Face(
    score=1.5,
    left=0.3,
    top=0.2,
    right=0.7,
    bottom=0.6,
    eye_distance=150,
    yaw=0.0,
    roll=0.0,
    eye_contrast=0.35,
    sharpness=0.4,
    brightness=0.6,
    highlight=0.8,
    burnt=0.0,
    warmth=0.3,
    side_light=0.0,
)
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
class ScriptedFaces:
    """A `FaceInspector` that finds one good face in every photo, or as scripted."""

    #: The faces by content; others have `GOOD_FACE`.
    faces: Mapping[bytes, Sequence[Face]] = attrs.field(factory=dict)
    #: By content, whose face it is; others are all one person's.
    people: Mapping[bytes, float] = attrs.field(factory=dict)
    down: bool = False
    #: The data looked at, and whether a descriptor was asked for, in order.
    looked: list[tuple[bytes, bool]] = attrs.field(
        factory=list, repr=lambda seen: str(len(seen))
    )

    async def find(self, data: bytes, /, *, describe: bool) -> FoundFaces:
        """Return the scripted faces."""
        if self.down:
            raise FacesUnavailableError("down")
        self.looked.append((data, describe))
        faces = tuple(self.faces.get(data, [GOOD_FACE]))
        numbers = (self.people.get(data, 0.0), *[0.0] * 127)
        return FoundFaces(faces, Descriptor(numbers) if describe and faces else None)


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
