"""What people are told that is not about an order of theirs."""

from avatar_core import Balance
from avatar_core.notices import Notice

from ..callbacks import Section
from ..texts import Texts
from ..view import View
from .parts import home, menu, paragraphs, rows


def notice_page(texts: Texts, notice: Notice, balance: Balance) -> View:
    """Tell it, with the owner's reason if there is one."""
    return View(
        text=paragraphs(
            texts.of(
                "notice",
                notice.what,
                amount=notice.amount,
                available=balance.available,
            ),
            texts("notice-why", why=notice.why) if notice.why else None,
        ),
        buttons=rows(
            menu(texts, "button-receipts", Section.RECEIPTS) if notice.amount else None,
            home(texts),
        ),
    )
