"""In-memory adapters of every port; the contracts are in `.contracts`.

They need only the standard library: contracts are mix-ins for
`unittest.IsolatedAsyncioTestCase`, which pytest runs as well.
"""

from .billing import MemoryBilling
from .blobs import MemoryBlobs
from .memory import MemoryStore
from .notifier import (
    RecordingAlarms,
    RecordingBroadcastSender,
    RecordingNotifier,
)
from .ports import (
    HonestInspector,
    ManualHeartbeat,
    MemoryCatalogue,
    MemoryPacks,
    PictureReader,
    ScriptedFaces,
    SequentialIds,
    memory_ports,
)
from .provider import ScriptedProvider, SubmitFault
from .time import ManualClock


__all__ = [
    "HonestInspector",
    "ManualClock",
    "ManualHeartbeat",
    "MemoryBilling",
    "MemoryBlobs",
    "MemoryCatalogue",
    "MemoryPacks",
    "MemoryStore",
    "PictureReader",
    "RecordingAlarms",
    "RecordingBroadcastSender",
    "RecordingNotifier",
    "ScriptedFaces",
    "ScriptedProvider",
    "SequentialIds",
    "SubmitFault",
    "memory_ports",
]
