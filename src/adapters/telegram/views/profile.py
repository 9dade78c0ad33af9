"""The profile and the settings of a person."""

from collections.abc import Sequence

from avatar_core import Avatar, AvatarEvent, Balance, Person, Size

from ..callbacks import GalleryMove, Menu, Option, Section, SetDefaultSize, Switch
from ..texts import Texts
from ..view import View
from .gallery import to
from .parts import button, choice, menu, page, size_name


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
        texts(
            "profile",
            since=f"{person.created_at:%d.%m.%Y}",
            ready=ready,
            avatars=len(avatars),
            pictures=pictures,
        ),
        texts("balance-available", available=balance.available),
        held,
        menu("button-balance", Section.BALANCE),
        menu("button-avatars", Section.AVATARS),
        to("button-statistics", GalleryMove.STATISTICS),
        menu("button-settings", Section.SETTINGS),
        menu("button-support", Section.SUPPORT),
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
            "button-setting-language",
            Menu(section=Section.LANGUAGE),
            language=texts.plain("language-name"),
        ),
        button(sound, Switch(option=Option.QUIET, on=not person.quiet)),
        button(enrich, Switch(option=Option.ENRICH, on=not person.enrich)),
        button(
            "button-default-size",
            Menu(section=Section.DEFAULT_SIZE),
            size=size_name(texts, size) if size else texts.plain("size-asked"),
        ),
        menu("button-to-profile", Section.PROFILE),
    )


def default_size(texts: Texts, person: Person) -> View:
    """Ask for the size to draw in without asking each time."""
    sizes = [
        choice(
            size_name(texts, size) if size else texts.plain("size-asked"),
            SetDefaultSize(size=size),
            chosen=size is person.default_size,
        )
        for size in (None, *Size)
    ]
    back = menu("button-back", Section.SETTINGS)
    return page(texts, texts("default-size"), *sizes, back)
