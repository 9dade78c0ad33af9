"""What people are told that is not about an order of theirs."""

from avatar_core import Avatar, Balance
from avatar_core.notices import Notice

from ..callbacks import AvatarMove, Section
from ..texts import Texts
from ..view import View
from .parts import NAME_SHOWN, act, home, menu, paragraphs, rows, shorten


def notice_page(
    texts: Texts, notice: Notice, balance: Balance, avatar: Avatar | None = None
) -> View:
    """Tell it, with the owner's reason if there is one."""
    return View(
        text=paragraphs(
            texts.of(
                "notice",
                notice.what,
                amount=notice.amount,
                available=balance.available,
                name=shorten(avatar.name, NAME_SHOWN) if avatar else "",
            ),
            texts("notice-why", why=notice.why) if notice.why else None,
        ),
        buttons=rows(
            menu(texts, "button-receipts", Section.RECEIPTS) if notice.amount else None,
            act(texts, "button-avatar-card", AvatarMove.SHOW, avatar.id)
            if avatar
            else None,
            home(texts),
        ),
    )
