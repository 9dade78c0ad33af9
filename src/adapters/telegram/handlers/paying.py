"""Buying credits."""

from uuid import UUID

from aiogram import F, Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message, PreCheckoutQuery

from avatar_core import Person
from avatar_core.errors import RefusedError
from avatar_core.ids import JobId, PackId
from avatar_core.payments import money_paid
from avatar_core.ports import ChatBill, PaymentPage
from avatar_core.use_cases import UseCases

from ..callbacks import (
    AvatarAction,
    AvatarMove,
    BackToSizes,
    BuyPackage,
    Menu,
    Section,
    ShowPack,
)
from ..refusals import answer_to
from ..screen import Screen
from ..states import Creating, Drawing
from ..texts import Texts
from ..view import Button, View
from ..views import paying
from ..views.parts import button
from .visit import Visit
from .words import avatar_in


def setup() -> Router:
    """Return a new router."""
    router = Router(name="paying")
    taps, messages = router.callback_query, router.message
    messages.register(_top_up, Command("topup"))
    messages.register(_paid, F.successful_payment)
    messages.register(_given_back, F.refunded_payment)
    taps.register(_top_up, Menu.filter(F.section == Section.TOP_UP))
    taps.register(_charge, BuyPackage.filter())
    router.pre_checkout_query.register(_check)
    return router


async def _top_up(_: Message | CallbackQuery, visit: Visit) -> View:
    # The conversation is kept, so that it can continue with new credits.
    return await _page(visit)


async def _page(visit: Visit) -> View:
    top_up = visit.cases.top_up
    balance = await visit.cases.accounts.balance(visit.person.id)
    return paying.top_up_page(
        visit.texts, balance, top_up.packages, worthless=await top_up.worthless()
    )


async def _charge(
    _: CallbackQuery, callback_data: BuyPackage, visit: Visit
) -> View | None:
    top_up = visit.cases.top_up
    for package in top_up.packages:
        if (package.credits, package.price.amount) == (
            callback_data.credits,
            callback_data.amount,
        ):
            break
    else:
        await visit.screen.alert(visit.texts.plain("package-gone"))
        return await _page(visit)
    title = paying.title(visit.texts, package)
    match await top_up.bill(visit.person.id, package, title=title):
        case ChatBill() as bill:
            await visit.screen.charge(paying.invoice(visit.texts, package, bill))
        case PaymentPage(url):
            return paying.payment_page(visit.texts, package, url)
    return None


async def _check(
    query: PreCheckoutQuery,
    cases: UseCases,
    person: Person,
    texts: Texts,
    screen: Screen,
) -> None:
    """Answer a pre-checkout query, which Telegram allows ten seconds for."""
    try:
        asked = money_paid(query.total_amount, query.currency)
        await cases.top_up.check(person.id, query.invoice_payload, asked)
    except RefusedError as error:
        await screen.permit(answer_to(texts, error).words)
    else:
        await screen.permit()


async def _paid(message: Message, visit: Visit) -> View | None:
    payment = message.successful_payment
    if payment is None:
        return None
    news = await visit.cases.top_up.receive(
        visit.person.id,
        charge_id=payment.telegram_payment_charge_id,
        payload=payment.invoice_payload,
        paid=money_paid(payment.total_amount, payment.currency),
    )
    return paying.paid(visit.texts, news, await _way_back(visit))


async def _given_back(message: Message, visit: Visit) -> View | None:
    payment = message.refunded_payment
    if payment is None:
        return None
    news = await visit.cases.top_up.returned(
        visit.person.id, payment.telegram_payment_charge_id
    )
    return paying.given_back(visit.texts, news)


async def _way_back(visit: Visit) -> Button | None:
    """Return the button back to what the person wanted to pay for, if known."""
    state = visit.where()
    if state == Drawing.choosing.state:
        order = BackToSizes(order=JobId(UUID(visit.remembered("order"))))
        return button(visit.texts, "button-go-on-order", order)
    if state == Drawing.picking.state and (pack := visit.remembered("pack")):
        card = ShowPack(chosen=PackId(pack), avatar=avatar_in(visit))
        return button(visit.texts, "button-go-on-order", card)
    moves = {
        Drawing.prompting.state: AvatarMove.PROMPT,
        Creating.uploading.state: AvatarMove.SUMMARY,
    }
    if state not in moves:
        return None
    back = AvatarAction(move=moves[state], avatar=avatar_in(visit))
    return button(visit.texts, "button-go-on-order", back)
