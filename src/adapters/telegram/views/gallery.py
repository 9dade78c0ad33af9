"""The gallery: its pictures, filters and statistics."""

from collections.abc import Sequence
from typing import Final

from attrs import evolve

from avatar_core import Avatar, Picture, Size
from avatar_core.galleries import Month, PictureFilter
from avatar_core.use_cases import GalleryCard, GalleryChoices, GalleryStatistics

from ..callbacks import JobMove, Section
from ..picture_callbacks import (
    FilterPictures,
    GalleryMenu,
    GalleryMove,
    PageMove,
    PictureAction,
    PictureMove,
    ShowPage,
)
from ..texts import HOME, Texts, paragraphs
from ..view import AnyButton, View
from .parts import (
    button,
    choice,
    day,
    file_name,
    final,
    image_of,
    leafing,
    menu,
    name_of,
    on,
    share,
    size_name,
    steer,
)


#: The most avatars in the statistics.
_NAMED: Final = 20


def picture_card(texts: Texts, card: GalleryCard) -> View:
    """Show a picture with its actions."""
    picture, here = card.picture, card.picture.id
    heart = (
        on("button-unlike", PictureMove.UNLIKE, here)
        if picture.favourite
        else on("button-like", PictureMove.LIKE, here)
    )
    prompt = on("button-prompt", PictureMove.PROMPT, here)
    original = on("button-original", PictureMove.ORIGINAL, here)
    filters_ = to("button-filters", GalleryMove.FILTERS)
    statistics = to("button-statistics", GalleryMove.STATISTICS)
    return texts.screen(
        _caption(texts, card),
        leafing(
            PictureAction(move=PictureMove.NEWER, picture=here),
            PictureAction(move=PictureMove.OLDER, picture=here),
        )
        if card.total > 1
        else None,
        (heart, on("button-remix", PictureMove.REMIX, here)),
        (share(here), original),
        (
            page("button-page", PageMove.FROM, picture)
            if card.total > 1
            else statistics,
            prompt,
        ),
        filters_,
        (final(on("button-delete-picture", PictureMove.DELETE, here)), HOME),
        image=image_of(texts, picture),
    )


def _caption(texts: Texts, card: GalleryCard) -> str:
    picture = card.picture
    facts = texts(
        "gallery-card",
        star="⭐ " if picture.favourite else "",
        number=card.number,
        total=card.total,
        name=name_of(texts, card.avatar),
        size=shape_of(texts, picture),
        date=day(texts, picture.created_at),
    )
    return paragraphs(facts, filtered(texts, card.among, card.avatar))


def original(texts: Texts, card: GalleryCard) -> View:
    """Show the picture as an uncompressed file, in a message that stays."""
    picture, name = card.picture, name_of(texts, card.avatar)
    return texts.screen(
        texts("original", name=name, size=shape_of(texts, picture)),
        steer("button-home", JobMove.DONE, picture.job),
        image=image_of(texts, picture, name=file_name(name, picture)),
    )


def no_pictures(texts: Texts, among: PictureFilter) -> View:
    """Say that there are no pictures, or none that match the filter."""
    if among != PictureFilter():
        return texts.page(
            texts("gallery-filtered-out"),
            to("button-filters", GalleryMove.FILTERS),
            to("button-no-filter", GalleryMove.OPEN),
        )
    return texts.page(texts("gallery-empty"), menu("button-generate", Section.GENERATE))


def ask_delete_picture(texts: Texts, card: GalleryCard) -> View:
    """Ask to confirm the deletion of a picture."""
    here = card.picture.id
    return texts.page(
        texts("ask-delete-picture"),
        on("button-keep-picture", PictureMove.SHOW, here),
        final(on("button-delete-for-good", PictureMove.DELETE_FOR_GOOD, here)),
        image=image_of(texts, card.picture),
    )


# --- filters --------------------------------------------------------------


def filters(texts: Texts, choices: GalleryChoices) -> View:
    """Show the filter, and offer to change it."""
    among = choices.among
    liked = "button-favourites-on" if among.favourites else "button-favourites-off"
    avatar = next((a for a in choices.avatars if a.id == among.avatar), None)
    everything = texts.plain("filter-any")
    return texts.page(
        texts("gallery-filters", count=choices.total),
        filtered(texts, among, avatar),
        button(liked, filter_button(evolve(among, favourites=not among.favourites))),
        to(
            "button-filter-avatar",
            GalleryMove.AVATARS,
            value=name_of(texts, avatar) if among.avatar else everything,
        ),
        to("button-filter-shape", GalleryMove.SHAPES, value=among.shape or everything),
        to(
            "button-filter-month",
            GalleryMove.MONTHS,
            value=month_name(texts, among.month) if among.month else everything,
        ),
        to("button-show-pictures", GalleryMove.NEWEST, count=choices.total),
        to("button-no-filter", GalleryMove.OPEN) if among != PictureFilter() else None,
    )


