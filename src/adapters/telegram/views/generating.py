"""Ordering pictures."""

from typing import Final

from avatar_core import Avatar, Size
from avatar_core.errors import InvalidTextError
from avatar_core.ids import AvatarId, JobId
from avatar_core.texts import PROMPT_MAX, PROMPT_MIN
from avatar_core.use_cases import PictureQuote

from ..callbacks import (
    AvatarMove,
    BackToSizes,
    OrderPictures,
    PacksMenu,
    PickSize,
    PolishWords,
    Section,
)
from ..texts import Texts
from ..view import Button, View
from .parts import (
    WORDS_SHOWN,
    act,
    button,
    menu,
    name_of,
    shorten,
    size_name,
    words_fault,
)


#: The numbers of pictures to choose from (see `GenerationOrder.count`).
COUNTS: Final = (1, 2, 3, 4)


def no_avatar(texts: Texts) -> View:
    """Invite the person to create an avatar first."""
    return texts.page(
        texts("generate-no-avatar"),
        menu("button-create", Section.CREATE),
        menu("button-avatars", Section.AVATARS),
    )


def not_yet(texts: Texts, avatar: Avatar) -> View:
    """Say why this avatar cannot make pictures now."""
    return texts.page(
        texts(
            "generate-not-yet",
            name=name_of(texts, avatar),
            why=texts.plain_of(avatar.status, "why-no-pictures"),
        ),
        act("button-avatar-card", AvatarMove.SHOW, avatar.id),
        menu("button-change-avatar", Section.AVATARS),
    )


def generate_menu(texts: Texts, quote: PictureQuote) -> View:
    """Show the ways to make pictures of this avatar."""
    return texts.page(
        texts.of(
            quote.avatar.type,
            "generate",
            name=name_of(texts, quote.avatar),
            price=quote.prices.picture,
            available=quote.balance.available,
        ),
        act("button-own-words", AvatarMove.PROMPT, quote.avatar.id),
        act(
            "button-from-photo",
            AvatarMove.FROM_PHOTO,
            quote.avatar.id,
            price=quote.prices.description,
        ),
        button("button-packs", PacksMenu(avatar=quote.avatar.id)),
        menu("button-change-avatar", Section.AVATARS),
    )


def ask_words(
    texts: Texts,
    avatar: AvatarId,
    fault: InvalidTextError | None = None,
    *,
    polished: bool,
) -> View:
    """Ask for a prompt; *fault* is of the last answer.

    *polished* says whether it will be translated and enriched.
    """
    return texts.page(
        words_fault(texts, fault),
        texts("ask-words", min=PROMPT_MIN, max=PROMPT_MAX),
        texts("ask-words-polished" if polished else "ask-words-as-they-are"),
        act("button-back", AvatarMove.GENERATE, avatar),
    )


def choose_size(texts: Texts, words: str, avatar: AvatarId, order: JobId) -> View:
    """Ask for the size of the pictures."""
    sizes = [
        Button(size_name(texts, size), PickSize(order=order, size=size))
        for size in Size
    ]
    return texts.page(
        texts("choose-size", words=shorten(words, WORDS_SHOWN)),
        *sizes,
        act("button-other-words", AvatarMove.PROMPT, avatar),
    )


def choose_count(
    texts: Texts,
    quote: PictureQuote,
    words: str,
    size: Size,
    order: JobId,
    *,
    polished: bool | None = None,
) -> View:
    """Ask for the number of pictures, as many as the balance allows.

    *polished* says whether the prompt will be enriched; None: cannot be.
    """
    available = quote.balance.available
    counts = [
        button(
            "button-count",
            OrderPictures(order=order, size=size, count=count),
            count=count,
            price=quote.prices.pictures(count),
        )
        for count in COUNTS
        if quote.prices.pictures(count) <= available
    ]
    note = switch = None
    if polished is not None:
        note = texts("words-polished" if polished else "words-unpolished")
        key = "button-enrich-on" if polished else "button-enrich-off"
        switch = button(key, PolishWords(order=order, size=size, on=not polished))
    poor = texts(
        "choose-count-poor",
        price=quote.prices.picture,
        missing=quote.prices.picture - available,
    )
    return texts.page(
        texts(
            "choose-count",
            words=shorten(words, WORDS_SHOWN),
            size=size_name(texts, size),
            available=available,
        ),
        note,
        None if counts else poor,
        *counts,
        menu("button-top-up", Section.TOP_UP) if len(counts) < len(COUNTS) else None,
        switch,
        button("button-other-size", BackToSizes(order=order)),
    )
