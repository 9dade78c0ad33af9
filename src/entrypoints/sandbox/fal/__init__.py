"""An emulator of fal.ai on loopback: queue, models, webhooks, files, catalogue."""

from .emulator import FalEmulator
from .records import Delivery, Faults, Record


__all__ = [
    "Delivery",
    "FalEmulator",
    "Faults",
    "Record",
]
