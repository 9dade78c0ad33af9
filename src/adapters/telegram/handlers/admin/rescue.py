"""Jobs and payments that an admin looks into, and the actions on them."""

from avatar_core.errors import (
    ActionNotAllowedError,
    ConsentMissingError,
    CreditsSpentError,
)
from avatar_core.ids import JobId, PaymentId

from ...admin_callbacks import (
    AdminMenu,
    Desk,
    PaymentAction,
    PaymentMove,
    RescueJob,
    RescueMove,
    SeePictures,
)
from ...view import View
from ...views.admin import rescue as views
from ..routes import Routes
from ..visit import Visit
from .desk import read_page


routes = Routes()


# --- jobs -----------------------------------------------------------------


@routes.tap(RescueJob, RescueMove.SHOW)
async def _show(visit: Visit, tap: RescueJob) -> View:
    visit.leave()
    return await _job(visit, tap.job)


async def _job(visit: Visit, job: JobId, note: str | None = None) -> View:
    file = await visit.cases.admin.jobs.file(visit.person.id, job)
    return views.job_page(visit.texts, file, note)


@routes.tap(RescueJob, RescueMove.RETRY)
async def _retry(visit: Visit, tap: RescueJob) -> View:
    try:
        retried = await visit.cases.admin.jobs.retry(visit.person.id, tap.job)
    except ConsentMissingError:
        await visit.screen.alert(visit.texts.plain("consent-outdated"))
        return await _job(visit, tap.job)
    except ActionNotAllowedError as error:
        await visit.refuse(error)
        return await _job(visit, tap.job)
    key = "rescue-hurried" if retried.id == tap.job else "rescue-again"
    return await _job(visit, retried.id, visit.texts(key))


@routes.tap(RescueJob, RescueMove.RELEASE)
async def _ask_release(visit: Visit, tap: RescueJob) -> View:
    file = await visit.cases.admin.jobs.file(visit.person.id, tap.job)
    if not file.can_release:
        return views.job_page(visit.texts, file)
    return views.ask_release(visit.texts, file.job)


@routes.tap(RescueJob, RescueMove.RELEASE_FOR_GOOD)
async def _release(visit: Visit, tap: RescueJob) -> View:
    note = None
    try:
        await visit.cases.admin.jobs.release(visit.person.id, tap.job)
        note = visit.texts("rescue-released")
    except ActionNotAllowedError as error:
        await visit.refuse(error)
    return await _job(visit, tap.job, note)


@routes.tap(SeePictures)
async def _pictures(visit: Visit, tap: SeePictures) -> View:
    job, pictures = await visit.cases.admin.jobs.pictures(visit.person.id, tap.job)
    return views.pictures_page(visit.texts, job, pictures, tap.page)


@routes.tap(AdminMenu, Desk.UNANSWERED)
async def _unanswered(visit: Visit, tap: AdminMenu) -> View:
    visit.leave()
    unanswered, size = visit.cases.admin.jobs.unanswered, views.UNANSWERED_SHOWN
    jobs, number, more = await read_page(visit, unanswered, tap.page, size)
    return views.unanswered_page(visit.texts, jobs, number, more=more)


# --- payments -------------------------------------------------------------


@routes.tap(PaymentAction, PaymentMove.SHOW)
async def _show_payment(visit: Visit, tap: PaymentAction) -> View:
    visit.leave()
    return await _payment(visit, tap.payment)


async def _payment(visit: Visit, payment: PaymentId, note: str | None = None) -> View:
    file = await visit.cases.admin.payments.file(visit.person.id, payment)
    return views.payment_page(visit.texts, file, note)


@routes.tap(PaymentAction, PaymentMove.GIVE_UP)
async def _ask_refund(visit: Visit, tap: PaymentAction) -> View:
    file = await visit.cases.admin.payments.file(visit.person.id, tap.payment)
    if not file.can_give_up:
        return views.payment_page(visit.texts, file)
    return views.ask_give_up(visit.texts, file)


@routes.tap(PaymentAction, PaymentMove.FOR_GOOD)
async def _refund(visit: Visit, tap: PaymentAction) -> View:
    note = None
    try:
        await visit.cases.admin.payments(visit.person.id, tap.payment)
        note = visit.texts("given-up")
    except CreditsSpentError as error:
        await visit.refuse(error)
    return await _payment(visit, tap.payment, note)
