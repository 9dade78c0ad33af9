"""The engine of jobs for tests that need it, but none of its results."""

from avatar_core import Policy
from avatar_core.ports import Clock, Store
from avatar_core.testing.blobs import MemoryBlobs
from avatar_core.testing.heartbeat import ManualHeartbeat
from avatar_core.testing.notifier import RecordingNotifier
from avatar_core.testing.pictures import PictureReader
from avatar_core.testing.provider import ScriptedProvider
from avatar_core.use_cases import AdvanceJobs
from avatar_core.use_cases.results import Results


def advance_jobs(
    store: Store, clock: Clock, made: type[AdvanceJobs] = AdvanceJobs
) -> AdvanceJobs:
    """Return the engine with everything but its rows and its clock in memory."""
    provider, policy = ScriptedProvider(), Policy()
    results = Results(
        store, MemoryBlobs(), provider, PictureReader(), clock, policy, ["a model"]
    )
    return made(
        store, provider, results, RecordingNotifier(), clock, policy, ManualHeartbeat()
    )
