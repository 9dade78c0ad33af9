"""Watching and cancelling jobs, and continuing from their results."""

from avatar_core.errors import ActionNotAllowedError, NotFoundError, Thing
from avatar_core.orders import GenerationOrder

from ..callbacks import JobAction, JobMove, LeaveBroadcast
from ..view import View
from ..views import progress
from .generating import offer
from .packs import card_of, every_pack
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.tap(JobAction, JobMove.SHOW)
async def _show(visit: Visit, tap: JobAction) -> None:
    await visit.show_job(tap.job)


@routes.tap(JobAction, JobMove.LEAVE)
async def _leave(visit: Visit, tap: JobAction) -> View:
    await visit.cases.news(visit.person.id, tap.job)  # raises unless theirs
    await visit.cards.drop(tap.job)
    visit.leave()
    return await visit.main_menu()


@routes.tap(JobAction, JobMove.SCENES)
async def _scenes(visit: Visit, tap: JobAction) -> View:
    await visit.cases.news(visit.person.id, tap.job)  # raises unless theirs
    await visit.cards.drop(tap.job)
    return await every_pack(visit)


@routes.tap(JobAction, JobMove.CANCEL)
async def _ask_cancel(visit: Visit, tap: JobAction) -> View | None:
    news = await visit.cases.news(visit.person.id, tap.job)
    if not news.open:
        await visit.show_job(tap.job)
        return None
    await visit.cards.drop(tap.job)
    return progress.ask_cancel(visit.texts, news)


@routes.tap(JobAction, JobMove.CANCEL_FOR_GOOD)
async def _cancel(visit: Visit, tap: JobAction) -> None:
    try:
        await visit.cases.cancel_job(visit.person.id, tap.job)
    except ActionNotAllowedError as error:
        await visit.refuse(error)
    else:
        await visit.screen.toast(visit.texts.plain("cancel-noted"))
    await visit.show_job(tap.job)


@routes.tap(JobAction, JobMove.AGAIN)
async def _again(visit: Visit, tap: JobAction) -> None:
    job = (await visit.cases.news(visit.person.id, tap.job)).job
    if not isinstance(job.order, GenerationOrder):
        raise NotFoundError(Thing.JOB)
    if job.order.pack is not None:
        await visit.cases.pictures.require(visit.person.id, job.avatar)
        await visit.screen.send(await card_of(visit, job.order.pack, job.avatar))
        return
    words = job.order.words
    await visit.screen.send(await offer(visit, job.avatar, words, source=job.id))


@routes.tap(JobAction, JobMove.STYLES)
async def _styles(visit: Visit, _: JobAction) -> None:
    await visit.screen.send(await every_pack(visit))


@routes.tap(JobAction, JobMove.DONE)
async def _done(visit: Visit, _: JobAction) -> None:
    await _menu_below(visit)


@routes.tap(LeaveBroadcast)
async def _leave_broadcast(visit: Visit, _: LeaveBroadcast) -> None:
    await _menu_below(visit)


async def _menu_below(visit: Visit) -> None:
    """Show the menu below; delivered pictures and broadcasts stay in the chat."""
    visit.leave()
    await visit.screen.send(await visit.main_menu())
