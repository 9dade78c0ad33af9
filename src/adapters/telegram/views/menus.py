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
from ..view import Button, Image, View
from .parts import (
    NAME_SHOWN,
    button,
    choice,
    continue_draft,
    menu,
    page,
    paragraphs,
    price_list,
    rows,
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
    text = texts("welcome", min=MIN_PHOTOS, max=MAX_PHOTOS, credits=balance.available)
    return View(
        text=paragraphs(text, _waiting(texts, draft)),
        image=Image(data=_welcome_picture(), file_name="welcome.jpg"),
        buttons=_sections(texts, draft, newcomer=newcomer, by_admin=by_admin),
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
    return View(
        text=paragraphs(note, texts("main-menu"), _waiting(texts, draft)),
        buttons=_sections(texts, draft, newcomer=newcomer, by_admin=by_admin),
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
    texts: Texts, draft: Avatar | None, *, newcomer: bool, by_admin: bool
) -> tuple[tuple[Button, ...], ...]:
    go_on = continue_draft(texts, draft) if draft else None
    generate = menu(texts, "button-generate", Section.GENERATE)
    create = menu(texts, "button-create", Section.CREATE)
    gallery = button(texts, "button-gallery", GalleryMenu(move=GalleryMove.OPEN))
    packs = menu(texts, "button-packs", Section.PACKS)
    admin = button(texts, "button-admin", AdminMenu(desk=Desk.HOME))
    return (
        *rows(go_on, *((create, generate) if newcomer else (generate, create)), packs),
        (menu(texts, "button-avatars", Section.AVATARS), gallery),
        (
            menu(texts, "button-profile", Section.PROFILE),
            menu(texts, "button-balance", Section.BALANCE),
        ),
        *rows(menu(texts, "button-help", Section.HELP), admin if by_admin else None),
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
        paragraphs(
            texts("balance"),
            texts("balance-available", available=balance.available),
            held,
            texts("balance-prices", prices=price_list(texts, prices, families)),
            texts("balance-enough", pictures=pictures) if pictures else None,
        ),
        menu(texts, "button-top-up", Section.TOP_UP),
        menu(texts, "button-receipts", Section.RECEIPTS),
        menu(texts, "button-promo", Section.PROMO),
        menu(texts, "button-invite", Section.INVITE),
        menu(texts, "button-generate", Section.GENERATE),
        menu(texts, "button-to-profile", Section.PROFILE),
    )


def language_choice(texts: Texts) -> View:
    """Ask which language to speak."""
    choices = [
        choice(
            Texts(language).plain("language-name"),
            SetLanguage(language=language),
            texts=texts,
            chosen=language is texts.language,
        )
        for language in spoken()
    ]
    back = menu(texts, "button-back", Section.SETTINGS)
    return page(texts, texts("language-choice"), *choices, back)
