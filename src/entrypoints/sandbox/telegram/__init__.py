"""A Telegram Bot API emulator with a chat page, for loopback only.

The product talks to it over HTTP as it talks to Telegram. A user is played on the
page, or by a test with `TelegramEmulator.person`.
"""

from .bot_api import Call
from .chat_api import PAGE_PEOPLE, Fault
from .emulator import TelegramEmulator
from .kinds import KINDS
from .payments import Receipt
from .person import CallbackAnswer, Person
from .records import Button, ChatMessage
from .sending_faults import AS_PHOTOS, GROUP_SEND_FAILED, SendingMethod


__all__ = [
    "AS_PHOTOS",
    "GROUP_SEND_FAILED",
    "KINDS",
    "PAGE_PEOPLE",
    "Button",
    "Call",
    "CallbackAnswer",
    "ChatMessage",
    "Fault",
    "Person",
    "Receipt",
    "SendingMethod",
    "TelegramEmulator",
]
