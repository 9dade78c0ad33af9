"""All ports in memory."""

from ..use_cases.cases import Ports
from .billing import MemoryBilling
from .blobs import MemoryBlobs
from .catalogue import MemoryCatalogue
from .heartbeat import ManualHeartbeat
from .ids import SequentialIds
from .memory import MemoryStore
from .notifier import RecordingAlarms, RecordingBroadcastSender, RecordingNotifier
from .packs import MemoryPacks
from .pictures import HonestInspector, PictureReader
from .provider import ScriptedProvider
from .time import ManualClock


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
        owner_alarms=RecordingAlarms(),
        broadcast_sender=RecordingBroadcastSender(),
        heartbeat=ManualHeartbeat(),
        broadcast_turn=_at_once,
    )


async def _at_once() -> bool:
    return True
