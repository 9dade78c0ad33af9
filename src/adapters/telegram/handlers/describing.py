"""Having a photo described, and drawing from the description."""

from contextlib import suppress
from uuid import UUID

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import (
    InvalidTextError,
    NotFoundError,
    PhotoFault,
    PhotoRejectedError,
    Thing,
)
from avatar_core.ids import AvatarId, JobId
from avatar_core.orders import DescriptionOrder
from avatar_core.ports import News
from avatar_core.texts import clean, clean_prompt, is_foreign, together
from avatar_core.use_cases import PictureQuote

from ..callbacks import AvatarAction, AvatarMove, JobAction, JobMove
from ..files import SentFile
from ..states import Describing
from ..view import View
from ..views import generating, scenes
from ..views.jobs import standing
from ..views.parts import paragraphs
from .creating import NO_PHOTO, SENT
from .generating import offer
from .visit import Visit
from .words import SAID, avatar_in, words_of


def setup() -> Router:
    """Return a new router."""
    router = Router(name="describing")
    taps, messages = router.callback_query, router.message
    taps.register(_ask, AvatarAction.filter(F.move == AvatarMove.FROM_PHOTO))
    taps.register(_draw, JobAction.filter(F.move == JobMove.DRAW))
    taps.register(_edit, JobAction.filter(F.move == JobMove.EDIT))
    waiting = StateFilter(Describing.waiting)
    messages.register(_sent, waiting, SENT)
    messages.register(_no_photo, waiting, NO_PHOTO)
    reading = StateFilter(Describing.reading)
    messages.register(_sent_another, reading, SENT)
    messages.register(_said, reading, SAID)
    router.edited_message.register(_said, reading, SAID)
    return router


async def _ask(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    avatar = callback_data.avatar
    quote = await _quote(visit, avatar)  # raises unless ready
    _wait(visit, avatar, price=str(quote.prices.description))
    return _asking(visit, quote)


def _wait(visit: Visit, avatar: AvatarId, *, price: str) -> None:
    # All photos of an album give one job id, so they order once.
    order = JobId(visit.ids())
    visit.enter(Describing.waiting, avatar=avatar.hex, order=order.hex, price=price)


async def _quote(visit: Visit, avatar: AvatarId) -> PictureQuote:
    return await visit.cases.pictures.quote(visit.person.id, avatar)


def _asking(visit: Visit, quote: PictureQuote, fault: PhotoFault | None = None) -> View:
    return scenes.ask_photo(
        visit.texts, quote.avatar.id, quote.prices, quote.balance, fault
    )


# --- the photo ------------------------------------------------------------


async def _sent(message: Message, file: SentFile, visit: Visit) -> View | None:
    if not await visit.answers(message):
        return None  # only one photo of an album is described
    avatar, job = avatar_in(visit), _order_in(visit)
    price = visit.remembered("price")
    if not await _price_stands(visit, avatar, job, price):
        return None
    try:
        async with visit.files.fetched(file) as data:
            await visit.cases.descriptions.start(visit.person.id, avatar, job, data)
    except PhotoRejectedError as error:
        quote = await _quote(visit, avatar)
        return _asking(visit, quote, error.fault)
    wish = clean(words_of(message) or "")
    visit.enter(
        Describing.reading, avatar=avatar.hex, order=job.hex, price=price, wish=wish
    )
    await visit.show_job(job, note=_first_words(message, wish, visit) or None)
    return None


def _first_words(message: Message, wish: str, visit: Visit) -> str:
    return paragraphs(
        visit.texts("one-of-album") if message.media_group_id else None,
        visit.texts("wish-kept") if wish else None,
    )


async def _price_stands(visit: Visit, avatar: AvatarId, job: JobId, price: str) -> bool:
    """Return whether the price is as shown, or the photo is ordered already."""
    with suppress(NotFoundError):
        await visit.cases.news(visit.person.id, job)
        return True
    quote = await _quote(visit, avatar)
    if price == str(quote.prices.description):
        return True
    visit.leave()
    await visit.screen.toast(visit.texts.plain("prices-changed"))
    await visit.screen.show(generating.generate_menu(visit.texts, quote))
    return False


async def _no_photo(message: Message, visit: Visit) -> View:
    fault = PhotoFault.ANIMATED if message.animation else PhotoFault.NOT_AN_IMAGE
    quote = await _quote(visit, avatar_in(visit))
    return _asking(visit, quote, fault)


async def photo_step(visit: Visit) -> View:
    """Return the question for a photo."""
    return _asking(visit, await _quote(visit, avatar_in(visit)))


async def _sent_another(message: Message, file: SentFile, visit: Visit) -> View | None:
    if not await visit.answers(message):
        return None
    job = _order_in(visit)
    news = await visit.cases.news(visit.person.id, job)
    if news.open:
        await _one_at_a_time(visit, job)
        return None
    price = visit.remembered("price")
    _wait(visit, avatar_in(visit), price=price)
    return await _sent(message, file, visit)


async def _one_at_a_time(visit: Visit, job: JobId) -> None:
    async def look() -> View:
        return scenes.patience(visit.texts, job, visit.texts("one-photo-at-a-time"))

    await visit.screen.refresh(look, key="one-photo-at-a-time")


# --- the words ------------------------------------------------------------


async def scene_step(visit: Visit) -> View:
    """Return the description to be changed, or the state of the job."""
    job = _order_in(visit)
    news = await visit.cases.news(visit.person.id, job)
    if news.open:
        return scenes.patience(visit.texts, job, visit.texts("still-looking"))
    if news.scene is None:
        return standing(visit.texts, news)
    return scenes.edit_scene(visit.texts, job, news.scene.text)


async def _said(_: Message, words: str, visit: Visit) -> View:
    """Use a text after a described photo as the prompt."""
    job = _order_in(visit)
    news = await visit.cases.news(visit.person.id, job)
    if news.open or news.scene is None:
        return await scene_step(visit)
    try:
        words = clean_prompt(words)
    except InvalidTextError as error:
        return scenes.edit_scene(visit.texts, job, news.scene.text, error)
    return await offer(visit, news.job.avatar, words, source=job)


async def _draw(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> None:
    job = callback_data.job
    news, scene = await _seen(visit, job)
    wish = _wish_for(visit, job)
    if wish:
        scene = together(wish, scene)
    # A description is in English already; a wish may have to be translated.
    source = None if is_foreign(wish) else job
    # A new message, so that the description stays in the chat.
    await visit.screen.send(await offer(visit, news.job.avatar, scene, source=source))


async def _edit(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> View:
    job = callback_data.job
    news, scene = await _seen(visit, job)
    await visit.cases.pictures.quote(visit.person.id, news.job.avatar)
    visit.enter(Describing.reading, avatar=news.job.avatar.hex, order=job.hex)
    return scenes.edit_scene(visit.texts, job, scene)


def _wish_for(visit: Visit, job: JobId) -> str:
    """Return the caption of the photo, if the conversation still stores it."""
    if visit.where() != Describing.reading.state:
        return ""
    if visit.remembered("order") != job.hex:
        return ""
    return visit.remembered("wish")


async def _seen(visit: Visit, job: JobId) -> tuple[News, str]:
    news = await visit.cases.news(visit.person.id, job)
    if news.scene is None or not isinstance(news.job.order, DescriptionOrder):
        raise NotFoundError(Thing.JOB)
    return news, news.scene.text


def _order_in(visit: Visit) -> JobId:
    return JobId(UUID(visit.remembered("order")))
