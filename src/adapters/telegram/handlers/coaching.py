"""The coach: marked photos, the consent to compare faces, going on all the same."""

from ..callbacks import AvatarAction, AvatarMove, DropMarked, ShowMarked
from ..view import View
from ..views import coaching
from .creating import delete_photo
from .routes import Routes
from .training import show_summary
from .visit import Visit


routes = Routes()


@routes.tap(ShowMarked)
async def _marked(visit: Visit, tap: ShowMarked) -> View:
    uploads = await visit.cases.photos.show(visit.person.id, tap.avatar)
    return coaching.marked(visit.texts, uploads, tap.index)


@routes.tap(DropMarked)
async def _drop_marked(visit: Visit, tap: DropMarked) -> View:
    before, left = await delete_photo(visit, tap.photo)
    marked = list(before.judgement.marks)
    index = marked.index(tap.photo) if tap.photo in marked else 0
    return coaching.marked(visit.texts, left, index)


@routes.tap(AvatarAction, AvatarMove.COMPARE)
async def _compare(visit: Visit, tap: AvatarAction) -> None:
    await visit.screen.toast(visit.texts.plain("comparing"))
    await visit.cases.coach.allow_comparing(visit.person.id, tap.avatar)
    await visit.show_upload(tap.avatar)


@routes.tap(AvatarAction, AvatarMove.AS_THEY_ARE)
async def _as_they_are(visit: Visit, tap: AvatarAction) -> View:
    await visit.cases.training.accept_readiness(visit.person.id, tap.avatar)
    return await show_summary(visit, tap.avatar)
