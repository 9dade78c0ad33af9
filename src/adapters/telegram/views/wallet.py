"""A person's credits: the balance, buying, promo codes, invitations, receipts."""

from collections.abc import Sequence
from typing import Final

from avatar_core import (
    Balance,
    GenerationOrder,
    HoldStatus,
    JobKind,
    Package,
    PaymentStatus,
    PriceBook,
)
from avatar_core.errors import PromoFault
from avatar_core.families import Family
from avatar_core.ledger import Reason
from avatar_core.ports import ChatBill
from avatar_core.use_cases import Invitation, PaymentNews, Receipt, Receipts, Redeemed

from ..callbacks import BuyPackage, OlderReceipts, Section
from ..texts import Texts
from ..view import AnyButton, Copied, Invoice, View
from .parts import (
    button,
    day,
    image_of,
    menu,
    money,
    name_of,
    price_list,
    share,
    shorten,
)


def balance_page(
    texts: Texts, balance: Balance, prices: PriceBook, families: Sequence[Family]
) -> View:
    """Show the available and held credits, and the prices."""
    held = texts("balance-held", held=balance.held) if balance.held else None
    dearest = max(prices.within(family).picture for family in families)
    pictures = balance.available // dearest if dearest else 0
    return texts.page(
        texts("balance"),
        texts("balance-available", available=balance.available),
        _bonus(texts, balance),
        held,
        texts("balance-prices", prices=price_list(texts, prices, families)),
        texts("balance-enough", pictures=pictures) if pictures else None,
        menu("button-top-up", Section.TOP_UP),
        menu("button-receipts", Section.RECEIPTS),
        menu("button-promo", Section.PROMO),
        menu("button-invite", Section.INVITE),
        menu("button-generate", Section.GENERATE),
        menu("button-to-profile", Section.PROFILE),
    )


def _bonus(texts: Texts, balance: Balance) -> str | None:
    return texts("balance-bonus", bonus=balance.bonus) if balance.bonus else None


def top_up_page(
    texts: Texts,
    balance: Balance,
    packages: Sequence[Package],
    *,
    worthless: bool = False,
) -> View:
    """Offer the packages; *worthless*: say that nothing can be ordered now."""
    offers = [
        button(
            "button-package",
            BuyPackage(credits=package.credits, amount=package.price.amount),
            credits=package.credits,
            price=money(texts, package.price),
        )
        for package in packages
    ]
    return texts.page(
        texts("top-up", available=balance.available),
        texts("top-up-worthless") if worthless else None,
        *offers,
        menu("button-balance", Section.BALANCE),
    )


def invoice_title(texts: Texts, package: Package) -> str:
    """Return the title of an invoice, without markup."""
    return texts.plain("invoice-title", credits=package.credits)


def invoice(texts: Texts, package: Package, bill: ChatBill) -> Invoice:
    """Return the invoice of a package, to be paid in the chat."""
    return Invoice(
        title=invoice_title(texts, package),
        description=texts.plain("invoice-description", credits=package.credits),
        payload=bill.payload,
        price=bill.price,
        pay=texts.plain("button-pay", price=money(texts, bill.price)),
        buttons=texts.page(_other_package()).buttons,
    )


def payment_page(texts: Texts, package: Package, url: str) -> View:
    """Link to the payment page of a package."""
    price = money(texts, package.price)
    said = texts("payment-page", credits=package.credits, price=price, url=url)
    return texts.page(said, _other_package())


def _other_package() -> AnyButton:
    return menu("button-other-package", Section.TOP_UP)


def paid(texts: Texts, news: PaymentNews, way_back: AnyButton | None = None) -> View:
    """Confirm a payment, or say that it is refunded."""
    payment = news.payment
    if payment.status is PaymentStatus.CREDITED:
        said = texts("paid", credits=payment.credits, available=news.balance.available)
    else:
        said = texts("paid-for-nothing", money=money(texts, payment.money))
    return texts.page(
        said,
        way_back,
        menu("button-generate", Section.GENERATE),
        menu("button-balance", Section.BALANCE),
    )


def given_back(texts: Texts, news: PaymentNews) -> View:
    """Confirm a refund, and say which credits were taken back."""
    key = "money-back-credits" if news.payment.reclaimed else "money-back"
    return texts.page(
        texts(
            key,
            money=money(texts, news.payment.money),
            credits=news.payment.reclaimed,
            available=news.balance.available,
        ),
        menu("button-balance", Section.BALANCE),
    )


