"""Updates from Telegram: received, kept in order, and handled to their end."""

from .derived_ids import ids_namespace
from .dispatcher import create_dispatcher
from .perils import Perils
from .polling import Polling
from .scope import SetAside, UpdateScope
from .webhook import WebhookUpdates


__all__ = [
    "Perils",
    "Polling",
    "SetAside",
    "UpdateScope",
    "WebhookUpdates",
    "create_dispatcher",
    "ids_namespace",
]
