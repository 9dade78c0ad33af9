"""Updates from Telegram: receiving, storing, ordering and handling them."""

from .alarms import Alarms, SetAside
from .derived_ids import ids_namespace
from .intake import Intake
from .polling import Polling
from .scope import UpdateScope
from .trace import create_dispatcher
from .webhook import WebhookUpdates
from .worker import InboxWorker


__all__ = [
    "Alarms",
    "InboxWorker",
    "Intake",
    "Polling",
    "SetAside",
    "UpdateScope",
    "WebhookUpdates",
    "create_dispatcher",
    "ids_namespace",
]
