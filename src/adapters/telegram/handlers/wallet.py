"""A person's credits: the balance, buying, promo codes, invitations, receipts."""

import structlog

from aiogram.types import PreCheckoutQuery, RefundedPayment, SuccessfulPayment

from avatar_core import Size
from avatar_core.errors import InvalidTextError, PromoRefusedError, RefusedError
from avatar_core.ids import PackId
from avatar_core.payments import PaymentEvent, money_paid
from avatar_core.ports import ChatBill, PaymentPage

from .. import links
from ..callbacks import (
    AvatarAction,
    AvatarMove,
    BackToSizes,
    BuyPackage,
    Menu,
    OlderReceipts,
    PickSize,
    Section,
    ShowPack,
)
from ..refusals import answer_to
from ..steps import Step
from ..view import AnyButton, View
from ..views import wallet
from ..views.parts import button
from .routes import Routes
from .visit import Visit


log = structlog.get_logger()

routes = Routes()


@routes.tap(Menu, Section.TOP_UP)
@routes.command("topup")
async def _top_up(visit: Visit, _: object) -> View:
    # The conversation is kept, so that it can continue with new credits.
    return await _page(visit)


async def _page(visit: Visit) -> View:
    top_up = visit.cases.top_up
    balance = await visit.cases.accounts.balance(visit.person.id)
    return wallet.top_up_page(
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
    title = wallet.invoice_title(visit.texts, package)
    match await top_up.bill(visit.person.id, package, title=title):
        case ChatBill() as bill:
            await visit.screen.charge(wallet.invoice(visit.texts, package, bill))
        case PaymentPage(url):
            return wallet.payment_page(visit.texts, package, url)
    return None


async def check(visit: Visit, query: PreCheckoutQuery) -> None:
    """Answer a pre-checkout query, which Telegram allows ten seconds for."""
    refusal = None
    try:
        asked = money_paid(query.total_amount, query.currency)
        await visit.cases.top_up.check(visit.person.id, query.invoice_payload, asked)
    except RefusedError as error:
        refusal = answer_to(visit.texts, error).words
    await visit.screen.permit(refusal)


async def paid(visit: Visit, payment: SuccessfulPayment) -> View:
    """Credit a payment."""
    news = await visit.cases.top_up.receive(
        visit.person.id,
        charge_id=payment.telegram_payment_charge_id,
        payload=payment.invoice_payload,
        paid=money_paid(payment.total_amount, payment.currency),
    )
    sold = news.payment
    if any(move.event is PaymentEvent.CREDIT for move in sold.moves):
        log.info(
            "payment.sold",
            person=sold.person,
            credits=sold.credits,
            money=str(sold.money),
            payment=str(sold.id),
        )
    return wallet.paid(visit.texts, news, await _way_back(visit))


async def given_back(visit: Visit, payment: RefundedPayment) -> View:
    """Take back the credits of a refunded payment."""
    news = await visit.cases.top_up.returned(
        visit.person.id, payment.telegram_payment_charge_id
    )
    return wallet.given_back(visit.texts, news)


async def _way_back(visit: Visit) -> AnyButton | None:
    """Return the button back to what the person wanted to pay for, if known."""
    state = visit.where()
    if state is Step.ORDERING:
        size = visit.remembered("size")
        order = (
            PickSize(order=visit.order, size=Size(size))
            if size
            else BackToSizes(order=visit.order)
        )
        return button("button-go-on-order", order)
    if state is Step.ORDERING_PACK and (pack := visit.remembered("pack")):
        card = ShowPack(chosen=PackId(pack), avatar=visit.avatar)
        return button("button-go-on-order", card)
    moves = {
        Step.PROMPTING: AvatarMove.PROMPT,
        Step.UPLOADING: AvatarMove.SUMMARY,
    }
    if state not in moves:
        return None
    back = AvatarAction(move=moves[state], avatar=visit.avatar)
    return button("button-go-on-order", back)


@routes.command("promo")
async def _promo(visit: Visit, code: str) -> View:
    view = await routes.ask(visit, Step.REDEEMING)
    return await _redeem(visit, code) if code else view


@routes.begins(Menu, Section.PROMO)
@routes.question(Step.REDEEMING, "code-wanted")
async def _ask_code(visit: Visit, _: InvalidTextError | None) -> View:
    return wallet.ask_code(visit.texts)


@routes.text(Step.REDEEMING)
async def _redeem(visit: Visit, code: str) -> View:
    try:
        used = await visit.cases.redeem_promo(visit.person.id, code)
    except PromoRefusedError as error:
        return wallet.ask_code(visit.texts, error.fault)
    visit.leave()
    return wallet.redeemed(visit.texts, used)


@routes.opens(Section.INVITE, "invite")
async def _invite(visit: Visit) -> View:
    invitation = await visit.cases.invite_friends(visit.person.id)
    link = await visit.screen.link(links.referral(visit.person.id))
    return wallet.invite(visit.texts, invitation, link)


@routes.opens(Section.BALANCE, "balance")
async def _balance(visit: Visit) -> View:
    balance = await visit.cases.accounts.balance(visit.person.id)
    prices = await visit.cases.accounts.price_book()
    families = visit.cases.avatars.on_offer()
    return wallet.balance_page(visit.texts, balance, prices, families)


@routes.opens(Section.RECEIPTS, "receipts")
async def _receipts(visit: Visit) -> View:
    page = await visit.cases.receipts(visit.person.id)
    return wallet.receipts_page(visit.texts, page)


@routes.tap(OlderReceipts)
async def _older_receipts(visit: Visit, tap: OlderReceipts) -> View:
    page = await visit.cases.receipts(visit.person.id, before=tap.before)
    return wallet.receipts_page(visit.texts, page, newest=False)
