"""Watching and cancelling jobs, and continuing from their results."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from avatar_core.errors import ActionNotAllowedError, NotFoundError, Thing
from avatar_core.orders import GenerationOrder

from ..callbacks import JobAction, JobMove, LeaveBroadcast
from ..view import View
from ..views import jobs
from .generating import offer
from .packs import card_of
from .visit import Visit


def setup() -> Router:
    """Return a new router."""
    router = Router(name="jobs")
    taps = router.callback_query
    taps.register(_show, JobAction.filter(F.move == JobMove.SHOW))
    taps.register(_leave, JobAction.filter(F.move == JobMove.LEAVE))
    taps.register(_cancel, JobAction.filter(F.move == JobMove.CANCEL))
    taps.register(_cancelled, JobAction.filter(F.move == JobMove.CANCEL_FOR_GOOD))
    taps.register(_again, JobAction.filter(F.move == JobMove.AGAIN))
    taps.register(_done, JobAction.filter(F.move == JobMove.DONE))
    taps.register(_done, LeaveBroadcast.filter())
    return router


async def _show(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> None:
    await visit.show_job(callback_data.job)


async def _leave(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> View:
    job = callback_data.job
    await visit.cases.news(visit.person.id, job)  # raises unless theirs
    await visit.cards.drop(job)
    visit.leave()
    return await visit.main_menu()


async def _cancel(
    _: CallbackQuery, callback_data: JobAction, visit: Visit
) -> View | None:
    job = callback_data.job
    news = await visit.cases.news(visit.person.id, job)
    if not news.open:
        await visit.show_job(job)
        return None
    await visit.cards.drop(job)
    return jobs.ask_cancel(visit.texts, news)


async def _cancelled(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> None:
    job = callback_data.job
    try:
        await visit.cases.cancel_job(visit.person.id, job)
    except ActionNotAllowedError as error:
        await visit.refuse(error)
    else:
        await visit.screen.toast(visit.texts.plain("cancel-noted"))
    await visit.show_job(job)


async def _again(_: CallbackQuery, callback_data: JobAction, visit: Visit) -> None:
    news = await visit.cases.news(visit.person.id, callback_data.job)
    job = news.job
    if not isinstance(job.order, GenerationOrder):
        raise NotFoundError(Thing.JOB)
    if job.order.pack is not None:
        await visit.cases.pictures.quote(visit.person.id, job.avatar)  # or raises
        await visit.screen.send(await card_of(visit, job.order.pack, job.avatar))
        return
    words = job.order.words
    await visit.screen.send(await offer(visit, job.avatar, words, source=job.id))


async def _done(_: CallbackQuery, visit: Visit) -> None:
    """Show the menu below; delivered pictures and broadcasts stay in the chat."""
    visit.leave()
    await visit.screen.send(await visit.main_menu())
