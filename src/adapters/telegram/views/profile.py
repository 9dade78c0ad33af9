"""The profile, the settings, and deleting all personal data."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from avatar_core import Avatar, AvatarEvent, Balance, Job, Person, Size
from avatar_core.time_zones import TimeZone
from avatar_core.use_cases import Belongings, ErasureReceipt

from ..callbacks import (
    JobAction,
    JobMove,
    Menu,
    Option,
    Section,
    SetDefaultSize,
    SetLanguage,
    SetTimeZone,
    Switch,
)
from ..picture_callbacks import GalleryMove
from ..texts import Texts, spoken
from ..view import View
from .gallery import to
from .parts import button, choice, day, final, menu, minute, offset, size_name


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
    return texts.page(
        texts(
            "profile",
            since=day(texts, person.created_at),
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
    return texts.page(
        texts("settings"),
        button(
            "button-setting-language",
            Menu(section=Section.LANGUAGE),
            language=texts.plain("language-name"),
        ),
        button(sound, Switch(option=Option.QUIET, on=not person.quiet)),
        button(enrich, Switch(option=Option.ENRICH, on=not person.enrich)),
        button(
            "button-time-zone",
            Menu(section=Section.TIME_ZONE),
            zone=texts.plain_of(person.time_zone),
        ),
        button(
            "button-default-size",
            Menu(section=Section.DEFAULT_SIZE),
            size=size_name(texts, size) if size else texts.plain("size-asked"),
        ),
        menu("button-stop-comparing", Section.STOP_COMPARING)
        if person.compares_faces
        else None,
        menu("button-to-profile", Section.PROFILE),
    )


def time_zones(texts: Texts, person: Person, now: datetime) -> View:
    """Ask where the person is, by cities and how far their time is from UTC."""
    cities = [
        choice(
            texts.plain(
                "zone-at",
                name=texts.plain_of(zone),
                offset=offset(ZoneInfo(zone), now),
            ),
            SetTimeZone(zone=zone),
            chosen=zone is person.time_zone,
        )
        for zone in TimeZone
    ]
    rows = zip(cities[::2], cities[1::2], strict=True)
    return texts.page(texts("time-zone"), *rows, menu("button-back", Section.SETTINGS))


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
    return texts.page(texts("default-size"), *sizes, back)


def ask_forget(texts: Texts, stored: Belongings) -> View:
    """Say what is deleted and what stays, and ask; open jobs must end first."""
    if stored.unfinished:
        return _wait(texts, stored.unfinished)
    credits_ = stored.balance.available
    return texts.page(
        texts("forget", avatars=stored.avatars, pictures=stored.pictures),
        texts("forget-stays"),
        texts("forget-credits", credits=credits_) if credits_ else None,
        texts("forget-elsewhere"),
        menu("button-keep-all", Section.PRIVACY),
        menu("button-dispute", Section.PAYSUPPORT) if credits_ else None,
        final(menu("button-forget-for-good", Section.FORGET_FOR_GOOD)),
    )


def forgotten(texts: Texts, receipt: ErasureReceipt | None) -> View:
    """Say that it is done, what went and what will, and that they may come back."""
    if receipt is None:
        return texts.page(texts("forgotten"), texts("forgotten-return"))
    had, until = receipt.had, receipt.had.provider_until
    lines = [
        texts(
            "receipt-gone",
            photos=had.photos,
            avatars=had.avatars,
            pictures=had.pictures,
        ),
        texts("receipt-soon", by=minute(texts, receipt.by)),
        texts("receipt-stays"),
        texts("receipt-provider", until=day(texts, until)) if until else None,
        texts("receipt-elsewhere"),
    ]
    return texts.page(
        texts("forgotten"), "\n".join(filter(None, lines)), texts("forgotten-return")
    )


def _wait(texts: Texts, unfinished: Sequence[Job]) -> View:
    heads = {job.head: job for job in unfinished if not job.silent}
    return texts.page(
        texts("work-unfinished", count=len(heads) or 1),
        *(
            button(
                "button-unfinished",
                JobAction(move=JobMove.SHOW, job=job.id),
                what=texts.plain_of(job.kind),
            )
            for job in heads.values()
        ),
        menu("button-back", Section.PRIVACY),
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
    return texts.page(texts("language-choice"), *choices, back)
