"""The gallery: its pictures, filters and statistics."""

from typing import Final

import attrs

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import NotFoundError
from avatar_core.galleries import ALL_PICTURES, Month, PictureFilter
from avatar_core.use_cases import GalleryCard

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    FilterAvatar,
    FilterFavourites,
    FilterMonth,
    FilterShape,
    GalleryMenu,
    GalleryMove,
    PictureAction,
    PictureMove,
)
from ..view import View
from ..views import gallery
from .kept_filter import enter_gallery, filter_of
from .visit import Visit


_CHOICES: Final = {
    GalleryMove.FILTERS: gallery.filters,
    GalleryMove.AVATARS: gallery.choose_avatar,
    GalleryMove.SHAPES: gallery.choose_shape,
    GalleryMove.MONTHS: gallery.choose_month,
}


def setup() -> Router:
    """Return a new router."""
    router = Router(name="gallery")
    taps = router.callback_query
    router.message.register(_open, Command("gallery"))
    taps.register(_open, GalleryMenu.filter(F.move == GalleryMove.OPEN))
    taps.register(_newest, GalleryMenu.filter(F.move == GalleryMove.NEWEST))
    taps.register(_statistics, GalleryMenu.filter(F.move == GalleryMove.STATISTICS))
    taps.register(_choose, GalleryMenu.filter(F.move.in_(set(_CHOICES))))
    taps.register(_of_avatar, AvatarAction.filter(F.move == AvatarMove.PICTURES))
    taps.register(_favourites, FilterFavourites.filter())
    taps.register(_avatar, FilterAvatar.filter())
    taps.register(_shape, FilterShape.filter())
    taps.register(_month, FilterMonth.filter())
    taps.register(_show, PictureAction.filter(F.move == PictureMove.SHOW))
    taps.register(_beside, PictureAction.filter(F.move == PictureMove.OPEN))
    taps.register(_original, PictureAction.filter(F.move == PictureMove.ORIGINAL))
    taps.register(_step, PictureAction.filter(F.move.in_({"newer", "older"})))
    taps.register(_like, PictureAction.filter(F.move.in_({"like", "unlike"})))
    taps.register(_delete, PictureAction.filter(F.move == PictureMove.DELETE))
    taps.register(_deleted, PictureAction.filter(F.move == PictureMove.DELETE_FOR_GOOD))
    return router


async def _open(_: Message | CallbackQuery, visit: Visit) -> View:
    return await _newest_of(visit, ALL_PICTURES)


async def _newest(_: CallbackQuery, visit: Visit) -> View:
    return await _newest_of(visit, filter_of(visit))


async def _of_avatar(
    _: CallbackQuery, callback_data: AvatarAction, visit: Visit
) -> View:
    avatar = callback_data.avatar
    await visit.cases.avatars.card(visit.person.id, avatar)  # raises unless theirs
    return await _newest_of(visit, PictureFilter(avatar=avatar))


async def newest_step(visit: Visit) -> View:
    """Return the newest picture that matches the filter."""
    return await _newest_of(visit, filter_of(visit))


async def _newest_of(visit: Visit, among: PictureFilter) -> View:
    card = await visit.cases.gallery.open(visit.person.id, among)
    return await _seen(visit, card, among)


async def _seen(visit: Visit, card: GalleryCard | None, among: PictureFilter) -> View:
    """Return the card of the picture, or the page of an empty gallery."""
    if card is None:
        enter_gallery(visit, among)
        return gallery.no_pictures(visit.texts, among)
    enter_gallery(visit, card.among)
    return gallery.picture_card(visit.texts, card)


# --- one picture ----------------------------------------------------------


async def _show(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    among = filter_of(visit)
    card = await visit.cases.gallery.show(visit.person.id, callback_data.picture, among)
    return await _seen(visit, card, among)


async def _beside(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> None:
    card = await visit.cases.gallery.show(
        visit.person.id, callback_data.picture, ALL_PICTURES
    )
    await visit.screen.send(await _seen(visit, card, ALL_PICTURES))


async def _original(
    _: CallbackQuery, callback_data: PictureAction, visit: Visit
) -> None:
    card = await visit.cases.gallery.show(
        visit.person.id, callback_data.picture, ALL_PICTURES
    )
    await visit.screen.document(gallery.original(visit.texts, card))


async def _step(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    among = filter_of(visit)
    cases = visit.cases.gallery
    step = cases.newer if callback_data.move is PictureMove.NEWER else cases.older
    try:
        card = await step(visit.person.id, callback_data.picture, among)
    except NotFoundError:
        card = await _after_all(visit, among)
    return await _seen(visit, card, among)


async def _like(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    among = filter_of(visit)
    favourite = callback_data.move is PictureMove.LIKE
    card = await visit.cases.gallery.like(
        visit.person.id, callback_data.picture, among, favourite=favourite
    )
    await visit.screen.toast(visit.texts.plain("liked" if favourite else "unliked"))
    return await _seen(visit, card, among)


async def _delete(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    card = await visit.cases.gallery.show(
        visit.person.id, callback_data.picture, ALL_PICTURES
    )
    return gallery.ask_delete_picture(visit.texts, card)


async def _deleted(
    _: CallbackQuery, callback_data: PictureAction, visit: Visit
) -> View:
    among = filter_of(visit)
    try:
        card = await visit.cases.gallery.delete(
            visit.person.id, callback_data.picture, among
        )
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


async def _statistics(_: CallbackQuery, visit: Visit) -> View:
    told = await visit.cases.gallery.statistics(visit.person.id)
    return gallery.statistics(visit.texts, told)


async def _choose(_: CallbackQuery, callback_data: GalleryMenu, visit: Visit) -> View:
    choices = await visit.cases.gallery.choices(visit.person.id, filter_of(visit))
    return _CHOICES[callback_data.move](visit.texts, choices)


async def _favourites(
    _: CallbackQuery, callback_data: FilterFavourites, visit: Visit
) -> View:
    among = filter_of(visit)
    return await _narrow(visit, attrs.evolve(among, favourites=callback_data.on))


async def _avatar(_: CallbackQuery, callback_data: FilterAvatar, visit: Visit) -> View:
    avatar = None
    if callback_data.avatar is not None:
        avatar = callback_data.avatar
        await visit.cases.avatars.card(visit.person.id, avatar)  # raises unless theirs
    return await _narrow(visit, attrs.evolve(filter_of(visit), avatar=avatar))


async def _shape(_: CallbackQuery, callback_data: FilterShape, visit: Visit) -> View:
    among = filter_of(visit)
    return await _narrow(visit, attrs.evolve(among, shape=callback_data.shape))


async def _month(_: CallbackQuery, callback_data: FilterMonth, visit: Visit) -> View:
    try:
        month = Month(callback_data.year, callback_data.month)
    except ValueError:
        month = None
    return await _narrow(visit, attrs.evolve(filter_of(visit), month=month))


async def _narrow(visit: Visit, among: PictureFilter) -> View:
    enter_gallery(visit, among)
    choices = await visit.cases.gallery.choices(visit.person.id, among)
    return gallery.filters(visit.texts, choices)
