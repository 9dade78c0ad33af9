"""Ordering pictures from a delivered one."""

from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final
from uuid import uuid5

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, Message

from avatar_core import AvatarStatus
from avatar_core.errors import (
    AvatarNotReadyError,
    InvalidTextError,
    NotFoundError,
    Thing,
)
from avatar_core.ids import JobId, PictureId
from avatar_core.texts import clean_prompt
from avatar_core.use_cases import RemixQuote

from ..callbacks import (
    OrderRecast,
    OrderRemix,
    OrderResized,
    PictureAction,
    PictureMove,
    RemixMove,
)
from ..states import Remixing
from ..texts import Texts
from ..view import View
from ..views import remix
from .generating import offer
from .kept_filter import enter_gallery, filter_of
from .visit import Visit
from .words import SAID, id_in


_NONCE_DIGITS: Final = 8


def setup() -> Router:
    """Return a new router."""
    router = Router(name="remix")
    taps, messages = router.callback_query, router.message
    taps.register(_menu, PictureAction.filter(F.move == PictureMove.REMIX))
    taps.register(_beside, PictureAction.filter(F.move == PictureMove.VARY))
    taps.register(_prompt, PictureAction.filter(F.move == PictureMove.PROMPT))
    taps.register(_sizes, PictureAction.filter(F.move == PictureMove.SIZES))
    taps.register(_avatars, PictureAction.filter(F.move == PictureMove.AVATARS))
    taps.register(_reword, PictureAction.filter(F.move == PictureMove.REWORD))
    taps.register(_order, OrderRemix.filter())
    taps.register(_resized, OrderResized.filter())
    taps.register(_recast, OrderRecast.filter())
    rewording = StateFilter(Remixing.rewording)
    messages.register(_reworded, rewording, SAID)
    router.edited_message.register(_reworded, rewording, SAID)
    return router


async def _quote(visit: Visit, picture: PictureId) -> RemixQuote:
    return await visit.cases.remix.quote(visit.person.id, picture)


def _nonce(visit: Visit) -> str:
    """Return a part of the job ids that is unique to this screen."""
    return visit.ids().hex[:_NONCE_DIGITS]


def _job(picture: PictureId, button: CallbackData) -> JobId:
    """Return the id of the job that a button orders, the same at every tap."""
    return JobId(uuid5(picture, button.pack()))


# --- looking --------------------------------------------------------------


async def _menu(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    quote = await _quote(visit, callback_data.picture)
    enter_gallery(visit, filter_of(visit))  # no text is expected any more
    return remix.remix_menu(visit.texts, quote, _nonce(visit))


async def _beside(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> None:
    quote = await _quote(visit, callback_data.picture)
    visit.leave()
    await visit.screen.send(remix.remix_menu(visit.texts, quote, _nonce(visit)))


async def _prompt(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    quote = await _quote(visit, callback_data.picture)
    return remix.prompt(visit.texts, quote)


async def _sizes(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    quote = await _quote(visit, callback_data.picture)
    return remix.remix_sizes(visit.texts, quote, _nonce(visit))


async def _avatars(
    _: CallbackQuery, callback_data: PictureAction, visit: Visit
) -> View:
    quote = await _quote(visit, callback_data.picture)
    return remix.remix_avatars(visit.texts, quote, _nonce(visit))


# --- ordering -------------------------------------------------------------


async def _order(_: CallbackQuery, callback_data: OrderRemix, visit: Visit) -> None:
    orders = {
        RemixMove.AGAIN: visit.cases.remix.again,
        RemixMove.ANEW: visit.cases.remix.anew,
        RemixMove.ENLARGE: visit.cases.upscales.start,
    }
    start = partial(orders[callback_data.move], visit.person.id)
    await _ordered(visit, callback_data, remix.remix_menu, start)


async def _resized(_: CallbackQuery, callback_data: OrderResized, visit: Visit) -> None:
    start = partial(visit.cases.remix.resize, visit.person.id, size=callback_data.size)
    await _ordered(visit, callback_data, remix.remix_sizes, start)


async def _recast(_: CallbackQuery, callback_data: OrderRecast, visit: Visit) -> None:
    named = [
        avatar.id
        for avatar in await visit.cases.avatars.all(visit.person.id)
        if avatar.id.hex[: remix.AVATAR_DIGITS] == callback_data.avatar
    ]
    if not named:
        raise NotFoundError(Thing.AVATAR)
    start = partial(visit.cases.remix.recast, visit.person.id, avatar=named[0])
    await _ordered(visit, callback_data, remix.remix_avatars, start)


async def _ordered(
    visit: Visit,
    button: OrderRemix | OrderResized | OrderRecast,
    offer: Callable[[Texts, RemixQuote, str], View],
    start: Callable[[PictureId, JobId], Awaitable[object]],
) -> None:
    """Order what the button says, if its price is still that of the *offer*."""
    job = _job(button.picture, button)
    if not await visit.shows_job(job):
        quote = await _quote(visit, button.picture)
        if not await visit.price_stands(offer(visit.texts, quote, button.nonce)):
            return
        await start(quote.picture.id, job)
        await visit.show_job(job)
    visit.leave()


# --- other words ----------------------------------------------------------


async def _reword(_: CallbackQuery, callback_data: PictureAction, visit: Visit) -> View:
    quote = await _drawable(visit, callback_data.picture)
    visit.enter(Remixing.rewording, picture=quote.picture.id.hex)
    return remix.ask_rewording(visit.texts, quote)


async def _reworded(_: Message, words: str, visit: Visit) -> View:
    quote = await _drawable(visit, _picture_in(visit))
    try:
        words = clean_prompt(words)
    except InvalidTextError as error:
        return remix.ask_rewording(visit.texts, quote, error)
    picture = quote.picture
    return await offer(
        visit, picture.avatar, words, source=quote.job, size=picture.shape
    )


async def words_step(visit: Visit) -> View:
    """Return the question for a new prompt."""
    quote = await _drawable(visit, _picture_in(visit))
    return remix.ask_rewording(visit.texts, quote)


async def _drawable(visit: Visit, picture: PictureId) -> RemixQuote:
    quote = await _quote(visit, picture)
    if quote.avatar is None:
        raise AvatarNotReadyError(AvatarStatus.DELETED)
    return quote


def _picture_in(visit: Visit) -> PictureId:
    return PictureId(id_in(visit, "picture", Thing.PICTURE))
