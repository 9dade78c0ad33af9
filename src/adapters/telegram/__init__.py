"""The Telegram bot: updates, handlers, screens and notifications."""

from .announce import announce
from .files import ServerFolder, TelegramFiles
from .handlers import setup
from .messages import Messages
from .picture_sender import PictureSender
from .recent_files import RecentFiles
from .renderer import Renderer
from .session import make_bot
from .stars import TelegramStars
from .telling import (
    CatchUp,
    TelegramHerald,
    TelegramNotifier,
    TelegramOwners,
)
from .texts import Texts
from .updates import (
    Alarms,
    InboxWorker,
    Intake,
    Polling,
    SetAside,
    UpdateScope,
    WebhookUpdates,
    create_dispatcher,
    ids_namespace,
)
from .warmth import warm_up


__all__ = [
    "Alarms",
    "CatchUp",
    "InboxWorker",
    "Intake",
    "Messages",
    "PictureSender",
    "Polling",
    "RecentFiles",
    "Renderer",
    "ServerFolder",
    "SetAside",
    "TelegramFiles",
    "TelegramHerald",
    "TelegramNotifier",
    "TelegramOwners",
    "TelegramStars",
    "Texts",
    "UpdateScope",
    "WebhookUpdates",
    "announce",
    "create_dispatcher",
    "ids_namespace",
    "make_bot",
    "setup",
    "warm_up",
]
