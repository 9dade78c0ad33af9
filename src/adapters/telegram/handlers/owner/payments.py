"""Payments that an owner looks at and gives up."""

from aiogram import F, Router
from aiogram.types import CallbackQuery

from avatar_core.errors import CreditsSpentError
from avatar_core.ids import PaymentId

from ...owner_callbacks import PaymentAction, PaymentMove
from ...view import View
from ...views.owner import payments as views
from ..visit import Visit


def setup() -> Router:
    """Return a fresh router."""
    router = Router(name="payments")
    taps = router.callback_query
    taps.register(_show, PaymentAction.filter(F.move == PaymentMove.SHOW))
    taps.register(_ask, PaymentAction.filter(F.move == PaymentMove.GIVE_UP))
    taps.register(_give_up, PaymentAction.filter(F.move == PaymentMove.FOR_GOOD))
    return router


async def _show(_: CallbackQuery, callback_data: PaymentAction, visit: Visit) -> View:
    visit.leave()
    return await _page(visit, callback_data.payment)


async def _page(visit: Visit, payment: PaymentId, note: str | None = None) -> View:
    file = await visit.cases.owner.payments.file(visit.person.id, payment)
    return views.payment_page(visit.texts, file, note)


async def _ask(_: CallbackQuery, callback_data: PaymentAction, visit: Visit) -> View:
    payment = callback_data.payment
    file = await visit.cases.owner.payments.file(visit.person.id, payment)
    if not file.can_give_up:
        return views.payment_page(visit.texts, file)
    return views.ask_give_up(visit.texts, file)


async def _give_up(
    _: CallbackQuery, callback_data: PaymentAction, visit: Visit
) -> View:
    payment = callback_data.payment
    try:
        await visit.cases.owner.payments(visit.person.id, payment)
    except CreditsSpentError as error:
        said = visit.texts.plain("credits-spent", needed=error.needed, left=error.left)
        await visit.screen.alert(said)
        return await _page(visit, payment)
    return await _page(visit, payment, visit.texts("given-up"))
