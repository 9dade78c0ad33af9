"""Broadcasts, as admins see them."""

from avatar_core import Language
from avatar_core.broadcasts import Broadcast, BroadcastEvent
from avatar_core.errors import InvalidTextError
from avatar_core.ids import BroadcastId

from ...admin_callbacks import BroadcastAction, BroadcastMove, WriteBroadcast
from ...texts import Texts, spoken
from ...view import AnyButton, View
from ..parts import WORDS_SHOWN, bar, button, copyable, words_fault
from .desk import back


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
    )
    actions = broadcast.actions
    if BroadcastEvent.START in actions:
        return texts.page(
            head,
            texts("broadcast-ready", count=audience),
            *(
                button(
                    "button-broadcast-write",
                    WriteBroadcast(broadcast=broadcast.id, language=language),
                    language=_name(language),
                )
                for language in spoken()
            ),
            _do("button-broadcast-start", BroadcastMove.START, broadcast.id),
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
        _do("button-refresh", BroadcastMove.SHOW, broadcast.id),
        _do("button-broadcast-stop", BroadcastMove.CANCEL, broadcast.id)
        if BroadcastEvent.CANCEL in actions
        else None,
        back(),
    )


def card_key(broadcast: BroadcastId) -> str:
    """Return the key of the card of a broadcast."""
    return f"broadcast:{broadcast.hex}"


def _do(key: str, move: BroadcastMove, broadcast: BroadcastId) -> AnyButton:
    return button(key, BroadcastAction(move=move, broadcast=broadcast))


def _name(language: Language) -> str:
    return Texts(language).plain("language-name")
