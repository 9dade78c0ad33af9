"""Pages of the gallery, and what is done with several pictures at once."""

from collections.abc import Collection, Iterator, Sequence

from avatar_core.ids import PictureId
from avatar_core.use_cases import Download, GalleryChoices, GalleryPage

from ..picture_callbacks import (
    ChoosePicture,
    DownloadPictures,
    GalleryMove,
    JumpTo,
    PageMove,
    PictureAction,
    PictureMove,
    ShowPage,
)
from ..texts import HOME, Texts, paragraphs
from ..view import AnyButton, Button, Row, View
from .gallery import filtered, month_code, month_name, page, to
from .parts import bar, button, choice, final, leafing, sheet_of


def picture_page(texts: Texts, shown: GalleryPage, nonce: str) -> View:
    """Show pictures beside one another, and what can be done with all."""
    first = shown.pictures[0]
    numbers = [
        Button(str(number), PictureAction(move=PictureMove.SHOW, picture=picture.id))
        for number, picture in enumerate(shown.pictures, start=1)
    ]
    everything = DownloadPictures(nonce=nonce, some=False, after=None)
    return texts.screen(
        _place_of(texts, shown),
        texts("gallery-tap-number"),
        *_in_rows(numbers),
        _between_pages(shown),
        (
            page("button-choose-pictures", PageMove.CHOOSE, first),
            to("button-jump", GalleryMove.JUMP),
        ),
        (
            to("button-filters", GalleryMove.FILTERS),
            to("button-statistics", GalleryMove.STATISTICS),
        ),
        (button("button-download-all", everything), HOME),
        image=sheet_of(texts, shown.pictures),
    )


def choosing(
    texts: Texts, shown: GalleryPage, chosen: Collection[PictureId], nonce: str
) -> View:
    """Ask which pictures, and what to do with them."""
    first = shown.pictures[0]
    numbers: list[AnyButton] = []
    for number, picture in enumerate(shown.pictures, start=1):
        marked = picture.id in chosen
        data = ChoosePicture(picture=picture.id, on=not marked)
        numbers.append(choice(str(number), data, chosen=marked))
    download = DownloadPictures(nonce=nonce, some=True, after=None)
    actions: tuple[AnyButton | Row, ...] = (
        (
            to("button-like-chosen", GalleryMove.LIKE),
            button("button-download-chosen", download),
        ),
        final(to("button-delete-chosen", GalleryMove.DELETE, count=len(chosen))),
    )
    return texts.page(
        _place_of(texts, shown),
        texts("gallery-chosen", count=len(chosen)),
        *_in_rows(numbers),
        _between_pages(shown),
        *(actions if chosen else ()),
        page("button-choosing-done", PageMove.FROM, first),
        image=sheet_of(texts, shown.pictures),
    )


def ask_delete_chosen(texts: Texts, shown: GalleryPage, count: int) -> View:
    """Ask to confirm the deletion of several pictures."""
    return texts.page(
        texts("ask-delete-chosen", count=count),
        to("button-keep-pictures", GalleryMove.CHOOSE),
        final(to("button-delete-for-good", GalleryMove.DELETE_FOR_GOOD)),
        image=sheet_of(texts, shown.pictures),
    )


def choose_jump(texts: Texts, choices: GalleryChoices) -> View:
    """Ask which month to jump to."""
    months = [
        Button(month_name(texts, month), JumpTo(month=month_code(month)))
        for month in choices.months
    ]
    back = to("button-back", GalleryMove.NEWEST)
    return texts.page(texts("gallery-jump"), *_in_rows(months, 2), back)


def packing(texts: Texts, download: Download, packed: int) -> View:
    """Show how many pictures of a download are packed."""
    whole = len(download.pictures)
    return texts.page(
        texts("gallery-packing", bar=bar(packed, whole), done=packed, count=whole)
    )


def downloaded(texts: Texts, download: Download, *, some: bool, nonce: str) -> View:
    """Say which pictures were sent, and offer the next."""
    more = DownloadPictures(nonce=nonce, some=some, after=download.pictures[-1].id)
    rest = download.total - download.last
    return texts.page(
        texts(
            "gallery-downloaded",
            first=download.number,
            last=download.last,
            count=download.total,
        ),
        button("button-download-more", more, count=rest) if rest else None,
        to("button-to-gallery", GalleryMove.NEWEST),
    )


def _place_of(texts: Texts, shown: GalleryPage) -> str:
    place = texts(
        "gallery-page", first=shown.number, last=shown.last, total=shown.total
    )
    return paragraphs(place, filtered(texts, shown.among, shown.avatar))


def _between_pages(shown: GalleryPage) -> Row | None:
    if shown.total == len(shown.pictures):
        return None
    first, last = shown.pictures[0].id, shown.pictures[-1].id
    return leafing(
        ShowPage(move=PageMove.NEWER, picture=first),
        ShowPage(move=PageMove.OLDER, picture=last),
    )


def _in_rows(buttons: Sequence[AnyButton], width: int = 3) -> Iterator[Row]:
    for start in range(0, len(buttons), width):
        yield tuple(buttons[start : start + width])
