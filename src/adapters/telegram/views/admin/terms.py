"""Prices, limits and promo codes, as admins see them."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final
from uuid import UUID, uuid5

from avatar_core.margins import Margin
from avatar_core.prices import Term
from avatar_core.promos import Promo
from avatar_core.use_cases.admin import TermNow

from ...admin_callbacks import Desk, StopPromo, TermAction, TermMove
from ...texts import Texts
from ...view import Copied, View
from ..parts import button
from .desk import back, desk, dollars
from .timelines import moment


_PROMOS: Final = UUID("0b0a5c0e-70ab-4b53-9d7e-6e2e4a9f5d21")


def terms_page(
    texts: Texts,
    terms: Sequence[TermNow],
    margins: Sequence[Margin],
    note: str | None = None,
) -> View:
    """Show every price and limit, and what the prices earn."""
    choices = [
        button(
            "button-term",
            TermAction(move=TermMove.ASK, term=now.term),
            term=texts.plain_of(now.term),
            value=now.value,
        )
        for now in terms
    ]
    earned = _earned(texts, margins) or texts("terms-no-worth")
    return texts.page(note, texts("terms-now"), earned, *choices, back())


def ask_loss(texts: Texts, term: Term, margins: Sequence[Margin]) -> View:
    """Ask whether to sell below cost."""
    return texts.page(
        texts("term-loss", term=texts.plain_of(term)),
        _earned(texts, margins),
        button("button-term-loss", TermAction(move=TermMove.BELOW_COST, term=term)),
        desk("button-prices", Desk.TERMS),
    )


def _earned(texts: Texts, margins: Sequence[Margin]) -> str:
    """Return a line for each margin; of the packs of a family, for the least."""
    packs = [one for one in margins if one.pack is not None]
    least = {
        min((one for one in packs if one.family == family), key=_left)
        for family in {one.family for one in packs}
    }
    return "\n".join(
        _line(texts, one) for one in margins if one.pack is None or one in least
    )


def _left(margin: Margin) -> Decimal:
    return margin.income - margin.cost


def _line(texts: Texts, margin: Margin) -> str:
    what = texts.plain("margin-pack") if margin.pack else texts.plain_of(margin.term)
    if margin.family is not None:
        what = f"{what} · {texts.plain(f'family-{margin.family}')}"
    return texts(
        "margin-loss" if margin.loses else "margin",
        what=what,
        price=margin.price,
        income=dollars(int(margin.income)),
        cost=dollars(margin.cost),
        percent=margin.percent or 0,
    )


def ask_term(texts: Texts, now: TermNow, note: str | None = None) -> View:
    """Ask for the new value of a price or limit."""
    restore = button(
        "button-term-restore",
        TermAction(move=TermMove.RESTORE, term=now.term),
        value=now.default,
    )
    return texts.page(
        note,
        texts(
            "term-ask",
            term=texts.plain_of(now.term),
            value=now.value,
            default=now.default,
        ),
        restore if now.value != now.default else None,
        desk("button-prices", Desk.TERMS),
    )


def promos_page(texts: Texts, promos: Sequence[Promo], note: str | None = None) -> View:
    """Show the promo codes, and ask for a new one."""
    lines = [
        texts(
            "promo-line",
            code=promo.code,
            credits=promo.credits,
            used=promo.used,
            uses=promo.uses,
            at=moment(promo.stopped_at) if promo.stopped_at else "",
        )
        for promo in promos
    ]
    running = [
        (
            button("button-promo-copy", Copied(promo.code), code=promo.code),
            button(
                "button-promo-stop",
                StopPromo(promo=promo_id(promo.code)),
                code=promo.code,
            ),
        )
        for promo in promos
        if promo.stopped_at is None
    ]
    return texts.page(note, texts("promos"), "\n".join(lines), *running, back())


def promo_id(code: str) -> UUID:
    """Return the id of a code in buttons; the code itself may be too long."""
    return uuid5(_PROMOS, code)
