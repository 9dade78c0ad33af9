"""The Telegram bot: updates, handlers, screens and notifications."""

from .announce import announce
from .files import ServerFolder, TelegramFiles
from .handlers.dispatch import Handlers
from .messages import Messages
from .picture_sender import PictureSender
from .recent_files import RecentFiles
from .renderer import Renderer
from .session import make_bot
from .stars import TelegramStars
from .telling.admins import TelegramAdmins
from .telling.broadcast_sender import TelegramBroadcastSender
from .telling.catch_up import CatchUp
from .telling.notifier import TelegramNotifier
from .texts import Texts
from .updates.alarms import Alarms
from .updates.derived_ids import ids_namespace
from .updates.intake import Intake
from .updates.polling import Polling
from .updates.scope import UpdateScope
from .updates.sharing import Sharing
from .updates.webhook import WebhookUpdates
from .updates.worker import LOOK_EVERY, InboxWorker
from .warm_up import warm_up


__all__ = [
    "LOOK_EVERY",
    "Alarms",
    "CatchUp",
    "Handlers",
    "InboxWorker",
    "Intake",
    "Messages",
    "PictureSender",
    "Polling",
    "RecentFiles",
    "Renderer",
    "ServerFolder",
    "Sharing",
    "TelegramAdmins",
    "TelegramBroadcastSender",
    "TelegramFiles",
    "TelegramNotifier",
    "TelegramStars",
    "Texts",
    "UpdateScope",
    "WebhookUpdates",
    "announce",
    "ids_namespace",
    "make_bot",
    "warm_up",
]
