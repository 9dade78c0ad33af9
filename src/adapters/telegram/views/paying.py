"""Buying credits."""

from collections.abc import Sequence

from avatar_core import Balance, Package, PaymentStatus
from avatar_core.ports import ChatBill
from avatar_core.use_cases import PaymentNews

from ..callbacks import BuyPackage, Section
from ..texts import Texts
from ..view import Invoice, View
from .parts import AnyButton, button, menu, money, page


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
    return page(
        texts,
        texts("top-up", available=balance.available),
        texts("top-up-worthless") if worthless else None,
        *offers,
        menu("button-balance", Section.BALANCE),
    )


def title(texts: Texts, package: Package) -> str:
    """Return the title of an invoice, without markup."""
    return texts.plain("invoice-title", credits=package.credits)


def invoice(texts: Texts, package: Package, bill: ChatBill) -> Invoice:
    """Return the invoice of a package, to be paid in the chat."""
    return Invoice(
        title=title(texts, package),
        description=texts.plain("invoice-description", credits=package.credits),
        payload=bill.payload,
        price=bill.price,
        pay=texts.plain("button-pay", price=money(texts, bill.price)),
        buttons=page(texts, _other_package()).buttons,
    )


def payment_page(texts: Texts, package: Package, url: str) -> View:
    """Link to the payment page of a package."""
    price = money(texts, package.price)
    said = texts("payment-page", credits=package.credits, price=price, url=url)
    return page(texts, said, _other_package())


def _other_package() -> AnyButton:
    return menu("button-other-package", Section.TOP_UP)


def paid(texts: Texts, news: PaymentNews, way_back: AnyButton | None = None) -> View:
    """Confirm a payment, or say that it is refunded."""
    payment = news.payment
    if payment.status is PaymentStatus.CREDITED:
        said = texts("paid", credits=payment.credits, available=news.balance.available)
    else:
        said = texts("paid-for-nothing", money=money(texts, payment.money))
    return page(
        texts,
        said,
        way_back,
        menu("button-generate", Section.GENERATE),
        menu("button-balance", Section.BALANCE),
    )


def given_back(texts: Texts, news: PaymentNews) -> View:
    """Confirm a refund, and say which credits were taken back."""
    key = "money-back-credits" if news.payment.reclaimed else "money-back"
    return page(
        texts,
        texts(
            key,
            money=money(texts, news.payment.money),
            credits=news.payment.reclaimed,
            available=news.balance.available,
        ),
        menu("button-balance", Section.BALANCE),
    )
