"""An emulator of fal.ai on loopback: queue, models, webhooks, files, catalogue."""

from .emulator import FalEmulator
from .faults import Faults
from .records import Delivery, Record


__all__ = [
    "Delivery",
    "FalEmulator",
    "Faults",
    "Record",
]
