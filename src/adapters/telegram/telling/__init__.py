"""Messages that people and owners get unasked."""

from .catch_up import CatchUp
from .herald import TelegramHerald
from .notifier import TelegramNotifier
from .owners import TelegramOwners


__all__ = [
    "CatchUp",
    "TelegramHerald",
    "TelegramNotifier",
    "TelegramOwners",
]
