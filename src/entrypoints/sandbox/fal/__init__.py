"""An emulator of fal.ai on loopback: queue, models, webhooks, files, catalogue."""

from .books import Delivery, Outcome, QueueStatus, Record
from .emulator import FalEmulator
from .faults import Faults


__all__ = [
    "Delivery",
    "FalEmulator",
    "Faults",
    "Outcome",
    "QueueStatus",
    "Record",
]
