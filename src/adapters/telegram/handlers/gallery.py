"""The gallery: its pictures, filters and statistics."""

from typing import Final

from avatar_core.errors import InvalidTextError, NotFoundError
from avatar_core.galleries import ALL_PICTURES, Month, PictureFilter
from avatar_core.use_cases import GalleryCard, GalleryPage

from ..callbacks import AvatarAction, AvatarMove
from ..picture_callbacks import (
    FilterPictures,
    GalleryMenu,
    GalleryMove,
    PictureAction,
    PictureMove,
)
from ..steps import Step
from ..view import View
from ..views import gallery, gallery_pages
from .routes import Routes
from .visit import Visit


_CHOICES: Final = {
    GalleryMove.FILTERS: gallery.filters,
    GalleryMove.AVATARS: gallery.choose_avatar,
    GalleryMove.SHAPES: gallery.choose_shape,
    GalleryMove.MONTHS: gallery.choose_month,
    GalleryMove.JUMP: gallery_pages.choose_jump,
}


routes = Routes()


# --- the filter, stored in the conversation as its button has it ------------


def enter_gallery(
    visit: Visit, among: PictureFilter, step: Step = Step.BROWSING, **more: str
) -> None:
    """Put the conversation into the gallery, with this filter."""
    visit.enter(step, among=gallery.filter_button(among).pack(), **more)


def filter_of(visit: Visit) -> PictureFilter:
    """Return the filter of the gallery; outside of it, that of all pictures."""
    if visit.where() not in {Step.BROWSING, Step.CHOOSING}:
        return ALL_PICTURES
    return _filter_in(visit, FilterPictures.unpack(visit.remembered("among")))


def _filter_in(visit: Visit, button: FilterPictures) -> PictureFilter:
    """Return the filter of a button; an invalid month does not filter."""
    return PictureFilter(
        favourites=button.favourites,
        avatar=button.avatar,
        shape=button.shape,
        month=month_of(visit, button.month or ""),
    )


def month_of(visit: Visit, code: str) -> Month | None:
    """Return the person's month of a button, unless there is no such month."""
    try:
        year, number = map(int, code.split("-"))
        return Month(year, number, visit.texts.zone)
    except ValueError:
        return None


# --- opening ----------------------------------------------------------------


@routes.opens(GalleryMove.OPEN, "gallery")
async def _open(visit: Visit) -> View:
    return await _newest_of(visit, ALL_PICTURES)


@routes.tap(GalleryMenu, GalleryMove.NEWEST)
async def _newest(visit: Visit, _: GalleryMenu) -> View:
    return await _newest_of(visit, filter_of(visit))


@routes.tap(AvatarAction, AvatarMove.PICTURES)
async def _of_avatar(visit: Visit, tap: AvatarAction) -> View:
    await visit.cases.avatars.card(visit.person.id, tap.avatar)  # raises unless theirs
    return await _newest_of(visit, PictureFilter(avatar=tap.avatar))


@routes.question(Step.BROWSING, "button-wanted")
async def _ask_newest(visit: Visit, _: InvalidTextError | None) -> View:
    return await _newest_of(visit, filter_of(visit))


async def _newest_of(visit: Visit, among: PictureFilter) -> View:
    newest = await visit.cases.pages.newest(visit.person.id, among)
    return show_page(visit, newest, among)


def show_page(visit: Visit, shown: GalleryPage | None, among: PictureFilter) -> View:
    """Return a page, the card of a single picture, or that the gallery is empty."""
    enter_gallery(visit, among if shown is None else shown.among)
    if shown is None:
        return gallery.no_pictures(visit.texts, among)
    if shown.card is not None:
        return gallery.picture_card(visit.texts, shown.card)
    return gallery_pages.picture_page(visit.texts, shown, visit.nonce)


async def _seen(visit: Visit, card: GalleryCard | None, among: PictureFilter) -> View:
    """Return the card of the picture, or the page of an empty gallery."""
    if card is None:
        enter_gallery(visit, among)
        return gallery.no_pictures(visit.texts, among)
    enter_gallery(visit, card.among)
    return gallery.picture_card(visit.texts, card)


