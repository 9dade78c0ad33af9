"""A Telegram Bot API emulator with a chat page, for loopback only.

The product talks to it over HTTP as it talks to Telegram. A user is played on the
page, or by a test with `TelegramEmulator.person`.
"""

from .chat_api import PAGE_PEOPLE, FaultButton
from .emulator import Call, TelegramEmulator
from .payments import Receipt
from .person import KINDS, Person
from .refusals import AS_PHOTOS, GROUP_SEND_FAILED, SendingMethod
from .state import Button, CallbackAnswer, ChatMessage


__all__ = [
    "AS_PHOTOS",
    "GROUP_SEND_FAILED",
    "KINDS",
    "PAGE_PEOPLE",
    "Button",
    "Call",
    "CallbackAnswer",
    "ChatMessage",
    "FaultButton",
    "Person",
    "Receipt",
    "SendingMethod",
    "TelegramEmulator",
]
