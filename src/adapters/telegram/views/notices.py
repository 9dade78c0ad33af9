"""Messages that are not about an order: notices, broadcasts, lost photos."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Avatar, Balance
from avatar_core.broadcasts import Broadcast
from avatar_core.notices import Notice, NoticeKind

from ..callbacks import AvatarMove, LeaveBroadcast, Section
from ..picture_callbacks import GalleryMenu, GalleryMove
from ..texts import Texts
from ..view import View
from .parts import act, button, menu, name_of


_WHERE_RESULTS_ARE: Final = (
    button("button-gallery", GalleryMenu(move=GalleryMove.OPEN)),
    menu("button-avatars", Section.AVATARS),
)


def notice_page(
    texts: Texts, notice: Notice, balance: Balance, avatar: Avatar | None = None
) -> View:
    """Show a notice, with the admin's reason if there is one."""
    return texts.page(
        texts.of(
            notice.what,
            "notice",
            amount=notice.amount,
            available=balance.available,
            name=name_of(texts, avatar) if avatar else "",
        ),
        texts("notice-why", why=notice.why) if notice.why else None,
        menu("button-receipts", Section.RECEIPTS) if notice.amount else None,
        act("button-avatar-card", AvatarMove.SHOW, avatar.id) if avatar else None,
        *(_WHERE_RESULTS_ARE if notice.what is NoticeKind.ORDER_ENDED else ()),
    )


def broadcast_message(texts: Texts, broadcast: Broadcast) -> View:
    """Show a broadcast as people get it."""
    leave = LeaveBroadcast(broadcast=broadcast.id)
    text = broadcast.texts[texts.language]
    return texts.screen(text, button("button-home", leave))


def photos_unfetched(texts: Texts, numbers: Sequence[int], *, of: int) -> View:
    """Say that Telegram did not deliver photos, given by their *numbers* in an album.

    Args:
        texts: The person's language.
        numbers: The numbers of the photos, from 1.
        of: The size of the album.
    """
    if of == 1:
        return texts.page(texts("photo-unfetched"))
    named = ", ".join(map(str, numbers))
    return texts.page(
        texts("photos-unfetched", count=len(numbers), numbers=named, all=of)
    )
