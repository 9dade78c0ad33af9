"""Jobs that an owner looks at, tries again or ends."""

from typing import Final

from aiogram import F, Router
from aiogram.types import CallbackQuery

from avatar_core.errors import ActionNotAllowedError
from avatar_core.ids import JobId

from ...owner_callbacks import RescueJob, RescueMove, UnansweredPage
from ...refusals import answer_to
from ...view import View
from ...views.owner import rescue as views
from ..visit import Visit


#: No button leads to a page further back.
_LAST_PAGE: Final = 10_000


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="rescue")
    taps = router.callback_query
    taps.register(_show, RescueJob.filter(F.move == RescueMove.SHOW))
    taps.register(_retry, RescueJob.filter(F.move == RescueMove.RETRY))
    taps.register(_ask, RescueJob.filter(F.move == RescueMove.RELEASE))
    taps.register(_release, RescueJob.filter(F.move == RescueMove.RELEASE_FOR_GOOD))
    taps.register(_unanswered, UnansweredPage.filter())
    return router


async def _show(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    visit.leave()
    return await _page(visit, callback_data.job)


async def _page(visit: Visit, job: JobId, note: str | None = None) -> View:
    file = await visit.cases.owner.jobs.file(visit.person.id, job)
    return views.job_page(visit.texts, file, note)


async def _retry(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    job = callback_data.job
    try:
        retried = await visit.cases.owner.jobs.retry(visit.person.id, job)
    except ActionNotAllowedError as error:
        await visit.screen.alert(answer_to(visit.texts, error).words or "")
        return await _page(visit, job)
    key = "rescue-hurried" if retried.id == job else "rescue-again"
    return await _page(visit, retried.id, visit.texts(key))


async def _ask(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    file = await visit.cases.owner.jobs.file(visit.person.id, callback_data.job)
    if not file.can_release:
        return views.job_page(visit.texts, file)
    return views.ask_release(visit.texts, file.job)


async def _release(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    job = callback_data.job
    try:
        await visit.cases.owner.jobs.release(visit.person.id, job)
    except ActionNotAllowedError as error:
        await visit.screen.alert(answer_to(visit.texts, error).words or "")
        return await _page(visit, job)
    return await _page(visit, job, visit.texts("rescue-released"))


async def _unanswered(
    _: CallbackQuery, callback_data: UnansweredPage, visit: Visit
) -> View:
    visit.leave()
    page = max(0, min(_LAST_PAGE, callback_data.page))
    shown = views.UNANSWERED_SHOWN
    jobs = await visit.cases.owner.jobs.unanswered(
        visit.person.id, limit=shown + 1, skip=page * shown
    )
    return views.unanswered_page(
        visit.texts, jobs[:shown], page, more=len(jobs) > shown
    )
