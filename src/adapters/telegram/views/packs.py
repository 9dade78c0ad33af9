"""The list of packs and the card of one."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Avatar
from avatar_core.ids import AvatarId, JobId
from avatar_core.packs import Pack
from avatar_core.use_cases import PackQuote

from ..callbacks import AvatarMove, PacksPage, Section, ShowPack, TakePack
from ..texts import Texts, paragraphs
from ..view import AnyButton, Image, View
from .parts import act, around, button, menu, name_of, paying, size_name


_PER_PAGE: Final = 7


def packs_page(
    texts: Texts,
    offers: Sequence[tuple[Pack, int]],
    avatar: AvatarId | None = None,
    number: int = 0,
) -> View:
    """List the packs with their prices, those of many pictures first."""
    back = act("button-back", AvatarMove.GENERATE, avatar) if avatar else None
    if not offers and avatar is None:
        return texts.page(texts("packs-none"))
    if not offers and avatar is not None:
        own_words = act("button-own-words", AvatarMove.PROMPT, avatar)
        return texts.page(texts("packs-none-for-one"), own_words, back)
    ordered = sorted(
        offers, key=lambda offer: (offer[0].is_style, offer[0].title_in(texts.language))
    )
    last = (len(ordered) - 1) // _PER_PAGE
    here = max(0, min(number, last))
    lines = [
        button(
            "packs-line",
            ShowPack(chosen=pack.id, avatar=avatar),
            title=pack.title_in(texts.language),
            count=len(pack.prompts),
            price=price,
        )
        for pack, price in ordered[here * _PER_PAGE : (here + 1) * _PER_PAGE]
    ]
    return texts.page(
        texts("packs"),
        texts("page", number=here + 1, total=last + 1) if last else None,
        *lines,
        around(lambda n: PacksPage(page=n, avatar=avatar), here, last + 1),
        back,
    )


def pack_card(texts: Texts, quote: PackQuote, order: JobId) -> View:
    """Show a pack, and offer it if the balance is enough."""
    avatar = quote.avatar
    missing = quote.price - quote.balance.available
    with_whom = texts(
        "pack-with",
        name=name_of(texts, avatar),
        available=quote.balance.available,
    )
    poor = texts("pack-poor", price=quote.price, missing=missing)
    return _card(
        texts,
        quote.pack,
        paragraphs(with_whom, poor if missing > 0 else None),
        avatar.id,
        menu("button-top-up", Section.TOP_UP)
        if missing > 0
        else paying(
            button(
                "button-take-pack",
                TakePack(order=order, chosen=quote.pack.id),
                count=len(quote.pack.prompts),
                price=quote.price,
            )
        ),
    )


def pack_not_yet(texts: Texts, pack: Pack, price: int, avatar: Avatar) -> View:
    """Show a pack, and why this avatar cannot make pictures now."""
    why = texts(
        "pack-not-yet",
        price=price,
        name=name_of(texts, avatar),
        why=texts.plain_of(avatar.status, "why-no-pictures"),
    )
    return _card(
        texts,
        pack,
        why,
        avatar.id,
        act("button-avatar-card", AvatarMove.SHOW, avatar.id),
    )


def pack_no_avatar(texts: Texts, pack: Pack, price: int) -> View:
    """Show a pack to a person without a suitable avatar."""
    return _card(
        texts,
        pack,
        texts("pack-no-avatar", price=price),
        None,
        menu("button-create", Section.CREATE),
    )


def _card(
    texts: Texts, pack: Pack, said: str, avatar: AvatarId | None, offer: AnyButton
) -> View:
    about = texts(
        "pack-card",
        title=pack.title_in(texts.language),
        description=pack.description_in(texts.language),
        count=len(pack.prompts),
        size=size_name(texts, pack.size),
    )
    image = (
        Image(data=pack.example, file_name=f"{pack.id}.jpg") if pack.example else None
    )
    return texts.page(
        about,
        said,
        offer,
        button("button-other-packs", PacksPage(page=0, avatar=avatar)),
        image=image,
    )
