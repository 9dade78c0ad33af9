"""An emulator of fal.ai on loopback: queue, models, webhooks, files, catalogue."""

from .emulator import FalEmulator
from .faults import Faults
from .records import Delivery, Outcome, QueueStatus, Record


__all__ = [
    "Delivery",
    "FalEmulator",
    "Faults",
    "Outcome",
    "QueueStatus",
    "Record",
]
