"""What people and owners are told without having asked."""

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
