"""Pages to read: help, photo tips, support, terms and privacy."""

from collections.abc import Sequence

from avatar_core import AvatarType, Policy, PriceBook
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS
from avatar_core.families import Family

from ..callbacks import Section
from ..texts import Texts
from ..view import View
from .parts import menu, page, price_list


def help_page(
    texts: Texts,
    prices: PriceBook,
    families: Sequence[Family],
    policy: Policy,
    commands: Sequence[str],
) -> View:
    """Explain the bot, its prices, its treatment of photos and its commands."""
    does = [
        texts("help-command", command=command, does=texts.plain(f"command-{command}"))
        for command in commands
    ]
    return page(
        texts,
        texts(
            "help",
            min=MIN_PHOTOS,
            max=MAX_PHOTOS,
            prices=price_list(texts, prices, families),
            days=policy.photo_retention.days,
        ),
        "\n".join([texts("help-commands"), *does]),
        menu("button-create", Section.CREATE),
        menu("button-tips", Section.TIPS),
        menu("button-support", Section.SUPPORT),
    )


def tips(texts: Texts) -> View:
    """Say which photos make a good avatar."""
    return page(
        texts,
        texts.of("photo-tips", AvatarType.PORTRAIT),
        menu("button-create", Section.CREATE),
        menu("button-back", Section.HELP),
    )


def support(texts: Texts, contact: str | None) -> View:
    """Say where to get help."""
    return page(
        texts,
        texts("support"),
        _contact(texts, contact),
        menu("button-dispute", Section.PAYSUPPORT),
        menu("button-help", Section.HELP),
        menu("button-terms", Section.TERMS),
        menu("button-privacy", Section.PRIVACY),
    )


def terms(texts: Texts, contact: str | None, *, by_command: bool = False) -> View:
    """Show the terms of service."""
    return page(
        texts,
        texts("terms"),
        _contact(texts, contact),
        menu("button-privacy", Section.PRIVACY),
        None if by_command else menu("button-back", Section.SUPPORT),
    )


def privacy(texts: Texts, days: int, *, by_command: bool = False) -> View:
    """Show the privacy policy."""
    return page(
        texts,
        texts("privacy", days=days),
        menu("button-avatars", Section.AVATARS),
        menu("button-forget", Section.FORGET),
        None if by_command else menu("button-back", Section.SUPPORT),
    )


def _contact(texts: Texts, contact: str | None) -> str | None:
    return texts("contact", contact=contact) if contact else None
