"""Agreeing to what happens to photos, and going on with what needed it."""

import attrs

from avatar_core import AvatarEvent
from avatar_core.errors import ConsentMissingError

from ..callbacks import Agree, AvatarAction, AvatarMove
from ..view import AnyButton, View
from ..views.parts import act
from . import describing, pages, training
from .routes import Routes
from .taking_photos import begin_upload
from .visit import Visit


routes = Routes()


@routes.tap(Agree)
async def _agreed(visit: Visit, tap: Agree) -> View | None:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    try:
        person = await visit.cases.consent(visit.person.id, tap.version)
    except ConsentMissingError:  # the screen is of an older version
        return visit.ask_consent(card.avatar)
    visit = attrs.evolve(visit, person=person)
    if card.avatar.collecting:
        await begin_upload(visit, tap.avatar)
        return None
    if AvatarEvent.GENERATE in card.avatar.actions:
        return await describing.begin_describing(visit, tap.avatar)
    return await training.show_summary(visit, tap.avatar)


@routes.tap(AvatarAction, AvatarMove.TERMS)
async def _terms(visit: Visit, tap: AvatarAction) -> View:
    return pages.terms_page(visit, await _back(visit, tap))


@routes.tap(AvatarAction, AvatarMove.PRIVACY)
async def _privacy(visit: Visit, tap: AvatarAction) -> View:
    return await pages.privacy_page(visit, await _back(visit, tap))


async def _back(visit: Visit, tap: AvatarAction) -> AnyButton:
    card = await visit.cases.avatars.card(visit.person.id, tap.avatar)
    move = AvatarMove.UPLOAD if card.avatar.collecting else AvatarMove.SHOW
    return act("button-back", move, tap.avatar)
