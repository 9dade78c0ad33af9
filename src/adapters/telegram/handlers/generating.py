"""Ordering pictures."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core import Person, Size
from avatar_core.errors import AvatarNotReadyError, InvalidTextError, Thing
from avatar_core.ids import AvatarId, JobId
from avatar_core.texts import clean_prompt

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    BackToSizes,
    Menu,
    OrderPictures,
    PickSize,
    PolishWords,
    Section,
)
from ..states import Drawing
from ..view import View
from ..views import generating
from .visit import Visit
from .words import SAID, avatar_in, id_in


def setup() -> Router:
    """Return a new router."""
    router = Router(name="generating")
    taps, messages = router.callback_query, router.message
    taps.register(_with_main, Menu.filter(F.section == Section.GENERATE))
    taps.register(_with, AvatarAction.filter(F.move == AvatarMove.GENERATE))
    taps.register(_prompt, AvatarAction.filter(F.move == AvatarMove.PROMPT))
    taps.register(_back_to_sizes, BackToSizes.filter())
    taps.register(_size_picked, PickSize.filter())
    taps.register(_polish, PolishWords.filter())
    taps.register(_order, OrderPictures.filter())
    drawing = StateFilter(Drawing.prompting, Drawing.choosing)
    messages.register(_described, drawing, SAID)
    router.edited_message.register(_described, drawing, SAID)
    return router


async def _with_main(_: CallbackQuery, visit: Visit) -> View:
    main = await visit.cases.avatars.main(visit.person.id)
    if main is None:
        everything = await visit.cases.avatars.all(visit.person.id)
        main = everything[-1] if everything else None
    visit.leave()
    if main is None:
        return generating.no_avatar(visit.texts)
    return await _open(visit, main.id)


async def _with(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    visit.leave()
    return await _open(visit, callback_data.avatar)


async def _open(visit: Visit, avatar: AvatarId) -> View:
    try:
        quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    except AvatarNotReadyError:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        return generating.not_yet(visit.texts, card.avatar)
    # A text is now used as the prompt, without another tap.
    visit.enter(Drawing.prompting, avatar=avatar.hex)
    return generating.generate_menu(visit.texts, quote)


async def _prompt(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    avatar = callback_data.avatar
    view = await _asking(visit, avatar)  # raises unless ready
    visit.enter(Drawing.prompting, avatar=avatar.hex)
    return view


async def _asking(
    visit: Visit, avatar: AvatarId, fault: InvalidTextError | None = None
) -> View:
    quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    polished = quote.enrichable and visit.person.enrich
    return generating.ask_words(visit.texts, avatar, fault, polished=polished)


async def _described(_: Message, words: str, visit: Visit) -> View:
    avatar = avatar_in(visit)
    try:
        words = clean_prompt(words)
    except InvalidTextError as error:
        return await _asking(visit, avatar, error)
    return await offer(visit, avatar, words)


async def offer(
    visit: Visit,
    avatar: AvatarId,
    words: str,
    *,
    source: JobId | None = None,
    size: Size | None = None,
) -> View:
    """Begin an order with this prompt, and return the first question.

    *source* is the job that the prompt is from (see `GeneratePictures.start`); *size*
    is offered instead of the person's default.

    Raises:
        RefusedError: The avatar cannot draw now.
    """
    await visit.cases.pictures.quote(visit.person.id, avatar)
    order = JobId(visit.ids())
    visit.enter(
        Drawing.choosing,
        avatar=avatar.hex,
        words=words,
        order=order.hex,
        source=source.hex if source else "",
    )
    size = size or visit.person.default_size
    if size is not None:
        return await _counting(visit, visit.person, size, order)
    return generating.choose_size(visit.texts, words, avatar, order)


async def _counting(visit: Visit, person: Person, size: Size, order: JobId) -> View:
    words = visit.remembered("words")
    quote = await visit.cases.pictures.quote(
        person.id, avatar_in(visit), words=words, source=_source_in(visit)
    )
    polished = person.enrich if quote.enrichable else None
    return generating.choose_count(
        visit.texts, quote, words, size, order, polished=polished
    )


def _source_in(visit: Visit) -> JobId | None:
    source = visit.remembered("source")
    return JobId(UUID(source)) if source else None


async def offer_main(visit: Visit, words: str) -> View | None:
    """Begin an order with the main avatar, if it can draw this prompt."""
    main = await visit.cases.avatars.main(visit.person.id)
    if main is None:
        return None
    try:
        return await offer(visit, main.id, clean_prompt(words))
    except (InvalidTextError, AvatarNotReadyError):
        return None


async def words_step(visit: Visit) -> View:
    """Return the question for the prompt."""
    return await _asking(visit, avatar_in(visit))


async def size_step(visit: Visit) -> View:
    """Return the question for the size."""
    return generating.choose_size(
        visit.texts,
        visit.remembered("words"),
        avatar_in(visit),
        JobId(id_in(visit, "order", Thing.JOB)),
    )


async def _back_to_sizes(
    _: CallbackQuery, callback_data: BackToSizes, visit: Visit
) -> View | None:
    if not await current(visit, callback_data.order):
        return None
    return await size_step(visit)


async def _size_picked(
    _: CallbackQuery, callback_data: PickSize, visit: Visit
) -> View | None:
    if not await current(visit, callback_data.order):
        return None
    size, order = callback_data.size, callback_data.order
    return await _counting(visit, visit.person, size, order)


async def _polish(
    _: CallbackQuery, callback_data: PolishWords, visit: Visit
) -> View | None:
    size, order = callback_data.size, callback_data.order
    if not await current(visit, order):
        return None
    person = await visit.cases.preferences.enrich(
        visit.person.id, enrich=callback_data.on
    )
    return await _counting(visit, person, size, order)


async def _order(_: CallbackQuery, callback_data: OrderPictures, visit: Visit) -> None:
    if not await current(visit, callback_data.order):
        return
    if callback_data.count not in generating.COUNTS:  # forged
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return
    job, size = callback_data.order, callback_data.size
    if not await visit.price_stands(await _counting(visit, visit.person, size, job)):
        return
    await visit.cases.pictures.start(
        visit.person.id,
        avatar_in(visit),
        job,
        words=visit.remembered("words"),
        size=size,
        count=callback_data.count,
        source=_source_in(visit),
    )
    visit.leave()
    await visit.show_job(job)


async def current(visit: Visit, order: JobId) -> bool:
    """Return whether this order is still open; if not, show its outcome."""
    if await visit.shows_job(order):
        return False
    if visit.remembered("order") == order.hex:
        return True
    await visit.screen.alert(visit.texts.plain("order-out-of-date"))
    await visit.screen.show(await visit.main_menu())
    return False
