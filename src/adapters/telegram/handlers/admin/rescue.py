"""Jobs and payments that an admin looks into, and the actions on them."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from avatar_core.errors import ActionNotAllowedError, CreditsSpentError
from avatar_core.ids import JobId, PaymentId

from ...admin_callbacks import (
    PaymentAction,
    PaymentMove,
    RescueJob,
    RescueMove,
    UnansweredPage,
)
from ...view import View
from ...views.admin import rescue as views
from ..visit import Visit
from .desk import read_page


def setup() -> Router:
    """Return a new router."""
    router = Router(name="rescue")
    taps = router.callback_query
    taps.register(_show, RescueJob.filter(F.move == RescueMove.SHOW))
    taps.register(_retry, RescueJob.filter(F.move == RescueMove.RETRY))
    taps.register(_ask, RescueJob.filter(F.move == RescueMove.RELEASE))
    taps.register(_release, RescueJob.filter(F.move == RescueMove.RELEASE_FOR_GOOD))
    taps.register(_unanswered, UnansweredPage.filter())
    taps.register(_show_payment, PaymentAction.filter(F.move == PaymentMove.SHOW))
    taps.register(_ask_refund, PaymentAction.filter(F.move == PaymentMove.GIVE_UP))
    taps.register(_refund, PaymentAction.filter(F.move == PaymentMove.FOR_GOOD))
    return router


# --- jobs -----------------------------------------------------------------


async def _show(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    visit.leave()
    return await _job(visit, callback_data.job)


async def _job(visit: Visit, job: JobId, note: str | None = None) -> View:
    file = await visit.cases.admin.jobs.file(visit.person.id, job)
    return views.job_page(visit.texts, file, note)


async def _retry(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    job = callback_data.job
    try:
        retried = await visit.cases.admin.jobs.retry(visit.person.id, job)
    except ActionNotAllowedError as error:
        await visit.refuse(error)
        return await _job(visit, job)
    key = "rescue-hurried" if retried.id == job else "rescue-again"
    return await _job(visit, retried.id, visit.texts(key))


async def _ask(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    file = await visit.cases.admin.jobs.file(visit.person.id, callback_data.job)
    if not file.can_release:
        return views.job_page(visit.texts, file)
    return views.ask_release(visit.texts, file.job)


async def _release(_: CallbackQuery, callback_data: RescueJob, visit: Visit) -> View:
    note = None
    try:
        await visit.cases.admin.jobs.release(visit.person.id, callback_data.job)
        note = visit.texts("rescue-released")
    except ActionNotAllowedError as error:
        await visit.refuse(error)
    return await _job(visit, callback_data.job, note)


async def _unanswered(
    _: CallbackQuery, callback_data: UnansweredPage, visit: Visit
) -> View:
    visit.leave()
    unanswered, size = visit.cases.admin.jobs.unanswered, views.UNANSWERED_SHOWN
    jobs, number, more = await read_page(visit, unanswered, callback_data.page, size)
    return views.unanswered_page(visit.texts, jobs, number, more=more)


# --- payments -------------------------------------------------------------


async def _show_payment(
    _: CallbackQuery, callback_data: PaymentAction, visit: Visit
) -> View:
    visit.leave()
    return await _payment(visit, callback_data.payment)


async def _payment(visit: Visit, payment: PaymentId, note: str | None = None) -> View:
    file = await visit.cases.admin.payments.file(visit.person.id, payment)
    return views.payment_page(visit.texts, file, note)


async def _ask_refund(
    _: CallbackQuery, callback_data: PaymentAction, visit: Visit
) -> View:
    file = await visit.cases.admin.payments.file(visit.person.id, callback_data.payment)
    if not file.can_give_up:
        return views.payment_page(visit.texts, file)
    return views.ask_give_up(visit.texts, file)


async def _refund(_: CallbackQuery, callback_data: PaymentAction, visit: Visit) -> View:
    note = None
    try:
        await visit.cases.admin.payments(visit.person.id, callback_data.payment)
        note = visit.texts("given-up")
    except CreditsSpentError as error:
        await visit.refuse(error)
    return await _payment(visit, callback_data.payment, note)
