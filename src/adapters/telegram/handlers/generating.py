"""Ordering pictures."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import AvatarNotReadyError, InvalidTextError, NotFoundError
from avatar_core.ids import AvatarId, JobId
from avatar_core.texts import clean_prompt

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    BackToSizes,
    Menu,
    OrderPictures,
    PickSize,
    Section,
)
from ..states import Drawing
from ..views import generating
from .visit import Visit
from .words import TYPED, avatar_in


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="generating")
    taps, messages = router.callback_query, router.message
    taps.register(_with_main, Menu.filter(F.section == Section.GENERATE))
    taps.register(_with, AvatarAction.filter(F.move == AvatarMove.GENERATE))
    taps.register(_prompt, AvatarAction.filter(F.move == AvatarMove.PROMPT))
    taps.register(_back_to_sizes, BackToSizes.filter())
    taps.register(_size_picked, PickSize.filter())
    taps.register(_order, OrderPictures.filter())
    drawing = StateFilter(Drawing.prompting, Drawing.choosing)
    messages.register(_described, drawing, TYPED)
    messages.register(_words_wanted, drawing, ~F.text)
    return router


async def _with_main(_: CallbackQuery, visit: Visit) -> None:
    main = await visit.cases.avatars.main(visit.person.id)
    if main is None:
        everything = await visit.cases.avatars.all(visit.person.id)
        main = everything[-1] if everything else None
    await visit.leave()
    if main is None:
        await visit.screen.show(generating.no_avatar(visit.texts))
        return
    await _open(visit, main.id)


async def _with(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> None:
    await visit.leave()
    await _open(visit, AvatarId(callback_data.avatar))


async def _open(visit: Visit, avatar: AvatarId) -> None:
    try:
        quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    except AvatarNotReadyError:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        await visit.screen.show(generating.not_yet(visit.texts, card.avatar))
        return
    await visit.screen.show(generating.generate_menu(visit.texts, quote))


async def _prompt(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> None:
    avatar = AvatarId(callback_data.avatar)
    await visit.cases.pictures.quote(visit.person.id, avatar)  # ready, or refused
    await visit.enter(Drawing.prompting, avatar=avatar.hex)
    await visit.screen.show(generating.ask_words(visit.texts, avatar))


async def _described(message: Message, visit: Visit) -> None:
    avatar = await avatar_in(visit)
    try:
        words = clean_prompt(message.text or "")
    except InvalidTextError as error:
        await visit.screen.show(generating.ask_words(visit.texts, avatar, error))
        return
    await visit.cases.pictures.quote(visit.person.id, avatar)
    order = visit.cases.ids()
    await visit.enter(Drawing.choosing, avatar=avatar.hex, words=words, order=order.hex)
    await visit.screen.show(generating.choose_size(visit.texts, words, avatar, order))


async def _words_wanted(_: Message, visit: Visit) -> None:
    avatar = await avatar_in(visit)
    note = visit.texts("words-wanted")
    await visit.screen.show(generating.ask_words(visit.texts, avatar, note=note))


async def _back_to_sizes(
    _: CallbackQuery, callback_data: BackToSizes, visit: Visit
) -> None:
    order = callback_data.order
    if not await current(visit, order):
        return
    avatar, words = await avatar_in(visit), await visit.remembered("words")
    await visit.screen.show(generating.choose_size(visit.texts, words, avatar, order))


async def _size_picked(_: CallbackQuery, callback_data: PickSize, visit: Visit) -> None:
    if not await current(visit, callback_data.order):
        return
    avatar, words = await avatar_in(visit), await visit.remembered("words")
    quote = await visit.cases.pictures.quote(visit.person.id, avatar)
    await visit.screen.show(
        generating.choose_count(
            visit.texts, quote, words, callback_data.size, callback_data.order
        )
    )


async def _order(_: CallbackQuery, callback_data: OrderPictures, visit: Visit) -> None:
    if not await current(visit, callback_data.order):
        return
    if callback_data.count not in generating.COUNTS:  # no button of ours says so
        await visit.screen.alert(visit.texts.plain("button-expired"))
        return
    job = JobId(callback_data.order)
    await visit.cases.pictures.start(
        visit.person.id,
        await avatar_in(visit),
        job,
        words=await visit.remembered("words"),
        size=callback_data.size,
        count=callback_data.count,
    )
    await visit.leave()
    await visit.show_job(job)


async def current(visit: Visit, order: UUID) -> bool:
    """Return whether this order is being made now; if not, say what became of it."""
    try:
        await visit.show_job(JobId(order))
    except NotFoundError:
        pass
    else:
        return False
    if await visit.remembered("order") == order.hex:
        return True
    await visit.screen.alert(visit.texts.plain("order-out-of-date"))
    await visit.screen.show(await visit.main_menu())
    return False
