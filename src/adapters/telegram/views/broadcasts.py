"""Broadcasts, as people get them."""

from avatar_core.broadcasts import Broadcast

from ..callbacks import LeaveBroadcast
from ..texts import Texts
from ..view import View
from .parts import button, rows


def message(texts: Texts, broadcast: Broadcast) -> View:
    """Say what the owner has to say."""
    leave = LeaveBroadcast(broadcast=broadcast.id)
    return View(
        text=broadcast.text_for(texts.language),
        buttons=rows(button(texts, "button-home", leave)),
    )
