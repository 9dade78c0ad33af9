"""The promo codes, as the owners see them."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID, uuid5

from avatar_core.promos import Promo

from ...owner_callbacks import StopPromo
from ...texts import Texts
from ...view import View
from ..parts import button, page, paragraphs
from .desk import back
from .timelines import moment


_PROMOS: Final = UUID("0b0a5c0e-70ab-4b53-9d7e-6e2e4a9f5d21")


def promos_page(texts: Texts, promos: Sequence[Promo], note: str | None = None) -> View:
    """Show the promo codes, and ask for another."""
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
    stops = [
        button(
            texts,
            "button-promo-stop",
            StopPromo(promo=promo_id(promo.code)),
            code=promo.code,
        )
        for promo in promos
        if promo.stopped_at is None
    ]
    return page(
        texts, paragraphs(note, texts("promos"), "\n".join(lines)), *stops, back(texts)
    )


def promo_id(code: str) -> UUID:
    """Return what a button calls a code, which itself may be too long for one."""
    return uuid5(_PROMOS, code)
