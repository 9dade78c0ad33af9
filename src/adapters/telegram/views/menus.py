"""The welcome, the main menu, and pages to read."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from importlib.resources import files

from avatar_core import (
    Avatar,
    AvatarStatus,
    AvatarType,
    Balance,
    Person,
    Policy,
    PriceBook,
)
from avatar_core.avatars import MAX_PHOTOS, MIN_PHOTOS, newest_draft
from avatar_core.families import Family
from avatar_core.use_cases import Belongings

from ..admin_callbacks import AdminMenu, Desk
from ..callbacks import AvatarMove, Section
from ..picture_callbacks import GalleryMenu, GalleryMove
from ..texts import Texts
from ..view import AnyButton, Image, Row, View
from .parts import act, button, continue_draft, day, final, menu, name_of, price_list


def welcome(
    texts: Texts,
    balance: Balance,
    theirs: Sequence[Avatar],
    *,
    missed: bool = False,
    by_admin: bool = False,
) -> View:
    """Greet with the welcome picture; who has no avatar is led to the first.

    With *missed*, say that the day's welcome credits were gone.
    """
    return texts.screen(
        texts("welcome", min=MIN_PHOTOS, max=MAX_PHOTOS, credits=balance.available),
        texts("welcome-missed") if missed else None,
        _waiting(texts, theirs),
        *_sections(texts, theirs, by_admin=by_admin),
        image=_welcome_picture(),
    )


@cache
def _welcome_picture() -> Image:
    """Return the JPEG that `docs/pictures/welcome.py` draws."""
    data = (files("adapters.telegram") / "welcome.jpg").read_bytes()
    return Image(data=data, file_name="welcome.jpg")


def main_menu(
    texts: Texts,
    theirs: Sequence[Avatar],
    *,
    note: str | None = None,
    by_admin: bool = False,
) -> View:
    """Show the main menu; *note* says what just happened."""
    return texts.screen(
        note,
        texts("main-menu"),
        _waiting(texts, theirs),
        *_sections(texts, theirs, by_admin=by_admin),
    )


def _waiting(texts: Texts, theirs: Sequence[Avatar]) -> str | None:
    draft = newest_draft(theirs)
    if draft is None:
        return None
    enough = draft.photo_count >= MIN_PHOTOS
    return texts(
        "main-menu-draft-ready" if enough else "main-menu-draft",
        name=name_of(texts, draft),
        count=draft.photo_count,
        min=MIN_PHOTOS,
    )


def _sections(
    texts: Texts, theirs: Sequence[Avatar], *, by_admin: bool
) -> tuple[AnyButton | Row | None, ...]:
    draft = newest_draft(theirs)
    learning = [each for each in theirs if each.status is AvatarStatus.TRAINING]
    generate = menu("button-generate", Section.GENERATE)
    create = menu("button-create", Section.CREATE)
    gallery = button("button-gallery", GalleryMenu(move=GalleryMove.OPEN))
    profile = menu("button-profile", Section.PROFILE)
    return (
        continue_draft(draft) if draft else None,
        *(
            act("button-learning", AvatarMove.SHOW, each.id, name=name_of(texts, each))
            for each in learning[-1:]
        ),
        *((generate, create) if theirs else (create, generate)),
        menu("button-packs", Section.PACKS),
        (menu("button-avatars", Section.AVATARS), gallery),
        (profile, menu("button-balance", Section.BALANCE)),
        menu("button-help", Section.HELP),
        button("button-admin", AdminMenu(desk=Desk.HOME)) if by_admin else None,
    )


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
    return texts.page(
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
    return texts.page(
        texts.of(AvatarType.PORTRAIT, "photo-tips"),
        menu("button-create", Section.CREATE),
        menu("button-back", Section.HELP),
    )


def support(texts: Texts, contact: str | None) -> View:
    """Say where to get help."""
    return texts.page(
        texts("support"),
        _contact(texts, contact),
        menu("button-dispute", Section.PAYSUPPORT),
        menu("button-help", Section.HELP),
        menu("button-terms", Section.TERMS),
        menu("button-privacy", Section.PRIVACY),
    )


def terms(texts: Texts, contact: str | None, back: AnyButton | None) -> View:
    """Show the terms of service."""
    return texts.page(
        texts("terms"),
        _contact(texts, contact),
        menu("button-privacy", Section.PRIVACY),
        back,
    )


def privacy(
    texts: Texts,
    days: int,
    person: Person,
    stored: Belongings,
    back: AnyButton | None,
) -> View:
    """Show the privacy policy, and what of the person's lies where, until when."""
    return texts.page(
        texts("privacy", days=days),
        "\n".join(_data_map(texts, days, person, stored)),
        menu("button-avatars", Section.AVATARS),
        menu("button-mydata", Section.MY_DATA),
        final(menu("button-forget", Section.FORGET)),
        back,
    )


def _data_map(
    texts: Texts, days: int, person: Person, stored: Belongings
) -> Iterator[str]:
    yield texts("data-map")
    if stored.photos_since is not None and stored.photos_touched is not None:
        yield texts(
            "data-photos",
            photos=stored.photos,
            since=day(texts, stored.photos_since),
            until=day(texts, stored.photos_touched + timedelta(days=days)),
        )
    if stored.avatars:
        yield texts("data-avatars", avatars=stored.avatars)
    if stored.pictures_since is not None:
        yield texts(
            "data-pictures",
            pictures=stored.pictures,
            since=day(texts, stored.pictures_since),
        )
    yield texts("data-words", since=day(texts, person.created_at))
    if person.consent_at is not None:
        yield texts("data-consent", since=day(texts, person.consent_at))
    yield texts("data-money")
    if stored.provider_until is not None:
        yield texts("data-provider", until=day(texts, stored.provider_until))
    yield texts("data-elsewhere")


def my_data(texts: Texts, parts: int) -> View:
    """Say that the copy of everything has been sent."""
    back = menu("button-back", Section.PRIVACY)
    return texts.page(texts("mydata", parts=parts), back)


def _contact(texts: Texts, contact: str | None) -> str | None:
    return texts("contact", contact=contact) if contact else None
