"""The list of avatars, and changing them."""

from aiogram import F, Router
from aiogram.filters import Command, StateFilter
from aiogram.types import CallbackQuery, Message

from avatar_core.errors import InvalidTextError
from avatar_core.ids import AvatarId

from ..callbacks import AvatarAction, AvatarMove, AvatarsPage, Menu, Section, SetHair
from ..states import Arranging
from ..view import View
from ..views import avatars
from .visit import Visit
from .words import SAID, avatar_in


def setup() -> Router:
    """Return a new router."""
    router = Router(name="avatars")
    taps, messages = router.callback_query, router.message
    messages.register(_avatars, Command("avatars"))
    taps.register(_avatars, Menu.filter(F.section == Section.AVATARS))
    taps.register(_page, AvatarsPage.filter())
    taps.register(_show, AvatarAction.filter(F.move == AvatarMove.SHOW))
    taps.register(_make_main, AvatarAction.filter(F.move == AvatarMove.MAKE_MAIN))
    taps.register(_rename, AvatarAction.filter(F.move == AvatarMove.RENAME))
    taps.register(_hair, AvatarAction.filter(F.move == AvatarMove.HAIR))
    taps.register(_set_hair, SetHair.filter())
    taps.register(_delete, AvatarAction.filter(F.move == AvatarMove.DELETE))
    taps.register(_deleted, AvatarAction.filter(F.move == AvatarMove.DELETE_FOR_GOOD))
    messages.register(_renamed, StateFilter(Arranging.renaming), SAID)
    return router


async def _avatars(_: Message | CallbackQuery, visit: Visit) -> View:
    visit.leave()
    return await _list(visit)


async def _page(_: CallbackQuery, callback_data: AvatarsPage, visit: Visit) -> View:
    return await _list(visit, callback_data.page)


async def _list(visit: Visit, page: int = 0) -> View:
    everything = await visit.cases.avatars.all(visit.person.id)
    main = await visit.cases.avatars.main(visit.person.id)
    return avatars.avatars_page(
        visit.texts, everything, main.id if main else None, page
    )


async def _card(visit: Visit, avatar: AvatarId, note: str | None = None) -> View:
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    everything = await visit.cases.avatars.all(visit.person.id)
    siblings = [sibling.id for sibling in everything]
    return avatars.avatar_card(visit.texts, card, siblings, note=note)


async def _show(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    visit.leave()
    return await _card(visit, callback_data.avatar)


async def _make_main(
    _: CallbackQuery, callback_data: AvatarAction, visit: Visit
) -> View:
    avatar = callback_data.avatar
    await visit.cases.avatars.make_main(visit.person.id, avatar)
    await visit.screen.toast(visit.texts.plain("made-main"))
    return await _card(visit, avatar)


async def _hair(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    card = await visit.cases.avatars.card(visit.person.id, callback_data.avatar)
    return avatars.choose_hair(visit.texts, card.avatar)


async def _set_hair(_: CallbackQuery, callback_data: SetHair, visit: Visit) -> View:
    avatar = callback_data.avatar
    await visit.cases.avatars.describe(visit.person.id, avatar, callback_data.hair)
    return await _card(visit, avatar)


async def _rename(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    avatar = callback_data.avatar
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    visit.enter(Arranging.renaming, avatar=avatar.hex)
    return avatars.ask_new_name(visit.texts, card.avatar)


async def _renamed(_: Message, words: str, visit: Visit) -> View:
    avatar = avatar_in(visit)
    try:
        await visit.cases.avatars.rename(visit.person.id, avatar, words)
    except InvalidTextError as error:
        card = await visit.cases.avatars.card(visit.person.id, avatar)
        return avatars.ask_new_name(visit.texts, card.avatar, error)
    visit.leave()
    return await _card(visit, avatar, visit.texts("renamed"))


async def name_step(visit: Visit) -> View:
    """Return the question for a new name."""
    avatar = avatar_in(visit)
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    return avatars.ask_new_name(visit.texts, card.avatar)


async def _delete(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    card = await visit.cases.avatars.card(visit.person.id, callback_data.avatar)
    return avatars.ask_delete(visit.texts, card.avatar)


async def _deleted(_: CallbackQuery, callback_data: AvatarAction, visit: Visit) -> View:
    avatar = callback_data.avatar
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    await visit.cases.avatars.delete(visit.person.id, avatar)
    visit.leave()
    await visit.screen.toast(visit.texts.plain("avatar-deleted", name=card.avatar.name))
    return await _list(visit)