def ask_code(texts: Texts, fault: PromoFault | None = None) -> View:
    """Ask for a promo code; *fault* is of the last one."""
    refusal = texts.of(fault) if fault else None
    ask = None if fault is PromoFault.TOO_MANY_TRIED else texts("ask-code")
    return texts.page(refusal, ask, menu("button-balance", Section.BALANCE))


def redeemed(texts: Texts, used: Redeemed) -> View:
    """Show what a promo code granted."""
    return texts.page(
        texts(
            "code-redeemed",
            credits=used.promo.credits,
            available=used.balance.available,
        ),
        menu("button-generate", Section.GENERATE),
        menu("button-balance", Section.BALANCE),
    )


def invite(texts: Texts, invitation: Invitation, link: str) -> View:
    """Show the referral link, and what it has earned, beside a picture of theirs."""
    picture = invitation.picture
    counts = (
        texts(
            "invite-counts",
            friends=invitation.friends,
            rewarded=invitation.rewarded,
            credits=invitation.credits,
        )
        if invitation.friends
        else None
    )
    return texts.page(
        texts("invite", reward=invitation.reward),
        texts("invite-gift", gift=invitation.gift) if invitation.gift else None,
        texts("invite-link", link=link),
        counts,
        share(picture.id) if picture else None,
        button("button-copy-link", Copied(link)),
        menu("button-balance", Section.BALANCE),
        image=image_of(texts, picture) if picture else None,
    )


_WORDS: Final = 60
_NOTE: Final = 120


def receipts_page(texts: Texts, receipts: Receipts, *, newest: bool = True) -> View:
    """Show a page of receipts, newest first."""
    lines = [_line(texts, receipt) for receipt in receipts.lines]
    older = (
        button("button-older-receipts", OlderReceipts(before=receipts.older))
        if receipts.older is not None
        else None
    )
    return texts.page(
        texts("receipts", available=receipts.balance.available),
        _bonus(texts, receipts.balance),
        *(lines or [texts("receipts-none")]),
        older,
        None if newest else menu("button-newest-receipts", Section.RECEIPTS),
        menu("button-dispute", Section.PAYSUPPORT),
        menu("button-balance", Section.BALANCE),
    )


def _line(texts: Texts, receipt: Receipt) -> str:
    return texts(
        "receipt",
        change=signed(receipt.change),
        date=day(texts, receipt.posting.at),
        what=title(texts, receipt),
        outcome=_outcome(texts, receipt),
    )


def signed(change: int) -> str:
    """Return a number of credits with its sign, if it has one."""
    if change > 0:
        return f"+{change}"
    return f"\N{MINUS SIGN}{-change}" if change else "0"


def title(texts: Texts, receipt: Receipt) -> str:
    """Return what a receipt is for, without markup."""
    posting, job, payment = receipt.posting, receipt.job, receipt.payment
    if payment is not None:
        return texts.plain_of(posting.reason, money=money(texts, payment.money))
    if job is None:
        said = texts.plain_of(posting.reason)
        return f"{said}: {shorten(posting.note, _NOTE)}" if posting.note else said
    if posting.reason is Reason.AMENDS:
        return texts.plain_of(posting.reason)
    if isinstance(job.order, GenerationOrder) and job.order.words:
        words = shorten(job.order.words, _WORDS)
        return texts.plain("receipt-pictures", words=words)
    if receipt.avatar is None or job.kind is not JobKind.TRAINING:
        return texts.plain_of(job.kind)
    name = name_of(texts, receipt.avatar)
    return texts.plain("receipt-training", name=name)


def _outcome(texts: Texts, receipt: Receipt) -> str:
    hold = receipt.hold
    if hold is None:
        return ""
    match hold.status:
        case HoldStatus.HELD:
            return texts.plain("receipt-open")
        case HoldStatus.RELEASED if hold.amount:
            return texts.plain("receipt-returned", credits=hold.amount)
        case HoldStatus.CAPTURED if hold.captured < hold.amount:
            returned = hold.amount - hold.captured
            return texts.plain("receipt-partly", credits=returned)
        case _:
            return ""
