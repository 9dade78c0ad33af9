"""The profile and the settings of a person."""

from collections.abc import Sequence

from avatar_core import Avatar, AvatarEvent, Balance, Person, Size

from ..callbacks import GalleryMove, Menu, Option, Section, SetDefaultSize, Switch
from ..texts import Texts
from ..view import View
from .gallery import to
from .parts import button, choice, menu, page, paragraphs, size_name


def profile(
    texts: Texts,
    person: Person,
    balance: Balance,
    avatars: Sequence[Avatar],
    pictures: int,
) -> View:
    """Show what the person has."""
    ready = sum(AvatarEvent.GENERATE in avatar.actions for avatar in avatars)
    held = texts("balance-held", held=balance.held) if balance.held else None
    return page(
        texts,
        paragraphs(
            texts(
                "profile",
                since=f"{person.created_at:%d.%m.%Y}",
                ready=ready,
                avatars=len(avatars),
                pictures=pictures,
            ),
            texts("balance-available", available=balance.available),
            held,
        ),
        menu(texts, "button-balance", Section.BALANCE),
        menu(texts, "button-avatars", Section.AVATARS),
        to(texts, "button-statistics", GalleryMove.STATISTICS),
        menu(texts, "button-settings", Section.SETTINGS),
        menu(texts, "button-support", Section.SUPPORT),
    )


def settings(texts: Texts, person: Person) -> View:
    """Show the settings; a tap changes one."""
    sound = "button-sound-off" if person.quiet else "button-sound-on"
    enrich = "button-enrich-on" if person.enrich else "button-enrich-off"
    size = person.default_size
    return page(
        texts,
        texts("settings"),
        button(
            texts,
            "button-setting-language",
            Menu(section=Section.LANGUAGE),
            language=texts.plain("language-name"),
        ),
        button(texts, sound, Switch(option=Option.QUIET, on=not person.quiet)),
        button(texts, enrich, Switch(option=Option.ENRICH, on=not person.enrich)),
        button(
            texts,
            "button-default-size",
            Menu(section=Section.DEFAULT_SIZE),
            size=size_name(texts, size) if size else texts.plain("size-asked"),
        ),
        menu(texts, "button-to-profile", Section.PROFILE),
    )


def default_size(texts: Texts, person: Person) -> View:
    """Ask for the size to draw in without asking each time."""
    sizes = [
        choice(
            size_name(texts, size) if size else texts.plain("size-asked"),
            SetDefaultSize(size=size),
            texts=texts,
            chosen=size is person.default_size,
        )
        for size in (None, *Size)
    ]
    back = menu(texts, "button-back", Section.SETTINGS)
    return page(texts, texts("default-size"), *sizes, back)
