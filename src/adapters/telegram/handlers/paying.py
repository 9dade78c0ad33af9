"""Buying credits."""

from aiogram.types import Message, PreCheckoutQuery

from avatar_core import Person
from avatar_core.errors import RefusedError
from avatar_core.ids import PackId
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
from ..view import View
from ..views import paying
from ..views.parts import AnyButton, button
from .routes import Routes
from .visit import Visit


routes = Routes()


@routes.tap(Menu, Section.TOP_UP)
@routes.command("topup")
async def _top_up(visit: Visit, _: object) -> View:
    # The conversation is kept, so that it can continue with new credits.
    return await _page(visit)


async def _page(visit: Visit) -> View:
    top_up = visit.cases.top_up
    balance = await visit.cases.accounts.balance(visit.person.id)
    return paying.top_up_page(
        visit.texts, balance, top_up.packages, worthless=await top_up.worthless()
    )


@routes.tap(BuyPackage)
async def _charge(visit: Visit, tap: BuyPackage) -> View | None:
    top_up, wanted = visit.cases.top_up, (tap.credits, tap.amount)
    for package in top_up.packages:
        if (package.credits, package.price.amount) == wanted:
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


async def check(
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


async def paid(message: Message, visit: Visit) -> View | None:
    """Credit a payment."""
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


async def given_back(message: Message, visit: Visit) -> View | None:
    """Take back the credits of a refunded payment."""
    payment = message.refunded_payment
    if payment is None:
        return None
    news = await visit.cases.top_up.returned(
        visit.person.id, payment.telegram_payment_charge_id
    )
    return paying.given_back(visit.texts, news)


async def _way_back(visit: Visit) -> AnyButton | None:
    """Return the button back to what the person wanted to pay for, if known."""
    state = visit.where()
    if state == Drawing.choosing.state:
        order = BackToSizes(order=visit.order)
        return button("button-go-on-order", order)
    if state == Drawing.picking.state and (pack := visit.remembered("pack")):
        card = ShowPack(chosen=PackId(pack), avatar=visit.avatar)
        return button("button-go-on-order", card)
    moves = {
        Drawing.prompting.state: AvatarMove.PROMPT,
        Creating.uploading.state: AvatarMove.SUMMARY,
    }
    if state not in moves:
        return None
    back = AvatarAction(move=moves[state], avatar=visit.avatar)
    return button("button-go-on-order", back)