# --- one picture ----------------------------------------------------------


async def _card(visit: Visit, tap: PictureAction) -> GalleryCard:
    """Return the card of the picture among all, whatever the filter."""
    return await visit.cases.gallery.show(visit.person.id, tap.picture, ALL_PICTURES)


@routes.tap(PictureAction, PictureMove.SHOW)
async def _show(visit: Visit, tap: PictureAction) -> View:
    among = filter_of(visit)
    card = await visit.cases.gallery.show(visit.person.id, tap.picture, among)
    return await _seen(visit, card, among)


@routes.tap(PictureAction, PictureMove.OPEN)
async def _beside(visit: Visit, tap: PictureAction) -> None:
    card = await _card(visit, tap)
    await visit.screen.send(await _seen(visit, card, ALL_PICTURES))


@routes.tap(PictureAction, PictureMove.ORIGINAL)
async def _original(visit: Visit, tap: PictureAction) -> None:
    card = await _card(visit, tap)
    await visit.screen.document(gallery.original(visit.texts, card))


@routes.tap(PictureAction, PictureMove.NEWER, PictureMove.OLDER)
async def _step(visit: Visit, tap: PictureAction) -> View:
    among, cases = filter_of(visit), visit.cases.gallery
    step = cases.newer if tap.move is PictureMove.NEWER else cases.older
    try:
        card = await step(visit.person.id, tap.picture, among)
    except NotFoundError:
        card = await _after_all(visit, among)
    return await _seen(visit, card, among)


@routes.tap(PictureAction, PictureMove.LIKE, PictureMove.UNLIKE)
async def _like(visit: Visit, tap: PictureAction) -> View:
    among, favourite = filter_of(visit), tap.move is PictureMove.LIKE
    card = await visit.cases.gallery.like(
        visit.person.id, tap.picture, among, favourite=favourite
    )
    await visit.screen.toast(visit.texts.plain("liked" if favourite else "unliked"))
    return await _seen(visit, card, among)


@routes.tap(PictureAction, PictureMove.DELETE)
async def _ask_delete(visit: Visit, tap: PictureAction) -> View:
    return gallery.ask_delete_picture(visit.texts, await _card(visit, tap))


@routes.tap(PictureAction, PictureMove.DELETE_FOR_GOOD)
async def _delete(visit: Visit, tap: PictureAction) -> View:
    among = filter_of(visit)
    try:
        card = await visit.cases.gallery.delete(visit.person.id, tap.picture, among)
    except NotFoundError:
        card = await _after_all(visit, among)
    else:
        await visit.screen.toast(visit.texts.plain("picture-deleted"))
    return await _seen(visit, card, among)


async def _after_all(visit: Visit, among: PictureFilter) -> GalleryCard | None:
    """Say that the picture is gone, and return the newest instead."""
    await visit.screen.toast(visit.texts.plain("not-found-picture"))
    return await visit.cases.gallery.open(visit.person.id, among)


# --- filters and statistics -----------------------------------------------


@routes.tap(GalleryMenu, GalleryMove.STATISTICS)
async def _statistics(visit: Visit, _: GalleryMenu) -> View:
    told = await visit.cases.gallery.statistics(visit.person.id)
    return gallery.statistics(visit.texts, told)


@routes.tap(GalleryMenu, *_CHOICES)
async def _choose(visit: Visit, tap: GalleryMenu) -> View:
    choices = await visit.cases.gallery.choices(
        visit.person.id, filter_of(visit), visit.texts.zone
    )
    return _CHOICES[tap.move](visit.texts, choices)


@routes.tap(FilterPictures)
async def _filter(visit: Visit, tap: FilterPictures) -> View:
    if tap.avatar is not None:
        await visit.cases.avatars.card(visit.person.id, tap.avatar)  # or raises
    among = _filter_in(visit, tap)
    enter_gallery(visit, among)
    choices = await visit.cases.gallery.choices(
        visit.person.id, among, visit.texts.zone
    )
    return gallery.filters(visit.texts, choices)
