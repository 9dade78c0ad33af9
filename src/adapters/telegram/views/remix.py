"""Orders made from a delivered picture."""

from collections.abc import Sequence
from typing import Final

from avatar_core import Size
from avatar_core.errors import InvalidTextError
from avatar_core.orders import Wording
from avatar_core.texts import PROMPT_MAX, PROMPT_MIN
from avatar_core.use_cases import RemixQuote

from ..callbacks import Section
from ..picture_callbacks import (
    OrderRecast,
    OrderRemix,
    OrderResized,
    PictureAction,
    PictureMove,
    RemixMove,
)
from ..texts import Texts
from ..view import AnyButton, View
from .gallery import shape_of
from .parts import (
    button,
    copyable,
    image_of,
    menu,
    name_of,
    on,
    size_name,
    words_fault,
)


#: Digits of an avatar id that are unique among those of a person.
AVATAR_DIGITS: Final = 12
#: Of a text of 4096 characters.
_PROMPT_SHOWN: Final = 1400
_NEGATIVE_SHOWN: Final = 400
_SCENE_SHOWN: Final = 2500


def remix_menu(texts: Texts, quote: RemixQuote, nonce: str) -> View:
    """Offer the orders that can be made from a picture, with their prices."""
    picture, one = quote.picture, quote.prices.pictures(1)
    drawable = [
        button(
            "button-remix-anew",
            OrderRemix(move=RemixMove.ANEW, picture=picture.id, nonce=nonce),
            price=one,
        ),
        _offer("button-remix-size", PictureMove.SIZES, quote, one),
        _offer("button-remix-words", PictureMove.REWORD, quote, one),
    ]
    again = button(
        "button-remix-again",
        OrderRemix(move=RemixMove.AGAIN, picture=picture.id, nonce=nonce),
        count=quote.order.count,
        price=quote.prices.pictures(quote.order.count),
    )
    cheapest = min((casting.price for casting in quote.others), default=0)
    larger = picture.width > picture.shape.pixels[0]
    enlarge = button(
        "button-enlarge",
        OrderRemix(move=RemixMove.ENLARGE, picture=picture.id, nonce=nonce),
        price=quote.prices.upscale,
    )
    return texts.page(
        texts(
            "remix",
            name=name_of(texts, quote.avatar),
            size=shape_of(texts, picture),
            available=quote.balance.available,
        ),
        None if quote.avatar else texts("remix-avatar-gone"),
        *(drawable if quote.avatar else ()),
        _offer("button-remix-avatar", PictureMove.AVATARS, quote, cheapest)
        if quote.others
        else None,
        None if quote.avatar else menu("button-create", Section.CREATE),
        None if larger else enlarge,
        again if quote.avatar else None,
        on("button-prompt", PictureMove.PROMPT, picture.id),
        on("button-original", PictureMove.ORIGINAL, picture.id),
        on("button-back", PictureMove.SHOW, picture.id),
        image=image_of(texts, picture),
    )


def _offer(key: str, move: PictureMove, quote: RemixQuote, price: int) -> AnyButton:
    return button(key, PictureAction(move=move, picture=quote.picture.id), price=price)


def remix_sizes(texts: Texts, quote: RemixQuote, nonce: str) -> View:
    """Offer the other sizes; a tap orders."""
    price = quote.prices.pictures(1)
    offers = [
        button(
            "button-at-price",
            OrderResized(picture=quote.picture.id, nonce=nonce, size=size),
            name=size_name(texts, size),
            price=price,
        )
        for size in Size
        if size is not quote.picture.shape
    ]
    return _below(texts, "remix-sizes", quote, offers)


def remix_avatars(texts: Texts, quote: RemixQuote, nonce: str) -> View:
    """Offer the person's other avatars; a tap orders."""
    offers = [
        button(
            "button-at-price",
            OrderRecast(
                picture=quote.picture.id,
                nonce=nonce,
                avatar=casting.avatar.id.hex[:AVATAR_DIGITS],
            ),
            name=name_of(texts, casting.avatar),
            price=casting.price,
        )
        for casting in quote.others
    ]
    key = "remix-avatars" if offers else "remix-no-avatars"
    return _below(texts, key, quote, offers)


def _below(
    texts: Texts, key: str, quote: RemixQuote, offers: Sequence[AnyButton]
) -> View:
    back = on("button-back", PictureMove.REMIX, quote.picture.id)
    return texts.page(texts(key), *offers, back, image=image_of(texts, quote.picture))


def ask_rewording(
    texts: Texts, quote: RemixQuote, fault: InvalidTextError | None = None
) -> View:
    """Show the prompt, to be changed and sent back.

    If it was enriched, show the person's own words: the enriched ones are in English,
    and would not be enriched again.
    """
    order = quote.order
    enriched = order.wording is Wording.ENRICHED
    return texts.page(
        words_fault(texts, fault),
        texts("ask-rewording"),
        copyable(order.words if enriched else order.scene, _SCENE_SHOWN),
        texts("ask-rewording-limits", min=PROMPT_MIN, max=PROMPT_MAX),
        on("button-back", PictureMove.REMIX, quote.picture.id),
    )


def prompt(texts: Texts, quote: RemixQuote) -> View:
    """Show the prompt and the parameters of a picture."""
    picture, order = quote.picture, quote.order
    return texts.page(
        _told(texts("prompt-words"), order.words, _PROMPT_SHOWN),
        _told(texts("prompt-sent"), order.prompt, _PROMPT_SHOWN),
        _told(texts("prompt-negative"), quote.negative, _NEGATIVE_SHOWN),
        texts(
            "prompt-facts",
            seed=str(picture.seed),
            size=shape_of(texts, picture),
            model=order.model,
        ),
        on("button-remix", PictureMove.REMIX, picture.id),
        on("button-back", PictureMove.SHOW, picture.id),
    )


def _told(head: str, text: str, limit: int) -> str | None:
    return f"{head}\n{copyable(text, limit)}" if text else None
