"""The list of packs and the card of one."""

from collections import Counter
from collections.abc import Sequence
from typing import Final, TypeAlias

from aiogram.filters.callback_data import CallbackData

from avatar_core import Avatar
from avatar_core.ids import AvatarId, JobId
from avatar_core.packs import Category, Pack
from avatar_core.use_cases import PackQuote

from ..callbacks import (
    AvatarMove,
    FindPack,
    PacksMenu,
    PacksOf,
    PacksPage,
    Section,
    ShowPack,
    TakePack,
)
from ..texts import Texts, paragraphs
from ..view import AnyButton, Image, View
from .parts import (
    NAME_SHOWN,
    act,
    around,
    button,
    menu,
    name_of,
    paying,
    shorten,
    size_name,
)


_PER_PAGE: Final = 7


Offers: TypeAlias = Sequence[tuple[Pack, int]]


def packs_menu(texts: Texts, offers: Offers, avatar: AvatarId | None = None) -> View:
    """Show the categories of packs; few packs are listed at once."""
    if len(offers) <= _PER_PAGE:
        return packs_page(texts, offers, avatar)
    counts = Counter(pack.category for pack, _ in offers)
    there = [
        button(
            f"category-{category}",
            PacksOf(page=0, category=category, avatar=avatar),
            count=counts[category],
        )
        for category in Category
        if counts[category]
    ]
    return texts.page(
        texts("packs"),
        *(tuple(there[start : start + 2]) for start in range(0, len(there), 2)),
        button("button-all-packs", PacksPage(page=0, avatar=avatar), count=len(offers)),
        button("button-find-pack", FindPack(avatar=avatar)),
        _back(avatar),
    )


def packs_page(
    texts: Texts,
    offers: Offers,
    avatar: AvatarId | None = None,
    number: int = 0,
    category: Category | None = None,
) -> View:
    """List packs with their prices, those of many pictures first."""
    back = _back(avatar)
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
    few = category is None and not last

    def page(number: int) -> CallbackData:
        if category is None:
            return PacksPage(page=number, avatar=avatar)
        return PacksOf(page=number, category=category, avatar=avatar)

    return texts.page(
        texts("packs"),
        texts("page", number=here + 1, total=last + 1) if last else None,
        *_lines(texts, ordered[here * _PER_PAGE : (here + 1) * _PER_PAGE], avatar),
        around(page, here, last + 1),
        None if few else button("button-categories", PacksMenu(avatar=avatar)),
        back if few else None,
    )


def ask_pack_word(texts: Texts, avatar: AvatarId | None) -> View:
    """Ask for a word that packs are searched for."""
    back = button("button-categories", PacksMenu(avatar=avatar))
    return texts.page(texts("ask-pack-word"), back)


def packs_found(
    texts: Texts, words: str, offers: Offers, avatar: AvatarId | None
) -> View:
    """List the packs that speak of the words; others can be typed at once."""
    shown = shorten(words, NAME_SHOWN)
    return texts.page(
        texts("packs-found", words=shown, count=len(offers)),
        *_lines(texts, offers[:_PER_PAGE], avatar),
        button("button-categories", PacksMenu(avatar=avatar)),
    )


def _back(avatar: AvatarId | None) -> AnyButton | None:
    return act("button-back", AvatarMove.GENERATE, avatar) if avatar else None


def _lines(texts: Texts, offers: Offers, avatar: AvatarId | None) -> list[AnyButton]:
    return [
        button(
            "packs-line",
            ShowPack(chosen=pack.id, avatar=avatar),
            title=pack.title_in(texts.language),
            count=len(pack.prompts),
            price=price,
        )
        for pack, price in offers
    ]


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
        button("button-other-packs", PacksMenu(avatar=avatar)),
        image=image,
    )
