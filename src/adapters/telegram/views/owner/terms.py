"""The prices and limits, as the owners change them."""

from collections.abc import Sequence

from avatar_core.use_cases.owner import TermNow

from ...owner_callbacks import Desk, TermAction, TermMove
from ...texts import Texts
from ...view import View
from ..parts import button, page, paragraphs
from .desk import back, desk


def terms_page(texts: Texts, terms: Sequence[TermNow], note: str | None = None) -> View:
    """Show every price and limit."""
    choices = [
        button(
            texts,
            "button-term",
            TermAction(move=TermMove.ASK, term=now.term),
            term=texts.plain_of("term", now.term),
            value=now.value,
        )
        for now in terms
    ]
    return page(texts, paragraphs(note, texts("terms-now")), *choices, back(texts))


def ask_term(texts: Texts, now: TermNow, note: str | None = None) -> View:
    """Ask for the new value of a price or limit."""
    restore = button(
        texts,
        "button-term-restore",
        TermAction(move=TermMove.RESTORE, term=now.term),
        value=now.default,
    )
    return page(
        texts,
        paragraphs(
            note,
            texts(
                "term-ask",
                term=texts.plain_of("term", now.term),
                value=now.value,
                default=now.default,
            ),
        ),
        restore if now.value != now.default else None,
        desk(texts, "button-prices", Desk.TERMS),
    )
