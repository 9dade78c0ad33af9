"""In-memory adapters of every port, and the contracts any adapter must keep.

Nothing here needs more than the standard library: contracts are mix-ins for
`unittest.IsolatedAsyncioTestCase`, which pytest runs as well.
"""

from .ids import SequentialIds
from .memory import MemoryStore
from .notifier import RecordingNotifier
from .time import ManualClock


__all__ = ["ManualClock", "MemoryStore", "RecordingNotifier", "SequentialIds"]
