"""The welcome, the main menu, the balance, the languages."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from avatar_core import Avatar, Balance, PriceBook
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS
from avatar_core.families import Family

from ..admin_callbacks import AdminMenu, Desk
from ..callbacks import GalleryMenu, GalleryMove, Section, SetLanguage
from ..texts import Texts, spoken
from ..view import Image, View
from .parts import (
    NAME_SHOWN,
    AnyButton,
    Row,
    button,
    choice,
    continue_draft,
    menu,
    page,
    price_list,
    screen,
    shorten,
)


def welcome(
    texts: Texts,
    balance: Balance,
    draft: Avatar | None = None,
    *,
    newcomer: bool = False,
    by_admin: bool = False,
) -> View:
    """Greet with the welcome picture; *newcomer*: lead to the first avatar."""
    return screen(
        texts,
        texts("welcome", min=MIN_PHOTOS, max=MAX_PHOTOS, credits=balance.available),
        _waiting(texts, draft),
        *_sections(draft, newcomer=newcomer, by_admin=by_admin),
        image=Image(data=_welcome_picture(), file_name="welcome.jpg"),
    )


@cache
def _welcome_picture() -> bytes:
    """Return the JPEG that `docs/pictures/welcome.py` draws."""
    return (files("adapters.telegram") / "welcome.jpg").read_bytes()


def main_menu(
    texts: Texts,
    draft: Avatar | None = None,
    *,
    newcomer: bool = False,
    note: str | None = None,
    by_admin: bool = False,
) -> View:
    """Show the main menu; *note* says what just happened."""
    return screen(
        texts,
        note,
        texts("main-menu"),
        _waiting(texts, draft),
        *_sections(draft, newcomer=newcomer, by_admin=by_admin),
    )


def _waiting(texts: Texts, draft: Avatar | None) -> str | None:
    if draft is None:
        return None
    return texts(
        "main-menu-draft",
        name=shorten(draft.name, NAME_SHOWN),
        count=draft.photo_count,
        min=MIN_PHOTOS,
    )


def _sections(
    draft: Avatar | None, *, newcomer: bool, by_admin: bool
) -> tuple[AnyButton | Row | None, ...]:
    generate = menu("button-generate", Section.GENERATE)
    create = menu("button-create", Section.CREATE)
    gallery = button("button-gallery", GalleryMenu(move=GalleryMove.OPEN))
    profile = menu("button-profile", Section.PROFILE)
    return (
        continue_draft(draft) if draft else None,
        *((create, generate) if newcomer else (generate, create)),
        menu("button-packs", Section.PACKS),
        (menu("button-avatars", Section.AVATARS), gallery),
        (profile, menu("button-balance", Section.BALANCE)),
        menu("button-help", Section.HELP),
        button("button-admin", AdminMenu(desk=Desk.HOME)) if by_admin else None,
    )


def balance_page(
    texts: Texts, balance: Balance, prices: PriceBook, families: Sequence[Family]
) -> View:
    """Show the available and held credits, and the prices."""
    held = texts("balance-held", held=balance.held) if balance.held else None
    dearest = max(prices.within(family).picture for family in families)
    pictures = balance.available // dearest if dearest else 0
    return page(
        texts,
        texts("balance"),
        texts("balance-available", available=balance.available),
        held,
        texts("balance-prices", prices=price_list(texts, prices, families)),
        texts("balance-enough", pictures=pictures) if pictures else None,
        menu("button-top-up", Section.TOP_UP),
        menu("button-receipts", Section.RECEIPTS),
        menu("button-promo", Section.PROMO),
        menu("button-invite", Section.INVITE),
        menu("button-generate", Section.GENERATE),
        menu("button-to-profile", Section.PROFILE),
    )


def language_choice(texts: Texts) -> View:
    """Ask which language to speak."""
    choices = [
        choice(
            Texts(language).plain("language-name"),
            SetLanguage(language=language),
            chosen=language is texts.language,
        )
        for language in spoken()
    ]
    back = menu("button-back", Section.SETTINGS)
    return page(texts, texts("language-choice"), *choices, back)
