"""The list of avatars, and changing them."""

from avatar_core.errors import InvalidTextError
from avatar_core.ids import AvatarId

from ..callbacks import AvatarAction, AvatarMove, AvatarsPage, Section, SetHair
from ..steps import Step
from ..view import View
from ..views import avatars
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.opens(Section.AVATARS, "avatars")
async def _list(visit: Visit, page: int = 0) -> View:
    everything, main = await visit.cases.avatars.all_and_main(visit.person.id)
    return avatars.avatars_page(
        visit.texts, everything, main.id if main else None, page
    )


@routes.tap(AvatarsPage)
async def _page(visit: Visit, tap: AvatarsPage) -> View:
    return await _list(visit, tap.page)


async def _card(visit: Visit, avatar: AvatarId, note: str | None = None) -> View:
    card = await visit.cases.avatars.card(visit.person.id, avatar)
    return avatars.avatar_card(visit.texts, card, note=note)


@routes.tap(AvatarAction, AvatarMove.SHOW)
async def _show(visit: Visit, tap: AvatarAction) -> View:
    visit.leave()
    return await _card(visit, tap.avatar)


@routes.tap(AvatarAction, AvatarMove.MAKE_MAIN)
async def _make_main(visit: Visit, tap: AvatarAction) -> View:
    await visit.cases.avatars.make_main(visit.person.id, tap.avatar)
    await visit.screen.toast(visit.texts.plain("made-main"))
    return await _card(visit, tap.avatar)


@routes.tap(AvatarAction, AvatarMove.HAIR)
async def _hair(visit: Visit, tap: AvatarAction) -> View:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    return avatars.choose_hair(visit.texts, card.avatar)


@routes.tap(SetHair)
async def _set_hair(visit: Visit, tap: SetHair) -> View:
    await visit.cases.avatars.describe(visit.person.id, tap.avatar, tap.hair)
    return await _card(visit, tap.avatar)


@routes.begins(AvatarAction, AvatarMove.RENAME)
@routes.question(Step.RENAMING, "name-wanted")
async def _ask_name(visit: Visit, fault: InvalidTextError | None) -> View:
    card = await visit.cases.avatars.card(visit.person.id, visit.avatar)
    return avatars.ask_new_name(visit.texts, card.avatar, fault)


@routes.text(Step.RENAMING)
async def _renamed(visit: Visit, words: str) -> View:
    avatar = visit.avatar
    await visit.cases.avatars.rename(visit.person.id, avatar, words)
    visit.leave()
    return await _card(visit, avatar, visit.texts("renamed"))


@routes.tap(AvatarAction, AvatarMove.DELETE)
async def _ask_delete(visit: Visit, tap: AvatarAction) -> View:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    return avatars.ask_delete(visit.texts, card.avatar)


@routes.tap(AvatarAction, AvatarMove.DELETE_FOR_GOOD)
async def _delete(visit: Visit, tap: AvatarAction) -> View:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    await visit.cases.avatars.delete(visit.person.id, tap.avatar)
    visit.leave()
    await visit.screen.toast(visit.texts.plain("avatar-deleted", name=card.avatar.name))
    return await _list(visit)
