"""Broadcasts, as admins see them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from avatar_core import Language
from avatar_core.broadcasts import Broadcast, BroadcastEvent, Payers
from avatar_core.errors import InvalidTextError
from avatar_core.ids import BroadcastId

from ...admin_callbacks import (
    AimBroadcast,
    BroadcastAction,
    BroadcastMove,
    WriteBroadcast,
)
from ...texts import Texts, spoken
from ...view import AnyButton, Row, View
from ..parts import WORDS_SHOWN, bar, button, choice, copyable, words_fault
from .desk import back
from .timelines import moment


#: The choices of how long people have ordered nothing, in days; 0: no matter.
IDLE_DAYS: Final = (0, 7, 30, 90)


def ask_words(
    texts: Texts, language: Language, error: InvalidTextError | None = None
) -> View:
    """Ask for the text in this language."""
    return texts.page(
        words_fault(texts, error),
        texts("broadcast-ask", language=_name(language)),
        back(),
    )


def not_added(texts: Texts, words: str) -> View:
    """Say that words came too late for their broadcast, and give them back."""
    return texts.page(
        texts("broadcast-not-added"), copyable(words, WORDS_SHOWN), back()
    )


def card(texts: Texts, broadcast: Broadcast, audience: int) -> View:
    """Show a broadcast; *audience* is how many people would get it now."""
    head = texts(
        "broadcast-card",
        status=texts.plain_of(broadcast.status),
        languages=", ".join(_name(language) for language in broadcast.texts),
        part=_part(texts, broadcast),
    )
    if BroadcastEvent.WRITE in broadcast.actions:
        at = broadcast.due_at
        return texts.page(
            head,
            texts("broadcast-at", at=moment(at)) if at else None,
            texts("broadcast-ready", count=audience),
            *(
                button(
                    "button-broadcast-write",
                    WriteBroadcast(broadcast=broadcast.id, language=language),
                    language=_name(language),
                )
                for language in spoken()
            ),
            *_aims(texts, broadcast),
            _do("button-broadcast-look", BroadcastMove.LOOK, broadcast.id)
            if can_start(broadcast)
            else None,
            _do("button-broadcast-discard", BroadcastMove.CANCEL, broadcast.id),
            back(),
        )
    told = broadcast.delivered + broadcast.left + broadcast.failed
    return texts.page(
        head,
        texts(
            "broadcast-progress",
            bar=bar(told, broadcast.audience),
            told=told,
            audience=broadcast.audience,
            delivered=broadcast.delivered,
            left=broadcast.left,
            undelivered=broadcast.failed,
        ),
        texts(
            "broadcast-report",
            start=moment(broadcast.started_at),
            end=moment(broadcast.ended_at),
        )
        if broadcast.started_at and broadcast.ended_at
        else None,
        _do("button-refresh", BroadcastMove.SHOW, broadcast.id),
        _do("button-broadcast-stop", BroadcastMove.CANCEL, broadcast.id)
        if BroadcastEvent.CANCEL in broadcast.actions
        else None,
        back(),
    )


def can_start(broadcast: Broadcast) -> bool:
    """Whether it can be sent."""
    return BroadcastEvent.START in broadcast.actions


def _part(texts: Texts, broadcast: Broadcast) -> str:
    return ", ".join(
        [
            texts.plain_of(broadcast.payers),
            *([_idle(texts, broadcast.idle_days)] if broadcast.idle_days else []),
        ]
    )


def _idle(texts: Texts, days: int) -> str:
    return texts.plain("broadcast-idle", days=days)


def _aims(texts: Texts, broadcast: Broadcast) -> Sequence[Row]:
    """Return the rows of buttons that choose which people it is for."""
    payers, days = broadcast.payers, broadcast.idle_days

    def aim(name: str, payers: Payers, days: int, *, chosen: bool) -> AnyButton:
        data = AimBroadcast(broadcast=broadcast.id, payers=payers, idle_days=days)
        return choice(name, data, chosen=chosen)

    idle = tuple(
        aim(_idle(texts, one), payers, one, chosen=one == days) for one in IDLE_DAYS
    )
    paid = tuple(
        aim(texts.plain_of(one), one, days, chosen=one is payers) for one in Payers
    )
    return (paid[:1], paid[1:], idle[:2], idle[2:])


def ask_start(texts: Texts, broadcast: Broadcast, audience: int) -> View:
    """Ask whether to send what stands above, now or later."""
    return texts.page(
        texts("broadcast-seen", part=_part(texts, broadcast)),
        texts("broadcast-ready", count=audience),
        _do("button-broadcast-start", BroadcastMove.START, broadcast.id),
        _do("button-broadcast-later", BroadcastMove.SCHEDULE, broadcast.id),
        _do("button-back", BroadcastMove.SHOW, broadcast.id),
    )


def ask_time(
    texts: Texts, broadcast: BroadcastId, now: datetime, note: str | None = None
) -> View:
    """Ask when to send it."""
    return texts.page(
        note,
        texts("broadcast-ask-time", now=f"{now:%Y-%m-%d %H:%M}"),
        _do("button-back", BroadcastMove.LOOK, broadcast),
    )


def card_key(broadcast: BroadcastId) -> str:
    """Return the key of the card of a broadcast."""
    return f"broadcast:{broadcast.hex}"


def _do(key: str, move: BroadcastMove, broadcast: BroadcastId) -> AnyButton:
    return button(key, BroadcastAction(move=move, broadcast=broadcast))


def _name(language: Language) -> str:
    return Texts(language).plain("language-name")