def choose_avatar(texts: Texts, choices: GalleryChoices) -> View:
    """Ask whose pictures to show."""
    among = choices.among
    options = [
        (
            texts.plain("button-of-avatar", name=name_of(texts, avatar)),
            evolve(among, avatar=avatar.id),
        )
        for avatar in choices.avatars
    ]
    anybody = evolve(among, avatar=None)
    return _choice(texts, "gallery-by-avatar", among, anybody, options)


def choose_shape(texts: Texts, choices: GalleryChoices) -> View:
    """Ask which size to show."""
    among = choices.among
    options = [(size_name(texts, size), evolve(among, shape=size)) for size in Size]
    any_size = evolve(among, shape=None)
    return _choice(texts, "gallery-by-shape", among, any_size, options)


def choose_month(texts: Texts, choices: GalleryChoices) -> View:
    """Ask which month to show."""
    among = choices.among
    options = [
        (month_name(texts, month), evolve(among, month=month))
        for month in choices.months
    ]
    always = evolve(among, month=None)
    return _choice(texts, "gallery-by-month", among, always, options)


def _choice(
    texts: Texts,
    key: str,
    chosen: PictureFilter,
    anything: PictureFilter,
    options: Sequence[tuple[str, PictureFilter]],
) -> View:
    buttons = [
        choice(name, filter_button(among), chosen=among == chosen)
        for name, among in ((texts.plain("filter-any"), anything), *options)
    ]
    back = to("button-back", GalleryMove.FILTERS)
    return texts.page(texts(key), *buttons, back)


def filter_button(among: PictureFilter) -> FilterPictures:
    """Return the data of the button that sets this filter."""
    month = among.month
    return FilterPictures(
        favourites=among.favourites,
        avatar=among.avatar,
        shape=among.shape,
        month=month_code(month) if month else None,
    )


def filtered(texts: Texts, among: PictureFilter, avatar: Avatar | None) -> str | None:
    """Return what is filtered by, or None if nothing is; *avatar* is the one named."""
    parts = [
        texts.plain("filter-favourites") if among.favourites else None,
        name_of(texts, avatar) if among.avatar else None,
        among.shape,
        month_name(texts, among.month) if among.month else None,
    ]
    shown = " · ".join(part for part in parts if part)
    return texts("gallery-filtered", filter=shown) if shown else None


# --- statistics -----------------------------------------------------------


def statistics(texts: Texts, told: GalleryStatistics) -> View:
    """Show the statistics of the pictures."""
    totals = told.totals
    names = {avatar.id: avatar for avatar in told.avatars}
    most_first = sorted(totals.by_avatar.items(), key=lambda item: -item[1])
    living = [(names[id_], count) for id_, count in most_first if id_ in names]
    gone = totals.total - sum(count for _, count in living)
    lines = [
        texts("statistics-line", name=name_of(texts, avatar), count=count)
        for avatar, count in living[:_NAMED]
    ]
    if gone:
        name = texts.plain("deleted-avatars")
        lines.append(texts("statistics-line", name=name, count=gone))
    since = (
        texts("statistics-since", date=day(texts, totals.first_at))
        if totals.first_at
        else None
    )
    return texts.page(
        texts(
            "statistics",
            total=totals.total,
            favourites=totals.favourites,
            recent=totals.recent,
            spent=told.spent,
        ),
        "\n".join(lines),
        since,
        to("button-to-gallery", GalleryMove.NEWEST),
    )


# --- parts ----------------------------------------------------------------


def to(key: str, move: GalleryMove, **facts: str | int) -> AnyButton:
    """Return a button that leads to a part of the gallery."""
    return button(key, GalleryMenu(move=move), **facts)


def page(key: str, move: PageMove, picture: Picture) -> AnyButton:
    """Return a button that leads to a page of the gallery."""
    return button(key, ShowPage(move=move, picture=picture.id))


def month_code(month: Month) -> str:
    """Return the month as buttons store it."""
    return f"{month.year}-{month.number}"


def shape_of(texts: Texts, picture: Picture) -> str:
    """Return the size of a picture with its actual pixels."""
    width, height = str(picture.width), str(picture.height)
    return texts.plain_of(picture.shape, width=width, height=height)


def month_name(texts: Texts, month: Month) -> str:
    """Return a month's name and year."""
    return texts.plain("month", number=month.number, year=str(month.year))
